import { mkdtemp, chmod, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * A temporary folder `okpay-<name>-<process id>-…` that other users may enter, as the database server must. Folders of
 * this name whose process is gone are removed first: whoever was killed with -9 could not tidy up, and a benchmark
 * leaves gigabytes.
 */
export async function makeTemporaryFolder(name: string): Promise<string> {
  const prefix = `okpay-${name}-`
  const remains = (await readdir(tmpdir())).filter(folder => {
    const pid = Number(folder.startsWith(prefix) && /^(\d+)-/.exec(folder.slice(prefix.length))?.[1])
    return pid > 0 && !isRunning(pid)
  })
  await Promise.all(remains.map(folder => rm(join(tmpdir(), folder), { recursive: true, force: true })))
  const made = await mkdtemp(join(tmpdir(), `${prefix}${process.pid}-`))
  await chmod(made, 0o711)
  return made
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it is somebody else's, and there.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH')
  }
}

/**
 * Runs `close` when somebody ends this process from outside, by Ctrl-C or SIGTERM, and ends it then with the code a
 * shell expects. Answers how to let go of the signals again.
 */
export function closeWhenInterrupted(close: () => Promise<void>): () => void {
  const numbers = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 } as const
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  const end = (signal: keyof typeof numbers): void => {
    // Whatever was going on fails now, because what it works with is taken away; that must not end us before the end.
    process.on('uncaughtException', () => undefined)
    void close()
      .catch((error: unknown) => console.error(error))
      .finally(() => process.exit(128 + numbers[signal]))
  }
  for (const signal of signals) process.on(signal, end)
  return () => {
    for (const signal of signals) process.off(signal, end)
  }
}
