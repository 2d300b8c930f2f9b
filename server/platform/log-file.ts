import { closeSync, openSync } from 'node:fs'
import { copyFile, mkdir, open, stat, truncate } from 'node:fs/promises'
import { dirname } from 'node:path'

const maxBytes = 16 * 1024 * 1024

/** Size in bytes, 0 while the file does not exist. */
export async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0
    throw error
  }
}

/** Keeps one earlier log file. Its writer appends to an open file, so it is emptied in place. */
export async function rotateLog(file: string): Promise<void> {
  if ((await sizeOf(file)) < maxBytes) return
  await copyFile(file, `${file}.1`)
  await truncate(file)
}

/**
 * Opens a log file for appending, only for its owner's eyes, and makes the folder around it. A bare descriptor,
 * because children are started with it again and again: a FileHandle that nobody mentions is closed as garbage.
 */
export async function openLog(file: string): Promise<{ fd: number; close(): void }> {
  await mkdir(dirname(file), { recursive: true })
  await rotateLog(file)
  const fd = openSync(file, 'a', 0o600)
  return { fd, close: () => closeSync(fd) }
}

/** The last lines written after the first `fromByte` bytes, for the sentence of a failed start. */
export async function lastLines(file: string, fromByte: number, count = 15): Promise<string> {
  const handle = await open(file, 'r')
  try {
    const { size } = await handle.stat()
    const length = Math.min(Math.max(size - fromByte, 0), 64 * 1024)
    const { buffer } = await handle.read({ buffer: Buffer.alloc(length), position: size - length })
    return buffer.toString('utf8').trim().split('\n').slice(-count).join('\n')
  } finally {
    await handle.close()
  }
}
