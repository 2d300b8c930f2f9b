/**
 * Currency rules of the card acquirer, in minor units.
 *
 * Exponents are those of ISO 4217. The minimum charges and the maximum of eight digits are Stripe's
 * (https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts). Stripe lists no minimum for CNY and
 * KWD: there the amount must convert to the minimum of the settlement currency (here 0.50 USD), for which this
 * simulator uses fixed amounts, because a test that depends on a daily rate proves nothing.
 */
export const CURRENCIES = {
  cny: { exponent: 2, minimum: 400n, symbol: '¥' },
  eur: { exponent: 2, minimum: 50n, symbol: '€' },
  gbp: { exponent: 2, minimum: 30n, symbol: '£' },
  hkd: { exponent: 2, minimum: 400n, symbol: 'HK$' },
  jpy: { exponent: 0, minimum: 50n, symbol: '¥' },
  kwd: { exponent: 3, minimum: 160n, symbol: 'KD' },
  usd: { exponent: 2, minimum: 50n, symbol: '$' },
} satisfies Record<string, { exponent: number; minimum: bigint; symbol: string }>

export type Currency = keyof typeof CURRENCIES

export const CURRENCY_CODES: readonly Currency[] = ['cny', 'eur', 'gbp', 'hkd', 'jpy', 'kwd', 'usd']

/** The largest charge: eight digits in the smallest unit, whatever the currency. */
export const MAXIMUM_CHARGE = 99_999_999n

export function isCurrency(code: string): code is Currency {
  return Object.hasOwn(CURRENCIES, code)
}

/** `1050n, usd` → `"10.50"`; the plain decimal string, without grouping or symbol. */
export function toDecimal(amount: bigint, currency: Currency): string {
  const { exponent } = CURRENCIES[currency]
  if (exponent === 0) return amount.toString()
  const digits = amount.toString().padStart(exponent + 1, '0')
  return `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`
}

/** The amount as the acquirer writes it in error messages: `$0.50 usd`. */
export function toMessageAmount(amount: bigint, currency: Currency): string {
  return `${CURRENCIES[currency].symbol}${toDecimal(amount, currency)} ${currency}`
}

export type AmountProblem = 'too_small' | 'too_large' | 'last_digit'

/**
 * Whether an amount can be charged. Three-decimal currencies must end in 0, because card networks settle them
 * with two decimals (https://docs.stripe.com/currencies#three-decimal).
 */
export function findAmountProblem(amount: bigint, currency: Currency): AmountProblem | null {
  const { exponent, minimum } = CURRENCIES[currency]
  if (amount < minimum) return 'too_small'
  if (amount > MAXIMUM_CHARGE) return 'too_large'
  if (exponent === 3 && amount % 10n !== 0n) return 'last_digit'
  return null
}
