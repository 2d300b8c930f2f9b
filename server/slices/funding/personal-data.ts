import type { OpenItem } from '../../../contract/api/account-closing.ts'
import { money, toWireMoney } from '../../../contract/money.ts'
import type { ReadDb } from '../../platform/db.ts'
import { openDeposits } from './queries-personal.ts'

/** Top-ups whose end is not known yet are in the way of a closing: their money may still come. */
export async function pendingDeposits(db: ReadDb, customerId: string): Promise<OpenItem[]> {
  const deposits = await openDeposits(db, customerId)
  return deposits.map(({ amount, currency, number }) => ({
    kind: 'deposit',
    amount: toWireMoney(money(amount, currency)),
    number,
    reason: null,
  }))
}
