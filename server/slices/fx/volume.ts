import type { Currency, Money } from '../../../contract/money.ts'
import { convertDown, euro, midRatio, minorRatio } from './rate.ts'
import type { CurrentRate } from './rates.ts'

/** What was sold in a month, in euro cents at the rates in force. A currency without a rate counts nothing. */
export function volumeOf(sold: readonly Money[], rates: ReadonlyMap<Currency, CurrentRate>): bigint {
  return sold.reduce((sum, { minor, currency }) => {
    const rate = currency === 'EUR' ? euro : rates.get(currency)?.rate
    if (!rate) return sum
    return sum + convertDown(minor, minorRatio(midRatio(rate, euro), currency, 'EUR'))
  }, 0n)
}

/** The month of a customer's volume is that of Greenwich: it is the same wherever the rates are looked at. */
export function monthStart(now: Date): Date {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1))
}
