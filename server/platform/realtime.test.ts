import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import type { ClientMessages, LiveEvent, ServerMessages } from '../../contract/realtime.ts'
import { testDatabase } from '../../test/db.ts'
import { systemClock } from './clock.ts'
import { readConfig } from './config.ts'
import { openDb } from './db.ts'
import { startDispatcher, type Dispatcher } from './dispatcher.ts'
import type { Principal } from './http/route.ts'
import { newId } from './id.ts'
import { createLogger } from './log.ts'
import { appendEvents } from './outbox.ts'
import { pause } from './pause.ts'
import { startRealtime, type Realtime } from './realtime.ts'

type Client = Socket<ServerMessages, ClientMessages>

const database = await testDatabase()
const log = createLogger({ level: 'silent', name: 'test' })
const db = openDb({ url: database.appUrl, maxConnections: 8, log, name: 'test' })
const principals = new Map<string, Principal>()
const revoked = new Set<string>()
const soon = { timeout: 20_000, interval: 10 }
let dispatcher: Dispatcher
let server: Server
let hub: Realtime
let port: number

async function openHub(): Promise<void> {
  server = createServer()
  const listening = new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  await listening
  port = addressOf(server).port
  hub = await startRealtime({
    server,
    config: readConfig({ OKPAY_PUBLIC_URL: 'http://pay.example', PORT: String(port) }),
    db,
    clock: systemClock,
    log,
    authenticate: async token => principals.get(token) ?? null,
    aliveSessions: async ids => new Set(ids.filter(id => !revoked.has(id))),
  })
}

function addressOf(server: Server): AddressInfo {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('not listening on a port')
  return address
}

beforeAll(async () => {
  dispatcher = startDispatcher({ db, subscribers: [], log })
  await openHub()
})

const clients: Client[] = []
afterEach(() => clients.splice(0).forEach(client => client.disconnect()))
afterAll(async () => {
  await hub.stop()
  await new Promise(resolve => server.close(resolve))
  await dispatcher.stop()
  await db.close()
})

/** A new customer with a session. */
function person(): { token: string; stream: string; sessionId: string } {
  const principal: Principal = { customerId: newId(), sessionId: newId(), locale: 'en', deviceId: null }
  const token = `token-${principal.sessionId}`
  principals.set(token, principal)
  return { token, stream: principal.customerId, sessionId: principal.sessionId }
}

/** What a client was told; `positions` are those of its `events` messages. */
type Session = { client: Client; hello: string[]; events: LiveEvent[]; positions: string[]; said: string[] }

function connect(token: string, options: Partial<ManagerOptions & SocketOptions> = {}): Session {
  const client: Client = io(`http://127.0.0.1:${port}`, {
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    extraHeaders: { authorization: `Bearer ${token}` },
    ...options,
  })
  clients.push(client)
  const session: Session = { client, hello: [], events: [], positions: [], said: [] }
  client.on('hello', ({ position }) => session.hello.push(position))
  client.on('events', ({ position, events }) => {
    session.events.push(...events)
    session.positions.push(position)
  })
  client.on('reset', ({ position }) => session.said.push(`reset ${position}`))
  client.on('signed_out', () => session.said.push('signed_out'))
  client.on('going_away', () => session.said.push('going_away'))
  client.on('connect_error', error => session.said.push(`refused: ${error.message}`))
  client.on('disconnect', reason => session.said.push(`ended: ${reason}`))
  return session
}

async function connected(token: string, options?: Partial<ManagerOptions & SocketOptions>): Promise<Session> {
  const session = connect(token, options)
  await vi.waitFor(() => expect(session.hello).toHaveLength(1), soon)
  return session
}

async function happen(stream: string, ...labels: (string | number)[]): Promise<void> {
  await db.transaction(tx =>
    appendEvents(
      tx,
      labels.map(label => ({
        type: 'thing.changed',
        version: 1,
        stream,
        subject: newId(),
        journal: null,
        payload: { id: `thing_${label}`, secret: 'is not sent' },
        occurredAt: new Date(),
      })),
    ),
  )
}

const subjects = (session: Session) => session.events.map(event => event.subject)
const things = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, n) => `thing_${from + n}`)

test('each of two customers sees what happens to them, and nothing of the other', async () => {
  const [wang, lee] = [person(), person()]
  const [left, right] = await Promise.all([connected(wang.token), connected(lee.token)])
  await happen(wang.stream, 1, 2)
  await happen(lee.stream, 3)
  await happen(newId(), 4)
  await happen(wang.stream, 5)
  await vi.waitFor(() => expect(subjects(left)).toEqual(['thing_1', 'thing_2', 'thing_5']), soon)
  await vi.waitFor(() => expect(subjects(right)).toEqual(['thing_3']), soon)
  expect(Object.keys(left.events[0] ?? {}).toSorted()).toEqual(['position', 'subject', 'type'])
})

test.each(['with the handshake', 'by a message'])(
  'whoever comes back gets exactly what was missed: %s',
  async how => {
    const { token, stream } = person()
    const first = await connected(token)
    await happen(stream, 1, 2)
    await vi.waitFor(() => expect(subjects(first)).toHaveLength(2), soon)
    const position = first.positions.at(-1) ?? ''
    first.client.disconnect()
    await happen(stream, 3, 4)
    await happen(newId(), 'other')
    await happen(stream, 5)
    const back = how === 'by a message' ? connect(token) : connect(token, { auth: { position } })
    if (how === 'by a message') back.client.once('hello', () => back.client.emit('resume', { position }))
    await vi.waitFor(() => expect(subjects(back)).toEqual(things(3, 5)), soon)
    await happen(stream, 6)
    await vi.waitFor(() => expect(subjects(back)).toEqual(things(3, 6)), soon)
    // Asked again without anything missing, it answers that.
    const told = back.positions.length
    back.client.emit('resume', { position: back.positions.at(-1) ?? '' })
    await vi.waitFor(() => expect(back.positions.length).toBe(told + 1), soon)
    expect(subjects(back)).toEqual(things(3, 6))
  },
)

test('coming and going while much happens, nothing is lost, doubled or out of order', async () => {
  const { token, stream } = person()
  const seen: string[] = []
  let position = '0'
  let written = 0
  const writing = (async () => {
    while (written < 600) {
      await happen(stream, ...Array.from({ length: 3 }, (_, n) => written + n + 1))
      written += 3
      await pause(4)
    }
  })()
  while (seen.length < 600) {
    const session = connect(token, { auth: { position } })
    await pause(40 + Math.random() * 150)
    session.client.disconnect()
    seen.push(...subjects(session))
    position = session.positions.at(-1) ?? position
  }
  await writing
  expect(seen).toEqual(things(1, 600))
})

test('whoever missed too much, or knows a position that does not exist, is told to read anew', async () => {
  const { token, stream } = person()
  const present = await connected(token, { auth: { position: '0' } })
  const labels = Array.from({ length: 501 }, (_, n) => n)
  await happen(stream, ...labels)
  await vi.waitFor(() => expect(present.events).toHaveLength(501), soon)
  const late = connect(token, { auth: { position: '0' } })
  await vi.waitFor(() => expect(late.said[0]).toMatch(/^reset \d+$/), soon)
  expect(late.events).toEqual([])
  const confused = connect(token, { auth: { position: '999999999999' } })
  await vi.waitFor(() => expect(confused.said[0]).toMatch(/^reset \d+$/), soon)
  await happen(stream, 'next')
  await vi.waitFor(() => expect(subjects(confused)).toEqual(['thing_next']), soon)
})

test('the connections of a revoked session are closed within five seconds, others stay', async () => {
  const [wang, lee] = [person(), person()]
  const [left, right] = await Promise.all([connected(wang.token), connected(lee.token)])
  revoked.add(wang.sessionId)
  await vi.waitFor(() => expect(left.said).toEqual(['signed_out', 'ended: io server disconnect']), {
    timeout: 5_000,
  })
  expect(right.client.connected).toBe(true)
})

test('another site’s page cannot use the customer’s cookie; our own can', async () => {
  const { token } = person()
  const cookie = `okpay_session=${token}`
  const foreign = connect(token, { extraHeaders: { cookie, origin: 'http://evil.example' } })
  await vi.waitFor(() => expect(foreign.said).toEqual(['refused: websocket error']), soon)
  const crossSite = connect(token, { extraHeaders: { cookie, 'sec-fetch-site': 'cross-site' } })
  await vi.waitFor(() => expect(crossSite.said).toEqual(['refused: websocket error']), soon)
  await connected(token, { extraHeaders: { cookie, origin: 'http://pay.example' } })
  await connected(token, { extraHeaders: { cookie, origin: `http://127.0.0.1:${port}` } })
})

test('nobody comes in without a session', async () => {
  for (const extraHeaders of [{}, { authorization: 'Bearer nobody' }, { cookie: 'okpay_session=nobody' }]) {
    const session = connect('', { extraHeaders })
    await vi.waitFor(() => expect(session.said).toEqual(['refused: not_signed_in']), soon)
  }
})

test('one customer has twenty connections', async () => {
  const { token } = person()
  await Promise.all(Array.from({ length: 20 }, () => connected(token)))
  const oneMore = connect(token)
  await vi.waitFor(() => expect(oneMore.said).toEqual(['refused: too_many_connections']), soon)
})

test('a client that talks nonsense, too much or too long is cut off', async () => {
  const { token } = person()
  const say: Record<string, (client: Client) => void> = {
    'an unknown message': client => void client.io.engine.write('2["nonsense",{}]'),
    'a position that is none': client => client.emit('resume', { position: '-1' }),
    'more than 2,000 bytes': client => client.emit('resume', { position: '1'.repeat(3_000) }),
    'too many messages': client => {
      for (let n = 0; n < 25; n += 1) client.emit('resume', { position: '0' })
    },
  }
  for (const [what, speak] of Object.entries(say)) {
    const session = await connected(token)
    speak(session.client)
    await vi.waitFor(() => expect(`${what}: ${session.said.at(-1)}`).toMatch(/: ended: /), soon)
  }
})

test('events flow again after the database cut all connections', async () => {
  const { token, stream } = person()
  const session = await connected(token, { auth: { position: '0' } })
  const cutter = await db.connect()
  await cutter.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()`,
  )
  await cutter.end()
  await vi.waitFor(() => happen(stream, 1), soon)
  await vi.waitFor(() => expect(subjects(session)).toEqual(['thing_1']), soon)
})

test('a hub that stops sends its clients away and leaves the HTTP server alone; the next hub serves them', async () => {
  const { token, stream } = person()
  const before = await connected(token)
  await hub.stop()
  await vi.waitFor(() => expect(before.said).toEqual(['going_away', 'ended: transport close']), soon)
  expect(server.listening).toBe(true)
  const refused = connect(token)
  await vi.waitFor(() => expect(refused.said).toEqual(['refused: websocket error']), soon)
  await new Promise(resolve => server.close(resolve))
  await happen(stream, 'meanwhile')
  await openHub()
  const after = connect(token, { auth: { position: before.hello[0] } })
  await vi.waitFor(() => expect(subjects(after)).toEqual(['thing_meanwhile']), soon)
})
