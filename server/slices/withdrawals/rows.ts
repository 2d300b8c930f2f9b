import type { FactSource, RowSink } from '../ledger/index.ts'
import * as queries from './queries.ts'
import type { Step, Withdrawal } from './withdrawal.ts'

/**
 * What this slice's decisions read and write. A withdrawal is guarded by the lock on its customer's available balance in
 * its currency, which every decision about it takes.
 */
export const withdrawalFact: FactSource<Withdrawal> = {
  name: 'withdrawals.withdrawal',
  read: (client, ids) => queries.readWithdrawals(client, ids),
  write: changed => [queries.updateWithdrawals(Array.from(changed.values()))],
}

export const withdrawalRows: RowSink<Withdrawal> = {
  name: 'withdrawals.rows',
  insert: rows => [queries.insertWithdrawals(rows)],
}

export const withdrawalSteps: RowSink<Step> = {
  name: 'withdrawals.steps',
  insert: rows => [queries.insertSteps(rows)],
}
