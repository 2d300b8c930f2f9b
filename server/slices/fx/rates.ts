import { currencies, type Currency } from '../../../contract/money.ts'
import { assertInvariant } from '../../platform/errors.ts'
import type { StoredRate } from './queries-rates.ts'
import { euro, parseRate, type Rate } from './rate.ts'

/**
 * How old a rate may be: the European Central Bank sets none from Thursday before Easter to Tuesday after it, whose
 * rates come in the afternoon. Older means that nobody sends us rates any more.
 */
export const maxAgeDays = 6

/** A rate that counts now. The euro has one too: 1, of no particular day. */
export type CurrentRate = { currency: Currency; rate: Rate; text: string; day: string; quotable: boolean }

/** What is in force at `now`: stale and held rates are listed but not quoted. */
export function currentRates(stored: readonly StoredRate[], now: Date): ReadonlyMap<Currency, CurrentRate> {
  const rates = new Map<Currency, CurrentRate>()
  for (const { currency, day, rate: text, status } of stored) {
    const rate = parseRate(text)
    assertInvariant(rate !== undefined, `a stored rate is none: ${text}`)
    rates.set(currency, { currency, rate, text, day, quotable: status === 'active' && !isStale(day, now) })
  }
  const days = Array.from(rates.values(), ({ day }) => day).toSorted()
  const newest = days.at(-1)
  if (newest !== undefined)
    rates.set('EUR', { currency: 'EUR', rate: euro, text: '1', day: newest, quotable: true })
  return new Map(currencies.flatMap(currency => rates.get(currency) ?? []).map(rate => [rate.currency, rate]))
}

function isStale(day: string, now: Date): boolean {
  return now.getTime() - Date.parse(day) > (maxAgeDays + 1) * 86_400_000
}
