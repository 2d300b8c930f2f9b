import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

export type FolderLock = { release(): void }

/** The data folder is in use; `holder` is the process number of the program that uses it, when it could be read. */
export class FolderInUse extends Error {
  readonly holder: string

  constructor(dataDir: string, holder: string) {
    super(`${dataDir} is in use by process ${holder}`)
    this.holder = holder
  }
}

/**
 * Takes the data folder for this process alone; throws `FolderInUse` when another one has it. An empty SQLite
 * file serves as the lock because its lock is the operating system's: it is gone the moment the process is,
 * also after kill -9, and in a container whose process numbers repeat it is never taken for somebody else's.
 */
export function lockDataFolder(dataDir: string): FolderLock {
  const folder = join(dataDir, 'run')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const note = join(folder, 'launcher.pid')
  const lock = new DatabaseSync(join(folder, 'lock'), { timeout: 0 })
  try {
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    if (!isBusy(error)) throw error
    throw new FolderInUse(dataDir, readNote(note))
  }
  writeFileSync(note, String(process.pid))
  return {
    release() {
      rmSync(note, { force: true })
      lock.close()
    },
  }
}

/** SQLITE_BUSY (5) of https://www.sqlite.org/rescode.html. */
function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === 5
}

function readNote(note: string): string {
  try {
    return readFileSync(note, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '?'
    throw error
  }
}
