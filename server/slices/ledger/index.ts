import type { Registry } from 'prom-client'
import type { Clock } from '../../platform/clock.ts'
import type { Db } from '../../platform/db.ts'
import type { Cron, Job } from '../../platform/jobs.ts'
import type { Logger } from '../../platform/log.ts'
import { createExpireHoldsJob } from './expire-holds.ts'
import type { InvariantCheck } from './invariant.ts'
import { createPipeline, type Pipeline } from './pipeline.ts'
import { createSealJob } from './seal.ts'
import { balanceChecks } from './verify/balances.ts'
import { bookChecks } from './verify/books.ts'
import { chainChecks } from './verify/chain.ts'
import { effectChecks } from './verify/effects.ts'
import { guardChecks } from './verify/guards.ts'
import { holdChecks } from './verify/holds.ts'
import { createWatch, type Watch } from './verify/watch.ts'

export {
  available,
  clearing,
  fees,
  fxPosition,
  operatorStream,
  reserved,
  safeguarding,
  suspense,
  type AccountRef,
  type Purpose,
} from './accounts.ts'
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
export {
  captureHold,
  expireHold,
  holdFact,
  placeHold,
  placing,
  releaseHold,
  resolving,
  type CaptureHold,
  type PlaceHold,
  type PlaceHoldOutcome,
  type ResolveHold,
  type ResolveHoldOutcome,
} from './holds.ts'
export { untilItsObjectEnds } from './hold.ts'
export { sqlCheck, type InvariantCheck } from './invariant.ts'
export { createPipeline, type Pipeline, type PipelineOptions } from './pipeline.ts'
export { balancesOf, findOutcome, heldBy, lockBalancesOf } from './queries-balances.ts'
export { readJournal } from './queries-reversal.ts'
export { inLedgerOrder } from './ledger-order.ts'
export {
  balanceAfter,
  currenciesOf,
  cutBefore,
  jointEntry,
  movementsBetween,
  ownersAfter,
  statementAccounts,
  type Movement,
} from './queries-statement.ts'
export {
  availableAt,
  outgoingStop,
  traceBlocks,
  traceEntries,
  tracePostings,
  type TracedPosting,
} from './queries-trace.ts'
export {
  reverseJournal,
  type PostedJournal,
  type ReverseJournal,
  type ReverseJournalOutcome,
} from './reversal.ts'
export { sealAll } from './seal.ts'
export { verify, type Finding, type VerificationReport } from './verify/verify.ts'
export { createWatch, type Watch } from './verify/watch.ts'

export type LedgerDeps = {
  db: Db
  /** The database under the role that only reads; the verifier uses no other. */
  readerUrl: string
  /** The role the application connects as, of which the verifier asks what it may do. */
  appRole: string
  config: { maxBatch: number; maxQueue: number }
  log: Logger
  clock: Clock
  registry?: Registry
  /** The invariants of the slices above. */
  checks: readonly InvariantCheck[]
  /** Called after each batch that reached the database; wakes the dispatcher. */
  onBatch?: (facts: { size: number; durationMs: number }) => void
}

export type LedgerSlice = {
  pipeline: Pipeline
  watch: Watch
  jobs: Job<Record<string, never>>[]
  crons: Cron[]
}

/** A second batch would only wait for the first one's locks: transfers of one currency share the fee account. */
const inFlight = 1
/** A caller waits this long for a database that is away, then gets 503 and repeats with the same key. */
const patienceMs = 5_000

export function createLedgerSlice(deps: LedgerDeps): LedgerSlice {
  const { db, readerUrl, appRole, config, log, clock, checks, onBatch } = deps
  const pipeline = createPipeline({
    connect: () => db.connect({ pipeline: true, name: 'okpay money pipeline' }),
    ...config,
    inFlight,
    patienceMs,
    log,
    ...(onBatch ? { onBatch } : {}),
  })
  const watch = createWatch({
    db,
    readerUrl,
    checks: [...ledgerChecks(appRole), ...checks],
    clock,
    log,
    registry: deps.registry,
  })
  const everyMinute = [
    createSealJob({ db, log }),
    createExpireHoldsJob({ read: db.read, pipeline, clock }),
    watch.jobs.recent,
  ]
  return {
    pipeline,
    watch,
    jobs: [...everyMinute, watch.jobs.all],
    crons: [
      ...everyMinute.map(job => ({ schedule: '* * * * *', job })),
      { schedule: '40 2 * * *', job: watch.jobs.all },
    ],
  }
}

/** The ledger's own invariants, in the order in which a broken one explains those after it. */
export function ledgerChecks(appRole: string): readonly InvariantCheck[] {
  return [
    ...bookChecks,
    ...balanceChecks,
    ...holdChecks,
    ...effectChecks,
    ...guardChecks(appRole),
    ...chainChecks,
  ]
}
