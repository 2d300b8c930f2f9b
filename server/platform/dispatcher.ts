import type pg from 'pg'
import { Counter, Gauge, Registry } from 'prom-client'
import type { Db } from './db.ts'
import { disconnect, withDeadline } from './listen.ts'
import type { Logger } from './log.ts'
import { createBell, pause, type Bell } from './pause.ts'
import * as queries from './queries-dispatcher.ts'
import {
  createSubscriptionMetrics,
  runSubscribers,
  type Subscriber,
  type SubscriptionMetrics,
} from './subscriptions.ts'

export type Dispatcher = {
  /** Says that events were committed to the outbox. Costs nothing much; call it after every commit. */
  wake(): void
  isLeading(): boolean
  stop(): Promise<void>
}

/** Events moved by one statement. */
const roundSize = 2_000
/** Between two rounds under load: the more events a round takes, the less each costs. */
const roundPauseMs = 25
/** After a round of at least `busyRound` events: a tenth of a second is still at once for whoever watches. */
const busyPauseMs = 100
const busyRound = 100
/** In case a wake-up was lost. */
const idlePollMs = 500
/** How soon another process notices that the dispatcher died. */
const candidacyMs = 1_000
/** A process that is not the dispatcher passes its wake-ups on at most this often. */
const passOnMs = 20
const roundDeadlineMs = 20_000

/**
 * Takes part in the election of the one dispatcher of this database. The elected moves events from the outbox
 * into the log and runs the subscribers; when it dies, the lock it holds ends with its session and another takes
 * over within about a second.
 */
export function startDispatcher(options: {
  db: Db
  subscribers: readonly Subscriber[]
  log: Logger
  /** Where its metrics go; nowhere when absent. */
  registry?: Registry
}): Dispatcher {
  const state: State = {
    ...options,
    metrics: createMetrics(options.registry ?? new Registry()),
    bell: createBell(),
    stopping: new AbortController(),
    standby: undefined,
    leads: false,
  }
  const running = keepRunning(state)
  let passingOn: NodeJS.Timeout | undefined
  return {
    wake() {
      if (state.leads) return state.bell.ring()
      passingOn ??= setTimeout(() => {
        passingOn = undefined
        passOn(state)
      }, passOnMs)
    },
    isLeading: () => state.leads,
    async stop() {
      clearTimeout(passingOn)
      state.stopping.abort()
      await running
    },
  }
}

type Metrics = SubscriptionMetrics & { dispatched: Counter; leading: Gauge }

function createMetrics(registry: Registry): Metrics {
  const registers = [registry]
  return {
    ...createSubscriptionMetrics(registry),
    dispatched: new Counter({
      name: 'okpay_events_dispatched_total',
      help: 'Events given a position in the log',
      registers,
    }),
    leading: new Gauge({
      name: 'okpay_dispatcher_leading',
      help: '1 where this process is the dispatcher',
      registers,
    }),
  }
}

type State = {
  db: Db
  subscribers: readonly Subscriber[]
  log: Logger
  metrics: Metrics
  bell: Bell
  stopping: AbortController
  /** The connection of a candidate that waits for its turn. */
  standby: pg.Client | undefined
  leads: boolean
}

/** Tells the dispatcher in another process. Losing it is harmless: the dispatcher also looks by itself. */
function passOn(state: State): void {
  if (state.leads) return state.bell.ring()
  if (!state.standby) return
  queries.notifyLeader(state.standby).catch((error: unknown) => {
    state.log.debug({ err: error }, 'a wake-up for the dispatcher was lost')
  })
}

async function keepRunning(state: State): Promise<void> {
  const { signal } = state.stopping
  while (!signal.aborted) {
    let client: pg.Client | undefined
    try {
      client = await state.db.connect({ name: 'okpay dispatcher' })
      client.on('notification', () => state.bell.ring())
      await queries.prepareSession(client)
      await queries.registerSubscribers(
        client,
        state.subscribers.map(subscriber => subscriber.name),
      )
      await waitForTurn(state, client)
      if (!signal.aborted) await lead(state, client)
    } catch (error) {
      state.log.warn({ err: error }, 'the dispatcher lost its connection and starts again')
      await pause(250, signal)
    } finally {
      state.standby = undefined
      if (client) await disconnect(client, state.log)
    }
  }
}

async function waitForTurn(state: State, client: pg.Client): Promise<void> {
  const { signal } = state.stopping
  state.standby = client
  while (
    !signal.aborted &&
    !(await withDeadline(client, roundDeadlineMs, state.log, queries.tryToLead(client)))
  ) {
    await pause(candidacyMs * (0.75 + Math.random() / 2), signal)
  }
  state.standby = undefined
}

/** Moves events until this process stops or loses its connection, and with it the lock. */
async function lead(state: State, client: pg.Client): Promise<void> {
  const office = new AbortController()
  const signal = AbortSignal.any([state.stopping.signal, office.signal])
  const subscriptions = runSubscribers({ ...state, signal })
  state.log.info('this process dispatches events')
  state.leads = true
  state.metrics.leading.set(1)
  try {
    const floor = createFloor()
    while (!signal.aborted) {
      const round = await withDeadline(
        client,
        roundDeadlineMs,
        state.log,
        queries.moveBatch(client, floor.id(), roundSize),
      )
      floor.learn(round)
      if (round.count > 0) {
        state.metrics.dispatched.inc(round.count)
        subscriptions.wake()
        await pause(round.count >= busyRound ? busyPauseMs : roundPauseMs, signal)
      }
      if (round.count < roundSize) await state.bell.wait(idlePollMs, signal)
    }
  } finally {
    state.leads = false
    state.metrics.leading.set(0)
    office.abort()
    await subscriptions.ended
  }
}

/**
 * The outbox id below which no row is left or can still appear. Rounds start looking there: otherwise each would
 * walk over the index entries of all rows deleted since the last vacuum, and during a long backup or verification,
 * which keeps vacuum from removing them, the dispatcher would get slower by the minute.
 *
 * Why it is safe: a writer has its transaction number before its rows have ids (`queries-outbox.ts`). So when a
 * round sees id n, every lower id belongs to a transaction with a lower number than the round's own. Once a later
 * round finds all those transactions ended and has taken everything up to n, nothing at or below n can follow.
 */
function createFloor(): { id(): bigint; learn(round: queries.Round): void } {
  let floor = 0n
  let candidate: { id: bigint; horizon: bigint } | undefined
  return {
    id: () => floor,
    learn({ count, highestId, oldestRunning, own }) {
      const sawAll = count < roundSize || (candidate && highestId !== null && highestId >= candidate.id)
      if (candidate && sawAll && oldestRunning >= candidate.horizon) {
        floor = candidate.id + 1n
        candidate = undefined
      }
      if (!candidate && highestId !== null && own !== null) candidate = { id: highestId, horizon: own }
    },
  }
}
