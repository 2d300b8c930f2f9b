import type { Currency } from '../../../contract/money.ts'
import { DomainError } from '../../platform/errors.ts'
import { isUsable, type BankSecret, type PaymentMethod } from '../payment-methods/index.ts'
import type { WithdrawalsDeps } from './deps.ts'

/**
 * The bank account a customer wants to withdraw to, in full. Throws `payment_method_unusable` for one that is not
 * theirs, removed or no bank account, `currency_unsupported` for another currency than the account's: money is
 * exchanged before it is withdrawn, at a rate the customer has seen.
 */
export async function usableAccount(
  { db, paymentMethods }: Pick<WithdrawalsDeps, 'db' | 'paymentMethods'>,
  { customerId, id, currency }: { customerId: string; id: string; currency: Currency },
): Promise<{ method: PaymentMethod; account: BankSecret }> {
  const method = await paymentMethods.methodOf(db.read, customerId, id)
  if (method?.kind !== 'bank_account' || !isUsable(method)) throw new DomainError('payment_method_unusable')
  const account = paymentMethods.bankAccountOf(method)
  if (account.account.currency !== currency)
    throw new DomainError('currency_unsupported', { details: { currencies: [account.account.currency] } })
  return { method, account }
}
