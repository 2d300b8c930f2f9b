import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { FolderInUse, lockDataFolder } from './launch-lock.ts'

let dataDir: string
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'okpay-lock-'))
})
afterEach(() => rm(dataDir, { recursive: true }))

test('one process at a time has the folder, and the refusal names it', () => {
  const first = lockDataFolder(dataDir)
  expect(() => lockDataFolder(dataDir)).toThrow(FolderInUse)
  expect(() => lockDataFolder(dataDir)).toThrow(`in use by process ${process.pid}`)
  first.release()
  lockDataFolder(dataDir).release()
})

test('a holder killed with -9 leaves no lock behind', async () => {
  const module = new URL('./launch-lock.ts', import.meta.url).href
  const holder = spawn(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `import { lockDataFolder } from ${JSON.stringify(module)}
       lockDataFolder(${JSON.stringify(dataDir)}); console.log('held'); setInterval(() => {}, 1000)`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  await once(holder.stdout, 'data')
  expect(() => lockDataFolder(dataDir)).toThrow(`in use by process ${holder.pid}`)
  holder.kill('SIGKILL')
  await once(holder, 'exit')
  // The system lets go of a dead process's locks when it has cleared it away, which on a busy machine is a moment later.
  await vi.waitFor(() => lockDataFolder(dataDir).release(), { timeout: 20_000 })
})
