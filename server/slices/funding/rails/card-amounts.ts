import { exponentOf, money, toWireMoney, type Currency, type Money } from '../../../../contract/money.ts'
import type { Refusal } from '../../../platform/errors.ts'

/**
 * The smallest charges in minor units, from https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts.
 * Stripe lists none for CNY and KWD: the charge must be worth the minimum of the settlement currency (0.50 USD),
 * for which these are the nearest amounts that leave room for a moving rate.
 */
const minimums: Record<Currency, bigint> = {
  CNY: 400n,
  USD: 50n,
  EUR: 50n,
  GBP: 30n,
  JPY: 50n,
  HKD: 400n,
  KWD: 160n,
}

/** Eight digits in the smallest unit, whatever the currency (same page). */
const maximum = 99_999_999n

/** Card networks settle three-decimal currencies with two, so the last digit must be 0 (same page). */
function settledUnit(currency: Currency): bigint {
  return exponentOf(currency) === 3 ? 10n : 1n
}

/** Why a card cannot be charged this amount; the refusal says what can be. */
export function cardAmountObstacle(amount: Money): Refusal | undefined {
  const { currency } = amount
  const minimum = minimums[currency]
  if (amount.minor < minimum)
    return { code: 'amount_below_minimum', details: { minimum: toWireMoney(money(minimum, currency)) } }
  const unit = settledUnit(currency)
  const largest = maximum - (maximum % unit)
  if (amount.minor > largest)
    return { code: 'amount_above_maximum', details: { maximum: toWireMoney(money(largest, currency)) } }
  if (amount.minor % unit === 0n) return undefined
  return {
    code: 'validation_failed',
    fields: [{ path: 'amount.value', code: 'amount_too_precise' }],
    details: { smallest_step: toWireMoney(money(unit, currency)) },
  }
}
