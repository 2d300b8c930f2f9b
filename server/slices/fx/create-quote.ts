import { createQuote } from '../../../contract/api/fx.ts'
import { assertInvariant, DomainError } from '../../platform/errors.ts'
import { route, type Route } from '../../platform/http/route.ts'
import { newId } from '../../platform/id.ts'
import { debitRefusal } from '../wallet/index.ts'
import type { FxDeps } from './deps.ts'
import { presentQuote } from './present.ts'
import { priceExchange } from './price-exchange.ts'
import * as queries from './queries.ts'
import type { QuoteRow } from './tables.ts'

/** How long a price holds. The reference rates behind it change once a day, so nobody can pick the better of two. */
export const quoteTtlMs = 15 * 60_000

/** Names a price and stores it: what the customer confirms is then exactly what is done. */
export function createQuoteRoute(deps: FxDeps): Route {
  const { db } = deps
  return route(createQuote, async ({ body, context }) => {
    const { from, to, amount } = body
    if (from === to) throw new DomainError('currency_unsupported', { details: { currency: to } })
    if (amount.currency !== from && amount.currency !== to)
      throw new DomainError('validation_failed', {
        fields: [{ path: 'amount.currency', code: 'not_allowed' }],
      })
    await demandMayPay(deps, context.principal.customerId, context.now)
    const price = await priceExchange(db, {
      from,
      to,
      amount,
      now: context.now,
      customerId: context.principal.customerId,
    })
    const quote: QuoteRow = {
      id: newId(),
      customer_id: context.principal.customerId,
      fixed: amount.currency === from ? 'send' : 'receive',
      from_currency: from,
      to_currency: to,
      send: price.send.minor,
      receive: price.receive.minor,
      markup: price.markup.minor,
      markup_basis_points: price.markupBasisPoints,
      markup_rule: price.markupRule,
      from_rate: price.fromRate,
      to_rate: price.toRate,
      rate_day: price.rateDay,
      created_at: context.now,
      expires_at: new Date(context.now.getTime() + quoteTtlMs),
      conversion_id: null,
    }
    await queries.insertQuote(db.pool, quote)
    return presentQuote(quote, context.now)
  })
}

/** Whoever may not pay is told at once, in the words of the exchange itself, and not when they take the price. */
async function demandMayPay({ wallet }: FxDeps, customerId: string, now: Date): Promise<void> {
  const customer = (await wallet.statusOf([customerId])).get(customerId)
  assertInvariant(customer !== undefined, 'a signed-in customer exists')
  const obstacle = debitRefusal(customer, now)
  if (obstacle) throw new DomainError(obstacle.code, { details: obstacle.details })
}
