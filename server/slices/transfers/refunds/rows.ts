import type { FactSource, RowSink } from '../../ledger/index.ts'
import type { Original } from './original.ts'
import * as queries from './queries.ts'

/**
 * A transfer with what went back of it; guarded by the lock on the available balance of whoever received it, which every
 * refund of it debits.
 */
export const originalFact: FactSource<Original> = {
  name: 'transfers.original',
  read: (client, ids) => queries.readOriginals(client, ids),
  write: changed => [queries.writeTotals(Array.from(changed.values()))],
}

export const refundRows: RowSink<queries.Refund> = {
  name: 'transfers.refunds',
  insert: rows => [queries.insertRefunds(rows)],
}
