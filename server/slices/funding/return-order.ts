import { checkBankAccount, isBankCountry, type BankAccount } from '../../../contract/bank-accounts/index.ts'
import { money } from '../../../contract/money.ts'
import { newId } from '../../platform/id.ts'
import { payeeOf, type NewPaymentOrder } from '../bank-rail/index.ts'
import { debtorOf } from './debtor.ts'
import type { Deposit } from './deposit.ts'
import type { FundingDeps } from './deps.ts'
import * as queries from './queries-bank.ts'

/**
 * The payment that gives a bank transfer back to the account it came from, all of it. Undefined where the bank named no
 * account we can pay to, or where that account would not have it: then a person has to look.
 */
export async function returnOrderOf(
  { db, bankArrival, sealKey }: FundingDeps,
  deposit: Deposit,
  now: Date,
): Promise<NewPaymentOrder | undefined> {
  const arrival = (await queries.readArrivals(db.pool, [deposit.id])).get(deposit.id)
  const { currency } = deposit.amount
  const leaving = bankArrival(currency, now)
  if (!arrival || arrival.return !== null) return undefined
  const debtor = debtorOf(sealKey, arrival)
  const account = debtor.account === null ? undefined : accountOf(debtor.account)
  if (!debtor.name || !account) return undefined
  const id = newId()
  return {
    id,
    client: 'deposit_refund',
    subject: deposit.id,
    number: deposit.number,
    owner: deposit.customerId,
    amount: money(arrival.amount, currency),
    payee: payeeOf(sealKey, id, { name: debtor.name.slice(0, 140), account, address: null }),
    purpose: null,
    remittance: `Return of ${arrival.reference}`,
    requestedOn: leaving.requestedOn,
    batchAt: leaving.batchAt,
    createdAt: now,
  }
}

/** What the bank names is a whole account only where it is an IBAN. */
function accountOf(text: string): BankAccount | undefined {
  const country = text.slice(0, 2)
  if (!isBankCountry(country)) return undefined
  const checked = checkBankAccount({ country, fields: { iban: text } })
  return 'ok' in checked ? checked.ok : undefined
}
