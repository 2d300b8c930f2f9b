import type { ChargedOperation } from '../../../contract/charges.ts'
import type { DepositMethod } from '../../../contract/api/funding.ts'
import type { Money } from '../../../contract/money.ts'
import { feesFor, sumOf, type FeeLine, type Schedules } from '../pricing/index.ts'
import type { CustomerFacts } from '../wallet/index.ts'
import type { Deposit } from './deposit.ts'
import type { Means } from './rails/rail.ts'

/**
 * What topping up costs, by method. A credit card costs more than a debit card, and which of them somebody types into
 * the acquirer's page is known only afterwards. So both prices are promised at the opening, and the customer is charged
 * what was shown to them at most: a cheaper kind of card lowers the fee, a dearer one is our loss (decision 0103).
 */

/** The account of these fees is `fees:deposit`. */
export const feeKind = 'deposit' satisfies ChargedOperation

type Asked = {
  schedules: Schedules
  customer: Pick<CustomerFacts, 'level' | 'region'>
  amount: Money
  now: Date
}

export function feesOf({ schedules, customer, amount, now }: Asked, method: DepositMethod): FeeLine[] {
  return feesFor(schedules.fees, {
    operation: feeKind,
    method,
    payerRegion: customer.region,
    payeeRegion: customer.region,
    level: customer.level,
    amount,
    at: now,
  })
}

const otherKind: Record<DepositMethod, DepositMethod | null> = {
  card_debit: 'card_credit',
  card_credit: 'card_debit',
  ewallet: null,
  bank_transfer: null,
}

/** The method whose price holds if the card is of the other kind, or null. */
export function otherCardOf(method: DepositMethod): DepositMethod | null {
  return otherKind[method]
}

export function otherFeesOf(asked: Asked, method: DepositMethod): FeeLine[] | null {
  const other = otherCardOf(method)
  return other === null ? null : feesOf(asked, other)
}

/** Which price a card has by what its issuer calls it; null where the issuer does not say. A prepaid one is no credit. */
export function methodOfFunding(funding: Means['funding']): DepositMethod | null {
  switch (funding) {
    case 'credit':
      return 'card_credit'
    case 'debit':
    case 'prepaid':
      return 'card_debit'
    case 'unknown':
    case null:
      return null
  }
}

/** The fees of a payment that has arrived: as promised, or less. */
export function chargedFees({
  deposit,
  means,
  ...asked
}: Asked & { deposit: Deposit; means: Means | null }): readonly FeeLine[] {
  const { currency } = asked.amount
  if (deposit.method === 'bank_transfer' && asked.amount.minor !== deposit.amount.minor) {
    // Sent was another amount than announced: the price of what was sent, and never all of it.
    const lines = feesOf(asked, deposit.method)
    return sumOf(lines, currency).minor < asked.amount.minor ? lines : []
  }
  const used = methodOfFunding(means?.funding ?? null)
  if (used === null || used === deposit.method || deposit.otherFees === null) return deposit.fees
  const isCheaper = sumOf(deposit.otherFees, currency).minor < sumOf(deposit.fees, currency).minor
  return isCheaper ? deposit.otherFees : deposit.fees
}
