import type { LiveEvent } from '../../contract/realtime.ts'
import type { Db } from './db.ts'
import { listen } from './listen.ts'
import type { Logger } from './log.ts'
import { createBell, pause } from './pause.ts'
import * as queries from './queries-realtime.ts'

/** Somebody who wants to know what happens in one stream. */
export type Listener = {
  stream: string
  /** With these it knows everything up to `position`. */
  send(events: LiveEvent[], position: bigint): void
  /** More than `maxMissed` happened: it has to read everything anew. */
  reset(position: bigint): void
  /** It could not be served and must connect again. */
  drop(): void
}

export type Feed = {
  /** The end of the log as far as this process has told it. */
  position(): bigint
  /** Joins at the present position; nothing is sent before `flow`. */
  join(listener: Listener): Subscription
  stop(): Promise<void>
}

export type Subscription = {
  /** Sends what came since it joined, and goes on as things happen. */
  flow(): Promise<void>
  /** Starts over after that position, always with an answer, if only an empty one. */
  resume(after: bigint): Promise<void>
  leave(): void
}

type Entry = {
  listener: Listener
  /** The listener has everything up to here. */
  sentUpTo: bigint
  /** Otherwise live events pass it by, and whoever reads what it missed reads on to the end. */
  flowing: boolean
  /** Counts the reads of what it missed; an older one gives way. 0 when it left. */
  run: number
}

type State = {
  db: Db
  log: Logger
  maxMissed: number
  streams: Map<string, Set<Entry>>
  /** Everything up to here was told. */
  position: bigint
  /** The log is known to reach at least here. */
  known: bigint
}

/** Between two reads under load; people do not see faster than that. */
const busyPauseMs = 25
/** In case a notification was lost. */
const idlePollMs = 10_000
const readLimit = 5_000

/**
 * Follows the log of events for the streams somebody listens to. It hears of new ranges by notification and reads
 * only those streams; what was notified while there was no connection is found by looking at the end of the log.
 */
export async function createFeed(options: { db: Db; log: Logger; maxMissed: number }): Promise<Feed> {
  const { db, log } = options
  const head = await queries.readHead(db.read)
  const state: State = { ...options, streams: new Map(), position: head, known: head }
  const bell = createBell()
  const stopping = new AbortController()
  const hear = (position: bigint) => {
    if (position <= state.known) return
    state.known = position
    bell.ring()
  }
  const listening = listen({
    db,
    name: 'okpay realtime',
    channel: 'okpay_events',
    log,
    onConnected: async () => hear(await queries.readHead(db.read)),
    onNotification: range => hear(BigInt(/^\d+-(\d+)$/.exec(range)?.[1] ?? 0)),
  })
  const running = follow(state, { bell, hear, signal: stopping.signal })
  return {
    position: () => state.position,
    join: listener => join(state, listener),
    async stop() {
      stopping.abort()
      await Promise.all([running, listening.stop()])
    },
  }
}

async function follow(
  state: State,
  {
    bell,
    hear,
    signal,
  }: { bell: ReturnType<typeof createBell>; hear: (position: bigint) => void; signal: AbortSignal },
): Promise<void> {
  while (!signal.aborted) {
    await bell.wait(idlePollMs, signal)
    try {
      if (state.position === state.known) hear(await queries.readHead(state.db.read))
      while (state.position < state.known && !signal.aborted) {
        await deliver(state, state.known)
        await pause(busyPauseMs, signal)
      }
    } catch (error) {
      state.log.warn({ err: error }, 'reading the log for open connections failed and is tried again')
      await pause(500, signal)
      bell.ring()
    }
  }
}

/** Tells everybody what happened up to a position. */
async function deliver(state: State, target: bigint): Promise<void> {
  const asked = new Set(state.streams.keys())
  if (asked.size === 0) {
    state.position = target
    return
  }
  const rows = await queries.readStreams(state.db.read, {
    streams: [...asked],
    after: state.position,
    upTo: target,
    limit: readLimit,
  })
  const last = rows.at(-1)
  const upTo = rows.length === readLimit && last ? last.position : target
  state.position = upTo
  const byStream = Map.groupBy(rows, row => row.stream)
  for (const [stream, entries] of state.streams) {
    const fresh = byStream.get(stream) ?? []
    for (const entry of entries) {
      if (!entry.flowing) continue
      // Whoever joined while we were reading was not asked for; it reads for itself.
      if (!asked.has(stream)) void readMissed(state, entry, { answer: false })
      else tell(entry, fresh, upTo)
    }
  }
}

function tell(entry: Entry, rows: readonly queries.LiveRow[], upTo: bigint): void {
  const events = rows.filter(row => row.position > entry.sentUpTo).map(toLiveEvent)
  if (upTo > entry.sentUpTo) entry.sentUpTo = upTo
  if (events.length > 0) entry.listener.send(events, entry.sentUpTo)
}

function toLiveEvent({ position, type, subject }: queries.LiveRow): LiveEvent {
  return { position: position.toString(), type, subject }
}

function join(state: State, listener: Listener): Subscription {
  const entry: Entry = { listener, sentUpTo: state.position, flowing: false, run: 1 }
  const entries = state.streams.get(listener.stream) ?? new Set()
  state.streams.set(listener.stream, entries.add(entry))
  return {
    flow: () => readMissed(state, entry, { answer: false }),
    async resume(after) {
      entry.flowing = false
      entry.sentUpTo = after
      await readMissed(state, entry, { answer: true })
    },
    leave() {
      entry.run = 0
      entry.flowing = false
      entries.delete(entry)
      if (entries.size === 0) state.streams.delete(listener.stream)
    },
  }
}

/** Reads what a listener missed until it is level with the others, and lets it flow with them from there. */
async function readMissed(state: State, entry: Entry, { answer }: { answer: boolean }): Promise<void> {
  if (entry.run === 0) return
  entry.flowing = false
  entry.run += 1
  const { run } = entry
  let owesAnswer = answer
  try {
    if (entry.sentUpTo > state.position && entry.sentUpTo > (await queries.readHead(state.db.read))) {
      // A position that does not exist: the client is confused, or the database was restored.
      if (run !== entry.run) return
      entry.sentUpTo = state.position
      entry.listener.reset(state.position)
      owesAnswer = false
    }
    while (entry.sentUpTo < state.position) {
      const target = state.position
      const rows = await queries.readStreams(state.db.read, {
        streams: [entry.listener.stream],
        after: entry.sentUpTo,
        upTo: target,
        limit: state.maxMissed + 1,
      })
      if (run !== entry.run) return
      entry.sentUpTo = target
      if (rows.length > state.maxMissed) entry.listener.reset(target)
      else if (rows.length > 0 || owesAnswer) entry.listener.send(rows.map(toLiveEvent), target)
      owesAnswer = false
    }
    if (run !== entry.run) return
    entry.flowing = true
    if (owesAnswer) entry.listener.send([], entry.sentUpTo)
  } catch (error) {
    state.log.warn({ err: error }, 'what a connection missed could not be read; it has to connect again')
    if (run === entry.run) entry.listener.drop()
  }
}
