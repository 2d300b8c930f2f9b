import type { OpenItem } from '../../../contract/api/account-closing.ts'
import { toWireMoney } from '../../../contract/money.ts'
import type { ReadDb } from '../../platform/db.ts'
import { allWithdrawals, openWithdrawals } from './queries-personal.ts'

/** Withdrawals whose end is not known yet are in the way of a closing: their money may still come back. */
export async function pendingWithdrawals(db: ReadDb, customerId: string): Promise<OpenItem[]> {
  const withdrawals = await openWithdrawals(db, customerId)
  return withdrawals.map(({ amount, number }) => ({
    kind: 'withdrawal',
    amount: toWireMoney(amount),
    number,
    reason: null,
  }))
}

/** Every withdrawal with its timeline, for the copy of a customer's data. */
export const withdrawalData = {
  name: 'withdrawals',
  read: (db: ReadDb, customerId: string): Promise<unknown> => allWithdrawals(db, customerId),
}
