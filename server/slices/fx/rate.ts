import { exponentOf, type Currency } from '../../../contract/money.ts'
import { assertInvariant } from '../../platform/errors.ts'

/** A reference rate as published: units of the currency for one euro, exactly as the digits say. */
export type Rate = { readonly digits: bigint; readonly scale: number }

/** A ratio of minor units: how many of the target one of the source is worth. Never a floating-point number. */
export type Ratio = { readonly numerator: bigint; readonly denominator: bigint }

const ratePattern = /^([0-9]{1,9})(?:\.([0-9]{1,12}))?$/

/** Reads a positive decimal exactly, or undefined where it is none. */
export function parseRate(text: string): Rate | undefined {
  const match = ratePattern.exec(text)
  if (!match) return undefined
  const [, whole = '', fraction = ''] = match
  const digits = BigInt(whole + fraction)
  return digits === 0n ? undefined : { digits, scale: fraction.length }
}

/** One euro is one euro. */
export const euro: Rate = { digits: 1n, scale: 0 }

const power = (exponent: number): bigint => 10n ** BigInt(exponent)

/** The mid-rate between two currencies by way of the euro, in major units: triangulation without rounding. */
export function midRatio(from: Rate, to: Rate): Ratio {
  return {
    numerator: to.digits * power(from.scale),
    denominator: from.digits * power(to.scale),
  }
}

/** The same between minor units, which is what amounts are kept in. */
export function minorRatio(mid: Ratio, from: Currency, to: Currency): Ratio {
  return {
    numerator: mid.numerator * power(exponentOf(to)),
    denominator: mid.denominator * power(exponentOf(from)),
  }
}

/** `minor × ratio`, rounded down. */
export function convertDown(minor: bigint, { numerator, denominator }: Ratio): bigint {
  return (minor * numerator) / denominator
}

/** The least amount whose conversion by `ratio`, rounded down, is at least `target`. */
export function convertBackUp(target: bigint, { numerator, denominator }: Ratio): bigint {
  return ceilingOf(target * denominator, numerator)
}

export function ceilingOf(numerator: bigint, denominator: bigint): bigint {
  return (numerator + denominator - 1n) / denominator
}

/** For people: six significant digits, rounded half up, at least two decimals. Amounts are never computed from it. */
export function formatRatio({ numerator, denominator }: Ratio): string {
  assertInvariant(numerator > 0n && denominator > 0n, 'a rate is positive')
  let decimals = 2
  // Until six digits are significant: 0.00661234 needs eight decimals, 151.234 three.
  while (decimals < 18 && (numerator * power(decimals)) / denominator < 100_000n) decimals += 1
  const scaled = (2n * numerator * power(decimals) + denominator) / (2n * denominator)
  const text = scaled.toString().padStart(decimals + 1, '0')
  return `${text.slice(0, -decimals)}.${text.slice(-decimals)}`
}
