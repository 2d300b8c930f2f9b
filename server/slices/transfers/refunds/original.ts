import type { Money } from '../../../../contract/money.ts'
import type { FeeLine } from '../../pricing/index.ts'

/** A transfer that arrived, as far as it can be given back: whoever received it, how much, and what went back already. */
export type Original = {
  id: string
  number: string
  payerId: string
  payeeId: string
  amount: Money
  feeLines: readonly FeeLine[]
  /** In minor units. */
  refunded: bigint
}

/** What can still go back, in minor units. */
export function refundableOf({ amount, refunded }: Pick<Original, 'amount' | 'refunded'>): bigint {
  return amount.minor - refunded
}
