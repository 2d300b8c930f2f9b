import type { TransactionKind, TransactionStatus } from '../../../contract/api/wallet.ts'
import type { Money } from '../../../contract/money.ts'
import type { RowSink } from '../ledger/index.ts'
import * as queries from './queries-records.ts'

/** A transaction as one of the customers it concerns sees it in their history. */
export type TransactionRecord = {
  ownerId: string
  /** UUID of the transfer or deposit. */
  subjectId: string
  number: string
  kind: TransactionKind
  direction: 'in' | 'out'
  status: TransactionStatus
  statusReason: string | null
  /** What changed the owner's balance or would have: fees included where they pay them. */
  amount: Money
  counterparty: string | null
  method: string | null
  note: string | null
  /** Available balance after it in minor units, once money moved. */
  balanceAfter: bigint | null
  createdAt: Date
  updatedAt: Date
}

/** Puts new transactions into their owners' histories: those that are decided once and never change. */
export const newTransactionRecords: RowSink<TransactionRecord> = {
  name: 'wallet.new_transaction_records',
  insert: rows => [queries.insertRecords(rows)],
}

/**
 * Puts transactions into their owners' histories, or brings those already there up to date. Part of a pipeline
 * decision, so that the history never says anything the books do not.
 */
export const transactionRecords: RowSink<TransactionRecord> = {
  name: 'wallet.transaction_records',
  insert(rows) {
    // One statement cannot touch a row twice; of two changes in one batch the later one is the truth.
    const latest = new Map(rows.map(row => [`${row.ownerId}/${row.subjectId}`, row]))
    return [queries.upsertRecords(Array.from(latest.values()))]
  },
}
