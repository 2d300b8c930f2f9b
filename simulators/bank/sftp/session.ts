import {
  closeSync,
  fstatSync,
  fsyncSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
  type Stats,
} from 'node:fs'
import { join, posix } from 'node:path'
import ssh2, { type Attributes, type FileEntry, type SFTPWrapper } from 'ssh2'

const { OPEN_MODE, STATUS_CODE, flagsToString } = ssh2.utils.sftp

type Open = { kind: 'file'; fd: number; writable: boolean } | { kind: 'folder'; path: string; read: boolean }

const MAX_READ_LENGTH = 256 * 1024

/** The path on the disk; `..` cannot lead above the root, because the path is made absolute first. */
function inside(root: string, path: string): string {
  return join(root, posix.resolve('/', path))
}

function attributesOf(stats: Stats): Attributes {
  return {
    mode: stats.mode,
    uid: 0,
    gid: 0,
    size: stats.size,
    atime: Math.floor(stats.atimeMs / 1000),
    mtime: Math.floor(stats.mtimeMs / 1000),
  }
}

function longName(name: string, stats: Stats): string {
  const kind = stats.isDirectory() ? 'd' : '-'
  return `${kind}rw-------   1 okpay    okpay    ${String(stats.size).padStart(12)} ${stats.mtime.toUTCString()} ${name}`
}

function statusOf(error: unknown): number {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOENT' || code === 'ENOTDIR') return STATUS_CODE.NO_SUCH_FILE
  if (code === 'EACCES' || code === 'EPERM') return STATUS_CODE.PERMISSION_DENIED
  return STATUS_CODE.FAILURE
}

/** The handles of a session and how it answers; everything it does is inside `root`. */
type Session = {
  sftp: SFTPWrapper
  root: string
  hold: (file: Open) => Buffer
  held: (handle: Buffer) => Open | undefined
  forget: (handle: Buffer) => void
  /** Does the work of a request; what the disk refuses is answered with its status. */
  answer: (id: number, work: () => void) => void
}

function openSession(sftp: SFTPWrapper, root: string): Session {
  const open = new Map<number, Open>()
  let lastHandle = 0
  sftp.on('close', () => {
    for (const file of open.values()) if (file.kind === 'file') closeSync(file.fd)
    open.clear()
  })
  return {
    sftp,
    root,
    hold(file) {
      const handle = Buffer.alloc(4)
      handle.writeUInt32BE((lastHandle += 1))
      open.set(lastHandle, file)
      return handle
    },
    held: handle => (handle.length === 4 ? open.get(handle.readUInt32BE()) : undefined),
    forget: handle => open.delete(handle.readUInt32BE()),
    answer(id, work) {
      try {
        work()
      } catch (error) {
        sftp.status(id, statusOf(error), error instanceof Error ? error.message : String(error))
      }
    },
  }
}

function serveFolders({ sftp, root, hold, held, answer }: Session): void {
  sftp.on('REALPATH', (id, path) => {
    const absolute = posix.resolve('/', path)
    const attrs = { mode: 0, uid: 0, gid: 0, size: 0, atime: 0, mtime: 0 }
    sftp.name(id, [{ filename: absolute, longname: absolute, attrs }])
  })
  const stat = (id: number, path: string) =>
    answer(id, () => sftp.attrs(id, attributesOf(statSync(inside(root, path)))))
  sftp.on('STAT', stat)
  sftp.on('LSTAT', stat)
  sftp.on('OPENDIR', (id, path) =>
    answer(id, () => {
      const folder = inside(root, path)
      if (!statSync(folder).isDirectory()) sftp.status(id, STATUS_CODE.NO_SUCH_FILE)
      else sftp.handle(id, hold({ kind: 'folder', path: folder, read: false }))
    }),
  )
  sftp.on('READDIR', (id, handle) =>
    answer(id, () => {
      const folder = held(handle)
      if (folder?.kind !== 'folder') sftp.status(id, STATUS_CODE.FAILURE)
      else if (folder.read) sftp.status(id, STATUS_CODE.EOF)
      else {
        folder.read = true
        sftp.name(id, list(folder.path))
      }
    }),
  )
}

function list(folder: string): FileEntry[] {
  return readdirSync(folder).map(name => {
    const stats = statSync(join(folder, name))
    return { filename: name, longname: longName(name, stats), attrs: attributesOf(stats) }
  })
}

function serveReading({ sftp, held, forget, answer }: Session): void {
  sftp.on('READ', (id, handle, offset, length) =>
    answer(id, () => {
      const file = held(handle)
      if (file?.kind !== 'file') {
        sftp.status(id, STATUS_CODE.FAILURE)
        return
      }
      const bytes = Buffer.alloc(Math.min(length, MAX_READ_LENGTH))
      const read = readSync(file.fd, bytes, 0, bytes.length, offset)
      if (read === 0) sftp.status(id, STATUS_CODE.EOF)
      else sftp.data(id, bytes.subarray(0, read))
    }),
  )
  sftp.on('FSTAT', (id, handle) =>
    answer(id, () => {
      const file = held(handle)
      if (!file) sftp.status(id, STATUS_CODE.FAILURE)
      else sftp.attrs(id, attributesOf(file.kind === 'file' ? fstatSync(file.fd) : statSync(file.path)))
    }),
  )
  sftp.on('CLOSE', (id, handle) =>
    answer(id, () => {
      const file = held(handle)
      if (!file) {
        sftp.status(id, STATUS_CODE.FAILURE)
        return
      }
      forget(handle)
      if (file.kind === 'file') {
        if (file.writable) fsyncSync(file.fd)
        closeSync(file.fd)
      }
      sftp.status(id, STATUS_CODE.OK)
    }),
  )
}

function isIncoming(path: string): boolean {
  return posix.dirname(posix.resolve('/', path)) === '/in'
}

function serveWriting({ sftp, root, hold, held, answer }: Session, onArrival: () => void): void {
  sftp.on('OPEN', (id, path, flags) =>
    answer(id, () => {
      const writable = (flags & OPEN_MODE.WRITE) !== 0
      const mode = flagsToString(flags)
      if (mode === null) sftp.status(id, STATUS_CODE.OP_UNSUPPORTED)
      else if (writable && !isIncoming(path))
        sftp.status(id, STATUS_CODE.PERMISSION_DENIED, 'Files are written to /in only.')
      else sftp.handle(id, hold({ kind: 'file', fd: openSync(inside(root, path), mode, 0o600), writable }))
    }),
  )
  sftp.on('WRITE', (id, handle, offset, data) =>
    answer(id, () => {
      const file = held(handle)
      if (file?.kind !== 'file' || !file.writable) sftp.status(id, STATUS_CODE.PERMISSION_DENIED)
      else {
        writeSync(file.fd, data, 0, data.length, offset)
        sftp.status(id, STATUS_CODE.OK)
      }
    }),
  )
  sftp.on('REMOVE', (id, path) =>
    answer(id, () => {
      // What was half written may be taken away; what the bank has taken may not.
      if (!isIncoming(path) || !path.endsWith('.part'))
        sftp.status(id, STATUS_CODE.PERMISSION_DENIED, 'Only unfinished files may be removed.')
      else {
        rmSync(inside(root, path))
        sftp.status(id, STATUS_CODE.OK)
      }
    }),
  )
  sftp.on('RENAME', (id, from, to) =>
    answer(id, () => {
      // Version 3 of the protocol: a rename never replaces a file that is there.
      if (statSync(inside(root, to), { throwIfNoEntry: false })) {
        sftp.status(id, STATUS_CODE.FAILURE, `${to} is there already.`)
        return
      }
      renameSync(inside(root, from), inside(root, to))
      sftp.status(id, STATUS_CODE.OK)
      if (isIncoming(to)) onArrival()
    }),
  )
}

/**
 * Serves one session (SFTP version 3, draft-ietf-secsh-filexfer-02). Our customer may read everywhere, write new files into
 * `/in`, rename, and make no folders. Each answer follows from synchronous calls, so that the order of the answers
 * is that of the questions.
 */
export function serveFiles(
  sftp: SFTPWrapper,
  { root, onArrival }: { root: string; onArrival: () => void },
): void {
  const session = openSession(sftp, root)
  serveFolders(session)
  serveReading(session)
  serveWriting(session, onArrival)
  const refuse = (id: number) => sftp.status(id, STATUS_CODE.OP_UNSUPPORTED)
  const allow = (id: number) => sftp.status(id, STATUS_CODE.OK)
  // Times and modes of files are the bank's own; clients set them out of habit.
  sftp.on('SETSTAT', allow)
  sftp.on('FSETSTAT', allow)
  sftp.on('MKDIR', refuse)
  sftp.on('RMDIR', refuse)
  sftp.on('READLINK', refuse)
  sftp.on('SYMLINK', refuse)
  sftp.on('EXTENDED', refuse)
}
