import { exponentOf, formatAmount, parseAmount, type WireMoney } from '../../contract/money.ts'
import { assertInvariant } from '../platform/errors.ts'

/** Arithmetic on amounts as they travel; minor units inside. */
function minorOf({ value, currency }: WireMoney): bigint {
  const negative = value.startsWith('-')
  const parsed = parseAmount(negative ? value.slice(1) : value, exponentOf(currency))
  assertInvariant(typeof parsed === 'bigint', `${value} ${currency} is an amount of ours`)
  return negative ? -parsed : parsed
}

export function lessThan(one: WireMoney, other: WireMoney): boolean {
  return minorOf(one) < minorOf(other)
}

export function minus(one: WireMoney, other: WireMoney): WireMoney {
  const difference = minorOf(one) - minorOf(other)
  return { value: formatAmount(difference, exponentOf(one.currency)), currency: one.currency }
}

/** Below, at or above nothing. */
export function compareMoney(amount: WireMoney): number {
  const minor = minorOf(amount)
  return minor === 0n ? 0 : minor > 0n ? 1 : -1
}
