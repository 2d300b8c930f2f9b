import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'

/** The folders our customer sees by SFTP, on the disk: `in`, `out` and what was taken from each. */
export type Folders = {
  readonly root: string
  /** Whole files that wait in `in`, by name: their customer renames them when they are complete. */
  waiting: () => string[]
  read: (name: string) => Buffer
  /** Moves a file that was taken to `in/archive`. */
  archive: (name: string) => void
  /** Writes a file to `out` at once: nobody sees half of it. */
  publish: (name: string, content: string) => void
}

const PARTS = ['in', 'in/archive', 'out', 'out/archive', 'out/quarantine']

export function openFolders(root: string): Folders {
  for (const part of PARTS) mkdirSync(join(root, part), { recursive: true, mode: 0o700 })
  const incoming = (name: string) => join(root, 'in', name)
  return {
    root,
    waiting: () =>
      readdirSync(join(root, 'in'), { withFileTypes: true })
        .filter(file => file.isFile() && !file.name.endsWith('.part'))
        .map(file => file.name)
        .toSorted(),
    read: name => readFileSync(incoming(name)),
    archive(name) {
      if (existsSync(incoming(name))) renameSync(incoming(name), join(root, 'in/archive', name))
    },
    publish(name, content) {
      const unfinished = join(root, 'out', `${name}.part`)
      const file = openSync(unfinished, 'w', 0o600)
      try {
        writeSync(file, content)
        fsyncSync(file)
      } finally {
        closeSync(file)
      }
      renameSync(unfinished, join(root, 'out', name))
    },
  }
}
