import { Counter, Gauge, type Registry } from 'prom-client'
import { isDatabaseUnavailable, type Db, type Tx } from './db.ts'
import type { Logger } from './log.ts'
import { createBell, pause, type Bell } from './pause.ts'
import * as queries from './queries-dispatcher.ts'

/** An event in the log. */
export type StoredEvent = {
  position: bigint
  type: string
  version: number
  /** UUID of the customer whose stream it belongs to. */
  stream: string
  subject: string
  journal: string | null
  /** Parsed at the first access. */
  readonly payload: Record<string, unknown>
  occurredAt: Date
}

/**
 * Reacts to events, in order, each at least once, none left out. `handle` writes its effect with the given
 * transaction, in which the cursor moves too: then it is exactly once. Nothing slow belongs there; add a job.
 */
export type Subscriber = {
  /** Names the cursor in the database, so it must not change. */
  name: string
  /** The kinds of events it is given; all when absent. */
  types?: readonly string[]
  handle(tx: Tx, events: readonly StoredEvent[]): Promise<void>
}

export type SubscriptionMetrics = { failures: Counter<'subscriber'>; lag: Gauge<'subscriber'> }

export function createSubscriptionMetrics(registry: Registry): SubscriptionMetrics {
  const registers = [registry]
  const labelNames = ['subscriber'] as const
  return {
    failures: new Counter({
      name: 'okpay_subscriber_failures_total',
      help: 'Batches of events that a subscriber could not handle; they are tried again',
      labelNames,
      registers,
    }),
    lag: new Gauge({
      name: 'okpay_subscriber_lag_events',
      help: 'Events in the log that a subscriber has not seen yet',
      labelNames,
      registers,
    }),
  }
}

const maxBatch = 500
/** Between two full batches, so that catching up leaves the machine to the payments. */
const busyPauseMs = 25
const idlePollMs = 5_000
const unavailablePauseMs = 1_000
const shrinkPauseMs = 100
const maxBackoffMs = 60_000

type Surroundings = { db: Db; log: Logger; metrics: SubscriptionMetrics; signal: AbortSignal }

/** Runs every subscriber in a loop of its own, so that one that fails holds up no other. */
export function runSubscribers(options: Surroundings & { subscribers: readonly Subscriber[] }): {
  wake(): void
  ended: Promise<void>
} {
  const loops = options.subscribers.map(subscriber => {
    const bell = createBell()
    return { bell, ended: runSubscriber(subscriber, bell, options) }
  })
  return {
    wake: () => loops.forEach(({ bell }) => bell.ring()),
    ended: Promise.all(loops.map(loop => loop.ended)).then(() => undefined),
  }
}

async function runSubscriber(subscriber: Subscriber, bell: Bell, around: Surroundings): Promise<void> {
  const { signal } = around
  let limit = maxBatch
  let failedAlone = 0
  while (!signal.aborted) {
    try {
      const caughtUp = await deliver(around, subscriber, limit)
      failedAlone = 0
      limit = Math.min(limit * 2, maxBatch)
      if (caughtUp) await bell.wait(idlePollMs, signal)
      else await pause(busyPauseMs, signal)
    } catch (error) {
      if (isUnavailable(error)) {
        around.log.warn({ err: error, subscriber: subscriber.name }, 'a subscriber waits for the database')
        await pause(unavailablePauseMs, signal)
        continue
      }
      around.metrics.failures.inc({ subscriber: subscriber.name })
      around.log.error(
        { err: error, subscriber: subscriber.name, limit },
        'a subscriber failed and will be given the same events again',
      )
      // Smaller and smaller batches: what comes before a poisonous event is done, and the log names the event.
      if (limit === 1) failedAlone += 1
      limit = Math.max(1, Math.floor(limit / 4))
      await pause(Math.min(shrinkPauseMs * 2 ** failedAlone, maxBackoffMs), signal)
    }
  }
}

function isUnavailable(error: unknown): boolean {
  return isDatabaseUnavailable(error) || (error instanceof Error && isDatabaseUnavailable(error.cause))
}

/** Gives the subscriber what comes next; resolves to whether that was all there is. */
async function deliver(
  { db, metrics }: Surroundings,
  subscriber: Subscriber,
  limit: number,
): Promise<boolean> {
  return db.transaction(async tx => {
    const { cursor, head } = await queries.lockCursor(tx, subscriber.name)
    metrics.lag.set({ subscriber: subscriber.name }, Number(head - cursor))
    if (cursor >= head) return true
    const rows = await queries.readEvents(tx, { after: cursor, upTo: head, types: subscriber.types, limit })
    if (rows.length > 0) await handle(tx, subscriber, rows)
    const last = rows.at(-1)
    const complete = last === undefined || rows.length < limit
    await queries.moveCursor(tx, subscriber.name, complete ? head : last.position)
    return complete
  })
}

async function handle(tx: Tx, subscriber: Subscriber, rows: readonly queries.EventRow[]): Promise<void> {
  try {
    await subscriber.handle(tx, rows.map(toStoredEvent))
  } catch (error) {
    throw new Error(`events ${rows[0]?.position} to ${rows.at(-1)?.position} were not handled`, {
      cause: error,
    })
  }
}

/** A row of the log as subscribers and readers of the log get it. */
export function toStoredEvent({ payload: json, ...rest }: queries.EventRow): StoredEvent {
  let parsed: Record<string, unknown> | undefined
  return {
    ...rest,
    get payload() {
      parsed ??= parseObject(json)
      return parsed
    },
  }
}

function parseObject(json: string): Record<string, unknown> {
  const value: unknown = JSON.parse(json)
  if (typeof value !== 'object' || value === null) throw new Error('an event’s payload is not an object')
  return { ...value }
}
