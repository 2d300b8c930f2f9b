import type { IncomingMessage, Server as HttpServer } from 'node:http'
import { Gauge, Registry } from 'prom-client'
import { Server, type Socket } from 'socket.io'
import { z } from 'zod'
import {
  maxMissedEvents,
  type ClientMessages,
  type ConnectRefusal,
  type ServerMessages,
} from '../../contract/realtime.ts'
import type { Clock } from './clock.ts'
import type { Config } from './config.ts'
import type { Db } from './db.ts'
import type { Authenticate } from './http/admission.ts'
import { isForeign } from './http/origin.ts'
import type { Principal } from './http/route.ts'
import { credentialOf, sessionCookie } from './http/session-cookie.ts'
import type { Logger } from './log.ts'
import { pause } from './pause.ts'
import { createRateLimits, networkOf, type Limiter } from './rate-limit.ts'
import { createFeed, type Feed } from './realtime-feed.ts'

export type RealtimeOptions = {
  /** The server of the HTTP application; it may be listening already or not yet. */
  server: HttpServer
  config: Pick<Config, 'edition' | 'http'>
  db: Db
  clock: Clock
  log: Logger
  authenticate: Authenticate
  /** Which of these sessions would still be let in. */
  aliveSessions: (sessionIds: readonly string[], now: Date) => Promise<Set<string>>
  registry?: Registry
}

export type Realtime = {
  /** Tells the clients to go elsewhere and closes their connections. Call it before the HTTP server is closed. */
  stop(): Promise<void>
}

type SocketData = { principal: Principal }
type Hub = Server<ClientMessages, ServerMessages, Record<string, never>, SocketData>
type Connection = Socket<ClientMessages, ServerMessages, Record<string, never>, SocketData>

const maxConnectionsPerCustomer = 20
const maxMessageBytes = 2_000
const messagesPerWindow = 20
const messageWindowMs = 10_000
/** A client that was here before has this long to say how far it came; then it gets what happens from now on. */
const resumeGraceMs = 1_000
/** A revoked session's connections are closed within 5 s; this leaves time for a slow answer. */
const sessionCheckMs = 2_000

/**
 * Live events for signed-in customers (the protocol is in `contract/realtime.ts`). Transport only: what is true is
 * in the log of events, and a client that missed something asks again from its last position.
 */
export async function startRealtime(options: RealtimeOptions): Promise<Realtime> {
  const { db, log, server } = options
  const feed = await createFeed({ db, log, maxMissed: maxMissedEvents })
  const stopping = new AbortController()
  const handshakes = createRateLimits(options.config.http.rateLimitScale).write.network
  const hub: Hub = new Server(server, {
    // Only WebSocket: long polling would need every request of a client to reach the same process.
    transports: ['websocket'],
    serveClient: false,
    maxHttpBufferSize: maxMessageBytes,
    connectTimeout: 10_000,
    allowRequest: (request, answer) =>
      void admit(request, { ...options, handshakes, stopping: stopping.signal }, answer),
  })
  countConnections(hub, options.registry ?? new Registry())
  hub.use((socket, next) => void signIn(hub, socket, options, next))
  hub.on('connection', socket => serve(socket, feed))
  const watching = watchSessions(hub, options, stopping.signal)
  return {
    async stop() {
      stopping.abort()
      hub.emit('going_away')
      // Closing the transport, not the session, makes clients connect again by themselves, elsewhere.
      hub.engine.close()
      await Promise.all([watching, feed.stop()])
    },
  }
}

function countConnections(hub: Hub, registry: Registry): Gauge {
  return new Gauge({
    name: 'okpay_realtime_connections',
    help: 'Open live connections',
    registers: [registry],
    collect() {
      this.set(hub.of('/').sockets.size)
    },
  })
}

type Admission = RealtimeOptions & { handshakes: Limiter; stopping: AbortSignal }

/** Judges the request to upgrade: no other site's page, no flood, not while we stop. */
async function admit(
  request: IncomingMessage,
  { config, log, handshakes, stopping }: Admission,
  answer: (refusal: string | null, admitted: boolean) => void,
): Promise<void> {
  try {
    const refusal = stopping.aborted
      ? 'unavailable'
      : isFromAnotherSite(request, config)
        ? 'foreign_origin'
        : (await handshakes.consume(networkOf(addressOf(request, config.http.trustProxy)))).allowed
          ? null
          : 'rate_limited'
    answer(refusal, refusal === null)
  } catch (error) {
    log.error({ err: error }, 'a live connection could not be judged')
    answer('unavailable', false)
  }
}

/** The same rule as for requests that change something: a browser adds the cookie for any page that asks. */
function isFromAnotherSite({ headers }: IncomingMessage, config: RealtimeOptions['config']): boolean {
  const credential = credentialOf(headers, sessionCookie(config.http.publicUrl))
  if (credential?.from === 'bearer') return false
  return isForeign(headers, {
    publicOrigin: new URL(config.http.publicUrl).origin,
    ownHost: config.edition === 'test' ? headers.host : undefined,
  })
}

/** Behind our proxy, the address it appended; otherwise whoever holds the other end of the connection. */
function addressOf(request: IncomingMessage, trustProxy: boolean): string {
  const forwarded = trustProxy ? request.headers['x-forwarded-for'] : undefined
  const last = String(forwarded ?? '')
    .split(',')
    .at(-1)
    ?.trim()
  return last || (request.socket.remoteAddress ?? '')
}

async function signIn(
  hub: Hub,
  socket: Connection,
  options: RealtimeOptions,
  next: (refusal?: Error) => void,
): Promise<void> {
  const refusal = await whyNot(hub, socket, options)
  next(refusal === null ? undefined : new Error(refusal))
}

async function whyNot(
  hub: Hub,
  socket: Connection,
  options: RealtimeOptions,
): Promise<ConnectRefusal | null> {
  const { authenticate, clock, config, log } = options
  const credential = credentialOf(socket.handshake.headers, sessionCookie(config.http.publicUrl))
  if (credential === null) return 'not_signed_in'
  try {
    const principal = await authenticate(credential.token, clock.now())
    if (principal === null) return 'not_signed_in'
    const others = hub.of('/').adapter.rooms.get(principal.customerId)?.size ?? 0
    if (others >= maxConnectionsPerCustomer) return 'too_many_connections'
    await socket.join(principal.customerId)
    socket.data.principal = principal
    return null
  } catch (error) {
    log.warn({ err: error }, 'a live connection could not be signed in')
    return 'unavailable'
  }
}

const resumeSchema = z.strictObject({ position: z.string().regex(/^(0|[1-9][0-9]{0,17})$/) })

function serve(socket: Connection, feed: Feed): void {
  const { customerId } = socket.data.principal
  const hello = feed.position()
  const subscription = feed.join({
    stream: customerId,
    send: (events, position) => socket.emit('events', { position: position.toString(), events }),
    reset: position => socket.emit('reset', { position: position.toString() }),
    // The client connects again by itself and says how far it came.
    drop: () => socket.conn.close(),
  })
  socket.emit('hello', { position: hello.toString() })
  const given = resumeSchema.safeParse(socket.handshake.auth)
  const grace = given.success ? undefined : setTimeout(() => void subscription.flow(), resumeGraceMs)
  if (given.success) void subscription.resume(BigInt(given.data.position))
  socket.on('resume', message => {
    const parsed = resumeSchema.safeParse(message)
    clearTimeout(grace)
    if (parsed.success) void subscription.resume(BigInt(parsed.data.position))
    else socket.disconnect(true)
  })
  limitMessages(socket)
  socket.on('disconnect', () => {
    clearTimeout(grace)
    subscription.leave()
  })
}

/** A client has almost nothing to say; one that talks is broken or up to something. */
function limitMessages(socket: Connection): void {
  let heard = 0
  let windowEnds = 0
  socket.onAny(name => {
    const now = performance.now()
    if (now > windowEnds) {
      heard = 0
      windowEnds = now + messageWindowMs
    }
    heard += 1
    if (name !== 'resume' || heard > messagesPerWindow) socket.disconnect(true)
  })
}

/** Closes the connections of sessions that ended, however they did; one query for all of them. */
async function watchSessions(hub: Hub, options: RealtimeOptions, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await pause(sessionCheckMs, signal)
    try {
      await closeEnded(hub, options)
    } catch (error) {
      options.log.warn({ err: error }, 'the sessions of live connections could not be checked')
    }
  }
}

async function closeEnded(hub: Hub, { aliveSessions, clock }: RealtimeOptions): Promise<void> {
  const sockets = [...hub.of('/').sockets.values()]
  const sessionIds = new Set(sockets.map(socket => socket.data.principal.sessionId))
  if (sessionIds.size === 0) return
  const alive = await aliveSessions([...sessionIds], clock.now())
  for (const socket of sockets) {
    if (alive.has(socket.data.principal.sessionId)) continue
    socket.emit('signed_out')
    socket.disconnect(true)
  }
}
