import type { Db } from '../../platform/db.ts'
import type { Logger } from '../../platform/log.ts'
import { createPipeline, type Pipeline } from './pipeline.ts'

export { available, clearing, fees, reserved, type AccountRef, type Purpose } from './accounts.ts'
export {
  change,
  insert,
  need,
  type Decider,
  type Decision,
  type Effects,
  type FactChange,
  type FactRequest,
  type FactSource,
  type Idempotency,
  type JournalDraft,
  type JsonValue,
  type Posting,
  type RowInsert,
  type RowSink,
  type View,
} from './decision.ts'
export { sqlCheck, type InvariantCheck } from './invariant.ts'
export type { Pipeline } from './pipeline.ts'
export { balancesOf, findOutcome } from './queries-balances.ts'

export type LedgerDeps = {
  db: Db
  config: { maxBatch: number; maxQueue: number }
  log: Logger
  /** Called after each batch that reached the database; wakes the dispatcher. */
  onBatch?: (facts: { size: number; durationMs: number }) => void
}

/** Two batches in flight: one decides while the other waits for its commit. More only wait for each other's locks. */
const inFlight = 2
/** A caller waits this long for a database that is away, then gets 503 and repeats with the same key. */
const patienceMs = 5_000

export type LedgerSlice = { pipeline: Pipeline }

export function createLedgerSlice({ db, config, log, onBatch }: LedgerDeps): LedgerSlice {
  const pipeline = createPipeline({
    connect: () => db.connect({ pipeline: true, name: 'okpay money pipeline' }),
    ...config,
    inFlight,
    patienceMs,
    log,
    ...(onBatch ? { onBatch } : {}),
  })
  return { pipeline }
}
