import { insertJobs, type PlannedJob } from '../../platform/jobs.ts'
import type { FactSource, RowSink } from '../ledger/index.ts'
import type { Deposit, Step } from './deposit.ts'
import * as queries from './queries.ts'

/**
 * What this slice's decisions read and write. A deposit is guarded by the lock on its customer's available balance
 * in its currency, which every decision about it takes.
 */
export const depositFact: FactSource<Deposit> = {
  name: 'funding.deposit',
  read: (client, ids) => queries.readDeposits(client, ids),
  write: (client, changed) => queries.updateDeposits(client, Array.from(changed.values())),
}

export const depositRows: RowSink<Deposit> = {
  name: 'funding.deposits',
  insert: (client, rows) => queries.insertDeposits(client, rows),
}

export const depositSteps: RowSink<Step> = {
  name: 'funding.steps',
  insert: (client, rows) => queries.insertSteps(client, rows),
}

/** What became of an object of a counterparty, in money. */
export type RailEffect = {
  provider: string
  object: string
  effect: 'credit' | 'reversal'
  depositId: string
  journalId: string
  recordedAt: Date
}

/** Its unique constraints are the last belt: one credit and one reversal for each payment and each deposit. */
export const railEffects: RowSink<RailEffect> = {
  name: 'funding.rail_effects',
  insert: (client, rows) => queries.insertRailEffects(client, rows),
}

export const plannedJobs: RowSink<PlannedJob> = {
  name: 'funding.jobs',
  insert: (client, rows) => insertJobs(client, rows),
}
