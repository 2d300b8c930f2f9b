import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { Client } from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { testDatabase } from '../../test/db.ts'
import { openDb } from './db.ts'
import { startDispatcher, type Dispatcher } from './dispatcher.ts'
import { newId } from './id.ts'
import { createLogger } from './log.ts'
import { appendEvents, eventStatements, type NewEvent } from './outbox.ts'
import { runStatements } from './statement.ts'
import { pause } from './pause.ts'
import type { Subscriber } from './subscriptions.ts'

const database = await testDatabase()
const log = createLogger({ level: 'silent', name: 'test' })
const db = openDb({ url: database.appUrl, maxConnections: 20, log, name: 'test' })
const owner = new Client({ connectionString: database.ownerUrl })
const soon = { timeout: 20_000, interval: 20 }

beforeAll(async () => {
  await owner.connect()
  await owner.query('CREATE TABLE effect (id bigint GENERATED ALWAYS AS IDENTITY, position bigint NOT NULL)')
  await owner.query(`GRANT ALL ON effect TO ${new URL(database.appUrl).username}`)
})
beforeEach(async () => {
  await owner.query('TRUNCATE event, outbox, subscriber_cursor, effect')
})

const running: Dispatcher[] = []
const children: ChildProcess[] = []
afterEach(async () => {
  for (const child of children.splice(0)) {
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  }
  await Promise.all(running.splice(0).map(dispatcher => dispatcher.stop()))
})
afterAll(async () => {
  await owner.end()
  await db.close()
})

function start(...subscribers: Subscriber[]): Dispatcher {
  const dispatcher = startDispatcher({ db, subscribers, log })
  running.push(dispatcher)
  return dispatcher
}

/** Starts the dispatcher in a process of its own and waits until it leads. */
async function startChild(dawdleMs = 0): Promise<ChildProcess> {
  const fixture = fileURLToPath(new URL('dispatcher.fixture.ts', import.meta.url))
  const child = spawn(process.execPath, [fixture, database.appUrl, String(dawdleMs)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  await once(child.stdout, 'data')
  return child
}

function event(stream: string, label: number | string): NewEvent {
  return {
    type: 'thing.changed',
    version: 1,
    stream,
    subject: newId(),
    journal: null,
    payload: { id: `thing_${label}`, label },
    occurredAt: new Date(),
  }
}

async function labels(): Promise<unknown[]> {
  const { rows } = await owner.query<{ label: unknown }>(
    `SELECT payload->'label' AS label FROM event ORDER BY position`,
  )
  return rows.map(row => row.label)
}

async function positions(table: 'event' | 'effect'): Promise<number[]> {
  const { rows } = await owner.query<{ position: string }>(`SELECT position FROM ${table} ORDER BY position`)
  return rows.map(row => Number(row.position))
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1)

async function commit(...events: NewEvent[]): Promise<void> {
  await db.transaction(tx => appendEvents(tx, events))
}

const stream = newId()

async function cutAllConnections(): Promise<void> {
  const client = await db.connect()
  await client.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()`,
  )
  await client.end()
}

test('positions have no gaps and follow the commits, whatever eight writers do', async () => {
  const dispatcher = start()
  const streams = Array.from({ length: 4 }, () => newId())
  const counters = new Map(streams.map(id => [id, 0]))
  let committed = 0
  async function write(id: string): Promise<void> {
    const undo = new Error('undo')
    const work = db.transaction(async tx => {
      // As every command that touches a customer's money does: whoever comes second waits for the first's commit.
      await sql`SELECT pg_advisory_xact_lock(hashtext(${id}))`.execute(tx)
      const first = counters.get(id) ?? 0
      const events = Array.from({ length: 1 + Math.floor(Math.random() * 4) }, (_, index) =>
        event(id, first + index),
      )
      await appendEvents(tx, events)
      await pause(Math.random() * 30)
      if (Math.random() < 0.25) throw undo
      counters.set(id, first + events.length)
      committed += events.length
    })
    await work.catch((error: unknown) => {
      if (error !== undo) throw error
    })
    dispatcher.wake()
  }
  const writing = new AbortController()
  const watcher = (async () => {
    while (!writing.signal.aborted) {
      const { rows } = await owner.query<{ gapless: boolean }>(
        'SELECT count(*) = coalesce(max(position), 0) AS gapless FROM event',
      )
      expect(rows[0]?.gapless).toBe(true)
      await pause(5)
    }
  })()
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let round = 0; round < 40; round += 1) {
        const id = streams[Math.floor(Math.random() * streams.length)] ?? stream
        await write(id)
      }
    }),
  )
  await vi.waitFor(async () => expect((await positions('event')).length).toBe(committed), soon)
  writing.abort()
  await watcher
  expect(await positions('event')).toEqual(upTo(committed))
  for (const id of streams) {
    const { rows } = await owner.query<{ label: number }>(
      `SELECT (payload->>'label')::int AS label FROM event WHERE stream_id = $1 ORDER BY position`,
      [id],
    )
    expect(rows.map(row => row.label)).toEqual(upTo(counters.get(id) ?? 0).map(n => n - 1))
  }
})

test('an event whose transaction commits late is not left behind', async () => {
  start()
  const late = await db.connect()
  await late.query('BEGIN')
  await runStatements(late, eventStatements([event(stream, 'late')]))
  for (let round = 0; round < 8; round += 1) {
    await commit(event(stream, round))
    await vi.waitFor(async () => expect(await labels()).toHaveLength(round + 1), soon)
  }
  await late.query('COMMIT')
  await late.end()
  await vi.waitFor(async () => expect(await labels()).toContain('late'), soon)
  await commit(event(stream, 'last'))
  await vi.waitFor(async () => expect(await labels()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 'late', 'last']), soon)
})

test('more than one round holds are moved completely and in order', async () => {
  await commit(...upTo(4_500).map(n => event(stream, n)))
  start()
  await vi.waitFor(async () => expect(await positions('event')).toHaveLength(4_500), soon)
  expect(await labels()).toEqual(upTo(4_500))
  expect((await owner.query('SELECT 1 FROM outbox')).rows).toEqual([])
})

test('a wake-up is passed on to the process that dispatches', async () => {
  await startChild()
  const here = start()
  await pause(300)
  const client = await db.connect()
  let passedOn = 0
  owner.on('notification', () => void (passedOn += 1))
  await owner.query('LISTEN okpay_outbox')
  // Like the money pipeline: bare commits, each with a wake-up; several customers' commits end together.
  for (const n of upTo(20)) {
    await runStatements(client, eventStatements([event(stream, n)]))
    for (const _ of upTo(5)) here.wake()
  }
  await vi.waitFor(async () => expect(await positions('event')).toEqual(upTo(20)), soon)
  await owner.query('UNLISTEN okpay_outbox')
  expect(here.isLeading()).toBe(false)
  expect(passedOn).toBeGreaterThan(0)
  // However slow the machine commits: of wake-ups at the same time one is passed on.
  expect(passedOn).toBeLessThanOrEqual(20)
  await client.end()
})

test('another process takes over within seconds when the dispatcher is killed in the middle', async () => {
  const child = await startChild(200)
  start({
    name: 'effects',
    async handle(tx, events) {
      for (const { position } of events)
        await sql`INSERT INTO effect (position) VALUES (${position})`.execute(tx)
    },
  })
  let written = 0
  for (; written < 300; written += 1) {
    await commit(event(stream, written))
    if (written === 150) child.kill('SIGKILL')
  }
  await vi.waitFor(async () => expect(await positions('event')).toEqual(upTo(written)), soon)
  // The effect is written with the cursor, so not even the kill doubles it.
  await vi.waitFor(async () => expect(await positions('effect')).toEqual(upTo(written)), soon)
  const { rows } = await owner.query<{ position: string }>('SELECT position FROM effect ORDER BY id')
  expect(rows.map(row => Number(row.position))).toEqual(upTo(written))
})

test('a dispatcher that is frozen loses its office', async () => {
  const child = await startChild()
  const here = start()
  child.kill('SIGSTOP')
  await commit(event(stream, 1))
  await vi.waitFor(() => expect(here.isLeading()).toBe(true), { timeout: 20_000, interval: 100 })
  await vi.waitFor(async () => expect(await labels()).toEqual([1]), soon)
  child.kill('SIGCONT')
  await commit(event(stream, 2))
  await vi.waitFor(async () => expect(await labels()).toEqual([1, 2]), soon)
  expect(here.isLeading()).toBe(true)
})

test('one subscriber that fails holds up no other, and loses nothing', async () => {
  const seen: Record<string, string[]> = { steady: [], moody: [], choosy: [] }
  const take = (name: string, ids: string[]) => void seen[name]?.push(...ids)
  let refusals = 3
  start(
    {
      name: 'steady',
      handle: async (_, events) =>
        take(
          'steady',
          events.map(({ payload }) => String(payload['id'])),
        ),
    },
    {
      name: 'moody',
      async handle(tx, events) {
        for (const { position, payload } of events) {
          await sql`INSERT INTO effect (position) VALUES (${position})`.execute(tx)
          if (payload['label'] === 5 && refusals-- > 0) throw new Error('not this one')
        }
      },
    },
    {
      name: 'choosy',
      types: ['thing.lost'],
      handle: async (_, events) =>
        take(
          'choosy',
          events.map(({ type }) => type),
        ),
    },
  )
  await commit(...upTo(10).map(n => event(stream, n)), { ...event(stream, 11), type: 'thing.lost' })
  const ids = upTo(11).map(n => `thing_${n}`)
  await vi.waitFor(() => expect(seen).toEqual({ steady: ids, moody: [], choosy: ['thing.lost'] }), soon)
  await vi.waitFor(async () => expect(await positions('effect')).toEqual(upTo(11)), {
    timeout: 15_000,
    interval: 50,
  })
  await vi.waitFor(async () => {
    const { rows } = await owner.query<{ position: string }>('SELECT position FROM subscriber_cursor')
    expect(rows.map(row => row.position)).toEqual(['11', '11', '11'])
  }, soon)
})

test('it goes on after the database cut all connections', async () => {
  start()
  await commit(event(stream, 1))
  await vi.waitFor(async () => expect(await labels()).toEqual([1]), soon)
  await cutAllConnections()
  await vi.waitFor(() => commit(event(stream, 2)), soon)
  await vi.waitFor(async () => expect(await labels()).toEqual([1, 2]), soon)
})
