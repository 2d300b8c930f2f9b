import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { connect } from 'node:net'
import SftpClient from 'ssh2-sftp-client'
import type { BankConfig } from '../../platform/config-bank.ts'

/** The bank cannot be reached, broke off, or is not who it should be; tried again with the next exchange. */
export class BankUnreachable extends Error {}

/** The bank's server; paths are relative to the root folder. Everything may throw `BankUnreachable`. */
export type BankServer = {
  list(folder: string): Promise<{ name: string; size: number }[]>
  /** Undefined where there is no such file. */
  sizeOf(path: string): Promise<number | undefined>
  read(path: string): Promise<Buffer>
  write(path: string, content: Buffer): Promise<void>
  /** Fails when the target is there already. */
  rename(from: string, to: string): Promise<void>
  remove(path: string): Promise<void>
}

const connectTimeoutMs = 10_000
/** A line that is silent this long three times is dead. */
const keepaliveMs = 10_000
/** One exchange; a bank that is slower than this is asked again. */
const exchangeTimeoutMs = 120_000

/** Connects, works and disconnects, whatever happens. */
export async function withBankServer(
  { sftp }: Pick<BankConfig, 'sftp'>,
  work: (server: BankServer) => Promise<void>,
): Promise<void> {
  const privateKey = await readFile(sftp.keyFile)
  const client = new SftpClient('bank', {
    // Errors of a connection in use reject the call in flight; those in between are noticed by the next call.
    error: () => undefined,
    end: () => undefined,
    close: () => undefined,
  })
  // What is written leaves at once, as OpenSSH does it: a question in two small packets otherwise waits 40 ms for the
  // answer to the first, some forty times in one exchange.
  const line = connect({ host: sftp.host, port: sftp.port, noDelay: true })
  // The client hears of it too; before it listens nobody would.
  line.on('error', () => undefined)
  const giveUp = setTimeout(() => void client.end().catch(() => undefined), exchangeTimeoutMs)
  try {
    await reaching(() =>
      client.connect({
        sock: line,
        username: sftp.user,
        privateKey,
        readyTimeout: connectTimeoutMs,
        keepaliveInterval: keepaliveMs,
        keepaliveCountMax: 3,
        retries: 0,
        hostVerifier: (key: Buffer) => fingerprintOf(key) === sftp.hostKey,
      }),
    )
    await work(serverOn(client, sftp.root))
  } finally {
    clearTimeout(giveUp)
    // A connection that is gone already cannot be ended once more.
    await client.end().catch(() => undefined)
    line.destroy()
  }
}

/** As `ssh-keygen -lf` prints it. */
export function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`
}

function serverOn(client: SftpClient, root: string): BankServer {
  const at = (path: string): string => `${root}/${path}`
  return {
    list: folder =>
      reaching(async () => {
        const entries = await client.list(at(folder))
        return entries.filter(({ type }) => type === '-').map(({ name, size }) => ({ name, size }))
      }),
    sizeOf: path =>
      reaching(async () => {
        const kind = await client.exists(at(path))
        return kind === '-' ? (await client.stat(at(path))).size : undefined
      }),
    read: path =>
      reaching(async () => {
        const content = await client.get(at(path))
        if (!Buffer.isBuffer(content)) throw new Error('a file was read into something else than memory')
        return content
      }),
    write: (path, content) =>
      reaching(async () => {
        await client.put(content, at(path), { writeStreamOptions: { flags: 'w' } })
      }),
    rename: (from, to) =>
      reaching(async () => {
        await client.rename(at(from), at(to))
      }),
    remove: path =>
      reaching(async () => {
        await client.delete(at(path), true)
      }),
  }
}

async function reaching<Result>(call: () => Promise<Result>): Promise<Result> {
  try {
    return await call()
  } catch (error) {
    throw new BankUnreachable(error instanceof Error ? error.message : String(error), { cause: error })
  }
}
