import type { Money } from '../../../contract/money.ts'
import { money } from '../../../contract/money.ts'

/**
 * The largest amount that, with the fee on it, is at most `total` (minor units); 0n where even the least fee is too
 * much. `feeOf` must not fall while its amount grows, as every fee rule does not: then halving finds it. Because a fee
 * is rounded up, amount and fee may add up to one minor unit less than `total`, which stays with the customer.
 */
export function principalWithin(total: bigint, feeOf: (principal: bigint) => bigint): bigint {
  let fits = 0n
  let tooMuch = total + 1n
  while (tooMuch - fits > 1n) {
    const middle = (fits + tooMuch) / 2n
    if (middle + feeOf(middle) <= total) fits = middle
    else tooMuch = middle
  }
  return fits
}

export function add(a: Money, b: Money): Money {
  if (a.currency !== b.currency) throw new RangeError('amounts of two currencies have no sum')
  return money(a.minor + b.minor, a.currency)
}
