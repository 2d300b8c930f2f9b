import { insertJobs, type PlannedJob } from '../../platform/jobs.ts'
import type { FactSource, RowSink } from '../ledger/index.ts'
import type { Deposit, Step } from './deposit.ts'
import * as bankQueries from './queries-bank.ts'
import * as queries from './queries.ts'

/**
 * What this slice's decisions read and write. A deposit is guarded by the lock on its customer's available balance
 * in its currency, which every decision about it takes.
 */
export const depositFact: FactSource<Deposit> = {
  name: 'funding.deposit',
  read: (client, ids) => queries.readDeposits(client, ids),
  write: changed => [queries.updateDeposits(Array.from(changed.values()))],
}

export const depositRows: RowSink<Deposit> = {
  name: 'funding.deposits',
  insert: rows => [queries.insertDeposits(rows)],
}

export const depositSteps: RowSink<Step> = {
  name: 'funding.steps',
  insert: rows => [queries.insertSteps(rows)],
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
  insert: rows => [queries.insertRailEffects(rows)],
}

/** Whose money it is that comes under a reference, for ever. */
export type DepositReference = { reference: string; customerId: string; depositId: string; createdAt: Date }

export const depositReferences: RowSink<DepositReference> = {
  name: 'funding.deposit_references',
  insert: rows => [bankQueries.insertReferences(rows)],
}

/**
 * What came from a bank for a deposit, by the deposit's id; guarded like the deposit. The table refuses a second arrival
 * for a deposit, and a second deposit for an entry.
 */
export const bankArrival: FactSource<bankQueries.BankArrival> = {
  name: 'funding.bank_arrival',
  read: (client, ids) => bankQueries.readArrivals(client, ids),
  write: changed => [bankQueries.putArrivals(Array.from(changed.values()))],
}

export const plannedJobs: RowSink<PlannedJob> = {
  name: 'funding.jobs',
  insert: rows => [insertJobs(rows)],
}
