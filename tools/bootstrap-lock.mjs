import { readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'

/** A holder renews the lock this often, and one that was silent for `staleMs` is taken for dead. */
const renewMs = 1_000
const staleMs = 10_000

/**
 * Does the work while no other process on this machine does it under the same lock file. A process number in the
 * file would not do as a sign of life: in a container the next start has the same one.
 */
export async function withLock(file, onWait, work) {
  const token = randomUUID()
  await acquire(file, token, onWait)
  const renewal = setInterval(() => {
    const now = new Date()
    // A lock that cannot be renewed goes stale; the one who waits then repeats the check before installing.
    utimes(file, now, now).catch(() => undefined)
  }, renewMs)
  try {
    return await work()
  } finally {
    clearInterval(renewal)
    if ((await contentOf(file)) === token) await rm(file, { force: true })
  }
}

async function acquire(file, token, onWait) {
  let told = false
  for (;;) {
    try {
      await writeFile(file, token, { flag: 'wx' })
      return
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    if (await isStale(file)) {
      if (await takeOver(file, token)) return
      continue
    }
    if (!told) onWait()
    told = true
    await sleep(200)
  }
}

async function isStale(file) {
  try {
    return Date.now() - (await stat(file)).mtimeMs > staleMs
  } catch (error) {
    if (error.code === 'ENOENT') return false
    throw error
  }
}

/** Several may find the lock stale at once: the last to put its token there has it, after a moment to be sure. */
async function takeOver(file, token) {
  const mine = `${file}.${token}`
  await writeFile(mine, token)
  await rename(mine, file)
  await sleep(500)
  return (await contentOf(file)) === token
}

async function contentOf(file) {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (error.code === 'ENOENT') return undefined
    throw error
  }
}
