import { listRates } from '../../../contract/api/fx.ts'
import { DomainError } from '../../platform/errors.ts'
import { route, type Route } from '../../platform/http/route.ts'
import type { FxDeps } from './deps.ts'
import { formatRatio, midRatio } from './rate.ts'
import { readRates } from './read-rates.ts'

/** Everybody may see the reference rates; what an exchange costs on top is in its quote. */
export function listRatesRoute({ db }: FxDeps): Route {
  return route(listRates, async ({ query, context }) => {
    const rates = await readRates(db.pool, context.now)
    const base = rates.get(query.base)
    if (!base) throw new DomainError('rate_unavailable', { details: { currency: query.base } })
    const others = Array.from(rates.values()).filter(({ currency }) => currency !== query.base)
    return {
      base: query.base,
      data: others.map(({ currency, rate, day, quotable }) => ({
        currency,
        rate: formatRatio(midRatio(base.rate, rate)),
        day: base.currency === 'EUR' || day < base.day ? day : base.day,
        quotable: quotable && base.quotable,
      })),
    }
  })
}
