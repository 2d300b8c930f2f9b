import type { OpenItem } from '../../../contract/api/account-closing.ts'
import { money, toWireMoney } from '../../../contract/money.ts'
import type { ReadDb } from '../../platform/db.ts'
import { debtorOf } from './debtor.ts'
import { allDeposits, namesAtCounterparties, openDeposits, type ToldDeposit } from './queries-personal.ts'

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
export function depositData(sealKey: Buffer) {
  return {
    name: 'deposits',
    async read(db: ReadDb, customerId: string): Promise<unknown> {
      const deposits = await allDeposits(db, customerId)
      return {
        deposits: deposits.map(deposit => told(sealKey, deposit)),
        known_at: await namesAtCounterparties(db, customerId),
      }
    },
  }
}

function told(sealKey: Buffer, deposit: ToldDeposit): Record<string, unknown> {
  const { entry_id, sealed_debtor: sealedDebtor, debtor_name, debtor_account, ...shown } = deposit
  if (entry_id === null) return { ...shown, debtor_name, debtor_account }
  const stored = { entryId: entry_id, sealedDebtor, debtorName: debtor_name, debtorAccount: debtor_account }
  const { name, account } = debtorOf(sealKey, stored)
  return { ...shown, debtor_name: name, debtor_account: account }
}
