import { timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
import ssh2, { type Connection, type ParsedKey, type PublicKeyAuthContext } from 'ssh2'
import { fingerprintOf } from '../keys.ts'
import { serveFiles } from './session.ts'

const { Server, utils } = ssh2

export type FileServer = {
  readonly port: number
  /** `SHA256:…` as `ssh-keygen -lf` prints it. */
  readonly hostKey: string
  /** Cuts everybody off, as a bank that has become unreachable does. */
  readonly cutOff: () => void
  readonly close: () => Promise<void>
}

export type FileServerOptions = {
  host: string
  port: number
  user: string
  clientKey: string
  hostKey: string
  root: string
  /** Whether anybody gets in now. */
  isOpen: () => boolean
  /** A file was completed under its final name. */
  onArrival: () => void
  log: (sentence: string) => void
}

function parseKey(text: string): ParsedKey {
  const key = utils.parseKey(text)
  if (key instanceof Error) throw key
  return key
}

function isSame(given: Buffer, known: Buffer): boolean {
  return given.length === known.length && timingSafeEqual(given, known)
}

/** A key that is ours, and a signature by it once it is asked for: the first question is only whether we know the key. */
function maySignIn(context: PublicKeyAuthContext, user: string, known: ParsedKey): boolean {
  if (!isSame(Buffer.from(context.username), Buffer.from(user))) return false
  if (context.key.algo !== known.type || !isSame(context.key.data, known.getPublicSSH())) return false
  if (!context.signature || !context.blob) return true
  // The library answers an Error where its types say boolean; only a plain true opens the door.
  const verified: unknown = known.verify(context.blob, context.signature, context.hashAlgo)
  return verified === true
}

function receive(client: Connection, options: FileServerOptions, known: ParsedKey): void {
  client.on('authentication', context => {
    if (context.method !== 'publickey') context.reject(['publickey'])
    else if (maySignIn(context, options.user, known)) context.accept()
    else context.reject(['publickey'])
  })
  client.on('session', acceptSession => {
    acceptSession().on('sftp', acceptSftp => {
      serveFiles(acceptSftp(), { root: options.root, onArrival: options.onArrival })
    })
  })
  // A connection that breaks is the client's affair; what it began under `.part` is never taken.
  client.on('error', error => options.log(`a connection to the file server broke: ${error.message}`))
}

/** An SFTP server for one customer, by key only, that shows one folder and nothing above it. */
export async function startFileServer(options: FileServerOptions): Promise<FileServer> {
  const known = parseKey(options.clientKey)
  const clients = new Set<Connection>()
  const shell = new Server({ hostKeys: [options.hostKey] }, client => {
    if (!options.isOpen()) {
      client.on('error', () => undefined)
      client.end()
      return
    }
    clients.add(client)
    client.on('close', () => clients.delete(client))
    receive(client, options, known)
  })
  // Nothing waits for more to send, as OpenSSH does it: answers are small, and each would cost 40 ms.
  const server = createServer({ noDelay: true }, socket => shell.injectSocket(socket))
  const listening = once(server, 'listening')
  server.listen(options.port, options.host)
  await listening
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the file server has no port')
  const cutOff = () => {
    for (const client of clients) client.end()
  }
  return {
    port: address.port,
    hostKey: fingerprintOf(options.hostKey),
    cutOff,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        cutOff()
      }),
  }
}
