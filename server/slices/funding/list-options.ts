import { depositMethods, listDepositOptions } from '../../../contract/api/funding.ts'
import { money, toWireMoney } from '../../../contract/money.ts'
import { route, type Route } from '../../platform/http/route.ts'
import type { FundingDeps } from './deps.ts'
import { arrivalOf, priceOf, questionOf } from './preview-deposit.ts'
import { railFor } from './rails/rails.ts'

/** Every way this installation has to bring an amount in, side by side; what cannot be used says why. */
export function listOptionsRoute(deps: FundingDeps): Route {
  return route(listDepositOptions, async ({ body: { amount }, context }) => {
    const { customerId } = context.principal
    const asked = await questionOf(deps, { customerId, amount, now: context.now })
    const offered = depositMethods.filter(method => railFor(deps.rails, method) !== undefined)
    return {
      data: offered.map(method => {
        const { fee, obstacle } = priceOf(deps, asked, method)
        const left = fee.minor < amount.minor ? amount.minor - fee.minor : 0n
        return {
          method,
          fee: toWireMoney(fee),
          credit: toWireMoney(money(left, amount.currency)),
          ...arrivalOf(method),
          obstacle: obstacle?.code ?? null,
        }
      }),
    }
  })
}
