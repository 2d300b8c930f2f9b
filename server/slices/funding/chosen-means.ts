import type { DepositMethod } from '../../../contract/api/funding.ts'
import { DomainError } from '../../platform/errors.ts'
import { isUsable } from '../payment-methods/index.ts'
import type { FundingDeps } from './deps.ts'
import { methodOfFunding } from './price.ts'

/** What the customer chose to pay with: a method, or one of their saved cards and wallets, which has a method. */
export type ChosenMeans = { method: DepositMethod; paymentMethodId: string | null }

/**
 * Reads the choice. Throws `payment_method_expired` for a card whose last day has passed, `payment_method_unusable`
 * for one that cannot be charged, `validation_failed` where the request names none, both, or another's.
 */
export async function chosenMeans(
  { db, paymentMethods }: Pick<FundingDeps, 'db' | 'paymentMethods'>,
  customerId: string,
  chosen: { method?: DepositMethod | undefined; payment_method?: string | undefined },
  now: Date,
): Promise<ChosenMeans> {
  const { method, payment_method: id } = chosen
  if (id === undefined) {
    if (method === undefined) throw wrong('method', 'required')
    return { method, paymentMethodId: null }
  }
  if (method !== undefined) throw wrong('method', 'not_allowed')
  const saved = await paymentMethods.methodOf(db.read, customerId, id)
  if (!saved || saved.removedAt !== null) throw wrong('payment_method', 'not_allowed')
  const hasPassed = saved.expiresOn !== null && saved.expiresOn < now.toISOString().slice(0, 10)
  if (saved.status === 'expired' || hasPassed) throw new DomainError('payment_method_expired')
  if (!isUsable(saved) || saved.details.kind === 'bank_account')
    throw new DomainError('payment_method_unusable')
  const { details } = saved
  return {
    // An issuer that does not say what its card is gets the price of a credit card, as the customer is shown.
    method: details.kind === 'ewallet' ? 'ewallet' : (methodOfFunding(details.funding) ?? 'card_credit'),
    paymentMethodId: id,
  }
}

function wrong(path: string, code: 'required' | 'not_allowed'): DomainError {
  return new DomainError('validation_failed', { fields: [{ path, code }] })
}
