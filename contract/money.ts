/**
 * Money: an amount in minor units (`bigint`) with its currency. Nothing else may represent money inside the
 * program; on the wire it is `{"value":"10.50","currency":"EUR"}`. Floating point never appears: `JSON.parse`
 * reads 1e309 as Infinity and 0.1+0.2 as 0.30000000000000004, and a wallet may do neither.
 */

/** Minor-unit exponents, ISO 4217 list one. */
const exponents = { CNY: 2, USD: 2, EUR: 2, GBP: 2, JPY: 0, HKD: 2, KWD: 3 } as const

export type Currency = keyof typeof exponents

export const currencies = [
  'CNY',
  'USD',
  'EUR',
  'GBP',
  'JPY',
  'HKD',
  'KWD',
] as const satisfies readonly Currency[]

export type Money = { readonly minor: bigint; readonly currency: Currency }

/** Money as it travels: a decimal string with at most the currency's exponent of decimals. */
export type WireMoney = { value: string; currency: Currency }

/** The largest amount one command may name: 18 digits, so that sums of many still fit PostgreSQL's bigint. */
export const maxMinor = 999_999_999_999_999_999n

const amountPattern = /^(0|[1-9][0-9]{0,17})(?:\.([0-9]{1,9}))?$/

export function isCurrency(text: string): text is Currency {
  return Object.hasOwn(exponents, text)
}

/** Number of decimals of a currency: JPY 0, EUR 2, KWD 3. */
export function exponentOf(currency: Currency): number {
  return exponents[currency]
}

export type AmountProblem = 'amount_malformed' | 'amount_too_precise' | 'amount_too_large'

/**
 * Reads a decimal string exactly, or says why not; it never rounds. `"10.5"` EUR → 1050n. Zero is a valid
 * amount here; whether a zero makes sense is for the operation to say.
 */
export function parseAmount(text: string, exponent: number): bigint | AmountProblem {
  const match = amountPattern.exec(text)
  if (!match) return 'amount_malformed'
  const [, whole = '0', fraction = ''] = match
  if (fraction.length > exponent) return 'amount_too_precise'
  const digits = whole + fraction.padEnd(exponent, '0')
  const minor = BigInt(digits)
  return minor > maxMinor ? 'amount_too_large' : minor
}

/** Minor units as a decimal string with exactly the exponent's decimals: `-1050n`, 2 → `"-10.50"`. */
export function formatAmount(minor: bigint, exponent: number): string {
  const sign = minor < 0n ? '-' : ''
  const digits = (minor < 0n ? -minor : minor).toString().padStart(exponent + 1, '0')
  if (exponent === 0) return sign + digits
  return `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`
}

export function money(minor: bigint, currency: Currency): Money {
  return { minor, currency }
}

export function toWireMoney({ minor, currency }: Money): WireMoney {
  return { value: formatAmount(minor, exponents[currency]), currency }
}

/**
 * `minor × basisPoints / 10 000`, rounded up: a fee of a fraction of the smallest unit is one unit, so that
 * rounding never creates money for the payer. Both arguments must not be negative.
 */
export function basisPointsUp(minor: bigint, basisPoints: bigint): bigint {
  if (minor < 0n || basisPoints < 0n) throw new RangeError('amount and basis points must not be negative')
  return (minor * basisPoints + 9_999n) / 10_000n
}
