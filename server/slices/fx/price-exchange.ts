import { maxMinor, type Currency, type Money } from '../../../contract/money.ts'
import type { Db } from '../../platform/db.ts'
import { assertInvariant, DomainError } from '../../platform/errors.ts'
import { markupFor, readMarkups } from '../pricing/index.ts'
import { soldInMonth } from './queries.ts'
import { effectiveRatio, priceOf, type Price } from './price.ts'
import { formatRatio, midRatio, parseRate } from './rate.ts'
import { readRates } from './read-rates.ts'
import type { CurrentRate } from './rates.ts'
import { volumeOf } from './volume.ts'

/** What an exchange was priced by: enough to show its rate and to compute it anew. Rates are decimal texts. */
export type PricedBy = {
  markupBasisPoints: number
  /** `v<version>/<rule>`. */
  markupRule: string
  /** Units of each currency for one euro. */
  fromRate: string
  toRate: string
  rateDay: string
}

export type ExchangePrice = Price & PricedBy

/**
 * What an exchange between two different currencies costs and gives at the rates in force. `amount` in `from`: what
 * leaves; in `to`: what is to arrive. Throws `rate_unavailable`, `amount_below_minimum` where nothing would arrive,
 * `amount_above_maximum` beyond what one movement may be. A customer's volume of the month may lower the mark-up.
 */
export async function priceExchange(
  db: Db,
  {
    from,
    to,
    amount,
    now,
    customerId,
  }: { from: Currency; to: Currency; amount: Money; now: Date; customerId?: string },
): Promise<ExchangePrice> {
  const [rates, markups, sold] = await Promise.all([
    readRates(db.pool, now),
    readMarkups(db.pool, now),
    customerId === undefined ? [] : soldInMonth(db.pool, { customerId, now }),
  ])
  const [fromRate, toRate] = [quotable(rates, from), quotable(rates, to)]
  const markup = markupFor(markups, { from, to, volume: volumeOf(sold, rates) })
  const price = priceOf({
    from,
    to,
    amount,
    mid: midRatio(fromRate.rate, toRate.rate),
    markupBasisPoints: BigInt(markup.basisPoints),
  })
  if (price.receive.minor <= 0n) throw new DomainError('amount_below_minimum')
  if (price.send.minor > maxMinor || price.converted.minor > maxMinor)
    throw new DomainError('amount_above_maximum')
  return {
    ...price,
    markupBasisPoints: markup.basisPoints,
    markupRule: markup.rule,
    fromRate: fromRate.text,
    toRate: toRate.text,
    rateDay: fromRate.day < toRate.day ? fromRate.day : toRate.day,
  }
}

function quotable(rates: ReadonlyMap<Currency, CurrentRate>, currency: Currency): CurrentRate {
  const rate = rates.get(currency)
  if (!rate?.quotable)
    throw new DomainError('rate_unavailable', { details: { currency }, retryAfterSeconds: 600 })
  return rate
}

/** For people: what the customer gets for one unit, mark-up included, and the mid-rate. */
export function rateTexts(priced: Pick<PricedBy, 'fromRate' | 'toRate' | 'markupBasisPoints'>): {
  rate: string
  mid_rate: string
} {
  const from = parseRate(priced.fromRate)
  const to = parseRate(priced.toRate)
  assertInvariant(from !== undefined && to !== undefined, 'a price was made by a rate that is none')
  const mid = midRatio(from, to)
  const effective = effectiveRatio(mid, BigInt(priced.markupBasisPoints))
  return { rate: formatRatio(effective), mid_rate: formatRatio(mid) }
}
