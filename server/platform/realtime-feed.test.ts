import { Client } from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { testDatabase } from '../../test/db.ts'
import { openDb } from './db.ts'
import { newId } from './id.ts'
import { createLogger } from './log.ts'
import type * as realQueries from './queries-realtime.ts'
import { createFeed, type Feed } from './realtime-feed.ts'

/** Lets a test hold a read of the log open while other things happen; the races are a few microseconds otherwise. */
const gate = vi.hoisted(() => ({
  hold: (_streams: readonly string[]): Promise<void> | undefined => undefined,
}))
vi.mock('./queries-realtime.ts', async importActual => {
  const actual = await importActual<typeof realQueries>()
  const readStreams: typeof actual.readStreams = async (db, range) => {
    const rows = await actual.readStreams(db, range)
    await gate.hold(range.streams)
    return rows
  }
  return { ...actual, readStreams }
})

const database = await testDatabase()
const log = createLogger({ level: 'silent', name: 'test' })
const db = openDb({ url: database.appUrl, maxConnections: 5, log, name: 'test' })
const owner = new Client({ connectionString: database.ownerUrl })
const soon = { timeout: 15_000, interval: 5 }
let feed: Feed
let head = 0

beforeAll(() => owner.connect())
beforeEach(async () => {
  feed = await createFeed({ db, log, maxMissed: 500 })
})
afterEach(async () => {
  gate.hold = () => undefined
  await feed.stop()
})
afterAll(async () => {
  await owner.end()
  await db.close()
})

/** As the dispatcher does: puts an event at the end of the log and tells the range. */
async function happen(stream: string): Promise<number> {
  head += 1
  await owner.query(
    `WITH added AS (
       INSERT INTO event (position, type, version, stream_id, subject_id, payload, occurred_at)
       VALUES ($1, 'thing.changed', 1, $2, $2, '{"id":"thing"}', now())
     )
     SELECT pg_notify('okpay_events', $1::bigint || '-' || $1::bigint)`,
    [head, stream],
  )
  return head
}

function join(stream: string) {
  const told: number[] = []
  const subscription = feed.join({
    stream,
    send: events => told.push(...events.map(event => Number(event.position))),
    reset: () => told.push(-1),
    drop: () => told.push(-2),
  })
  return { told, subscription }
}

const heard = (position: number) => vi.waitFor(() => expect(feed.position()).toBe(BigInt(position)), soon)

test('whoever joins while the log is being read for others misses nothing', async () => {
  const [early, late] = [newId(), newId()]
  const first = join(early)
  await first.subscription.flow()
  let release: (() => void) | undefined
  const reading = new Promise<void>(started => {
    gate.hold = () => {
      started()
      return new Promise(resolve => (release = resolve))
    }
  })
  const position = await happen(late)
  await reading
  gate.hold = () => undefined
  const second = join(late)
  await second.subscription.flow()
  release?.()
  await vi.waitFor(() => expect(second.told).toEqual([position]), soon)
  expect(first.told).toEqual([])
})

test('what happens while somebody catches up comes after what was missed, once', async () => {
  const stream = newId()
  const other = join(newId())
  await other.subscription.flow()
  const missed = [await happen(stream), await happen(stream)]
  await heard(head)
  const back = join(stream)
  let release: (() => void) | undefined
  let held = false
  gate.hold = streams => {
    // Only the first read, that of what was missed, is held.
    if (held || streams.length > 1) return undefined
    held = true
    return new Promise(resolve => (release = resolve))
  }
  const resuming = back.subscription.resume(BigInt(head - 2))
  await vi.waitFor(() => expect(held).toBe(true), soon)
  const meanwhile = [await happen(stream), await happen(stream)]
  await heard(head)
  release?.()
  await resuming
  expect(back.told).toEqual([...missed, ...meanwhile])
  const after = await happen(stream)
  await vi.waitFor(() => expect(back.told).toEqual([...missed, ...meanwhile, after]), soon)
})

test('whoever left is told nothing any more', async () => {
  const stream = newId()
  const gone = join(stream)
  await gone.subscription.flow()
  gone.subscription.leave()
  await happen(stream)
  await heard(head)
  expect(gone.told).toEqual([])
})
