import { getRateHistory } from '../../../contract/api/fx.ts'
import type { Currency } from '../../../contract/money.ts'
import { assertInvariant, DomainError } from '../../platform/errors.ts'
import { route, type Route } from '../../platform/http/route.ts'
import type { FxDeps } from './deps.ts'
import * as queries from './queries-rates.ts'
import { euro, formatRatio, midRatio, parseRate, type Rate } from './rate.ts'

const dayMs = 86_400_000

/** A pair's reference rate on each day on which both currencies had one. */
export function getRateHistoryRoute({ db }: FxDeps): Route {
  return route(getRateHistory, async ({ query, context }) => {
    const { from, to, days } = query
    if (from === to) throw new DomainError('currency_unsupported', { details: { currency: to } })
    const since = new Date(context.now.getTime() - days * dayMs).toISOString().slice(0, 10)
    const rows = await queries.rateHistory(db.pool, [from, to], since)
    const byDay = new Map<string, Map<Currency, Rate>>()
    for (const row of rows) {
      const rate = parseRate(row.rate)
      assertInvariant(rate !== undefined, `a stored rate is none: ${row.rate}`)
      const ofDay = byDay.get(row.day) ?? new Map<Currency, Rate>([['EUR', euro]])
      byDay.set(row.day, ofDay.set(row.currency, rate))
    }
    return {
      data: Array.from(byDay).flatMap(([day, rates]) => {
        const [fromRate, toRate] = [rates.get(from), rates.get(to)]
        return fromRate && toRate ? [{ day, rate: formatRatio(midRatio(fromRate, toRate)) }] : []
      }),
    }
  })
}
