import { listLimits } from '../../../contract/api/pricing.ts'
import { currencies } from '../../../contract/money.ts'
import { route, type Route } from '../../platform/http/route.ts'
import type { ReadLimits } from './present-limits.ts'

/** Every limit of every currency asked for, also of those the customer never used. */
export function listLimitsRoute(limitsOf: ReadLimits): Route {
  return route(listLimits, async ({ query, context }) => ({
    data: await limitsOf({
      customerId: context.principal.customerId,
      currencies: query.currency ? [query.currency] : currencies,
      now: context.now,
    }),
  }))
}
