import { createQuote } from '../../../contract/api/fx.ts'
import { maxMinor, type Currency } from '../../../contract/money.ts'
import { DomainError } from '../../platform/errors.ts'
import { route, type Route } from '../../platform/http/route.ts'
import { newId } from '../../platform/id.ts'
import type { FxDeps } from './deps.ts'
import { markupFor } from './markup.ts'
import { presentQuote } from './present.ts'
import { priceOf } from './price.ts'
import * as queries from './queries.ts'
import { midRatio } from './rate.ts'
import { readMarkup, readRates } from './read-rates.ts'
import type { CurrentRate } from './rates.ts'
import type { QuoteRow } from './tables.ts'

/** How long a price holds. The reference rates behind it change once a day, so nobody can pick the better of two. */
export const quoteTtlMs = 15 * 60_000

/** Names a price and stores it: what the customer confirms is then exactly what is done. */
export function createQuoteRoute({ db }: FxDeps): Route {
  return route(createQuote, async ({ body, context }) => {
    const { from, to, amount } = body
    if (from === to) throw new DomainError('currency_unsupported', { details: { currency: to } })
    if (amount.currency !== from && amount.currency !== to)
      throw new DomainError('validation_failed', {
        fields: [{ path: 'amount.currency', code: 'not_allowed' }],
      })
    const [rates, markups] = await Promise.all([readRates(db.pool, context.now), readMarkup(db.pool)])
    const [fromRate, toRate] = [quotable(rates, from), quotable(rates, to)]
    const markup = markupFor(markups, from, to)
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
    const quote: QuoteRow = {
      id: newId(),
      customer_id: context.principal.customerId,
      fixed: amount.currency === from ? 'send' : 'receive',
      from_currency: from,
      to_currency: to,
      send: price.send.minor,
      receive: price.receive.minor,
      markup: price.markup.minor,
      markup_basis_points: markup.basisPoints,
      markup_rule: markup.rule,
      from_rate: fromRate.text,
      to_rate: toRate.text,
      rate_day: fromRate.day < toRate.day ? fromRate.day : toRate.day,
      created_at: context.now,
      expires_at: new Date(context.now.getTime() + quoteTtlMs),
      conversion_id: null,
    }
    await queries.insertQuote(db.pool, quote)
    return presentQuote(quote, context.now)
  })
}

function quotable(rates: ReadonlyMap<Currency, CurrentRate>, currency: Currency): CurrentRate {
  const rate = rates.get(currency)
  if (!rate?.quotable)
    throw new DomainError('rate_unavailable', { details: { currency }, retryAfterSeconds: 600 })
  return rate
}
