import type { OpenItem } from '../../../contract/api/account-closing.ts'
import { money, toWireMoney } from '../../../contract/money.ts'
import type { ReadDb } from '../../platform/db.ts'
import { allDeposits, namesAtCounterparties, openDeposits } from './queries-personal.ts'

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

/** Every top-up, and the names under which counterparties keep means, for the copy of a customer's data. */
export const depositData = {
  name: 'deposits',
  async read(db: ReadDb, customerId: string): Promise<unknown> {
    return {
      deposits: await allDeposits(db, customerId),
      known_at: await namesAtCounterparties(db, customerId),
    }
  },
}
