import { previewDeposit } from '../../../contract/api/funding.ts'
import { money, toWireMoney } from '../../../contract/money.ts'
import { assertInvariant, DomainError } from '../../platform/errors.ts'
import { route, type Route } from '../../platform/http/route.ts'
import { feesFor, firstExceeded, sumOf } from '../pricing/index.ts'
import { chargeOf } from './charge.ts'
import type { FundingDeps } from './deps.ts'
import { depositObstacle } from './obstacle.ts'
import { presentFees } from './present.ts'
import { promisedMs } from './schedule.ts'

/** What a top-up would cost and bring. It reads; only the decision that opens the deposit binds. */
export function previewDepositRoute(deps: FundingDeps): Route {
  return route(previewDeposit, async ({ body: { amount }, context }) => {
    const { customerId } = context.principal
    const unfit = deps.rail.obstacle(amount)
    if (unfit) throw new DomainError(unfit.code, unfit)
    const [schedules, limits, statuses] = await Promise.all([
      deps.pricing.schedules(),
      deps.pricing.limitsOf({
        customerId,
        currencies: [amount.currency],
        now: context.now,
        operations: ['deposit'],
      }),
      deps.wallet.statusOf([customerId]),
    ])
    const customer = statuses.get(customerId)
    assertInvariant(customer !== undefined, 'somebody signed in who is no customer')
    const obstacle = depositObstacle(customer, context.now)
    if (obstacle) throw new DomainError(obstacle)
    const exceeded = firstExceeded(limits, amount)
    if (exceeded) {
      const { interval, limit, remaining, resets_at } = exceeded
      throw new DomainError('limit_exceeded', { details: { interval, limit, remaining, resets_at } })
    }
    const lines = feesFor(schedules.fees, chargeOf(customer, { amount, now: context.now }))
    const fee = sumOf(lines, amount.currency)
    if (fee.minor >= amount.minor)
      throw new DomainError('amount_below_minimum', { details: { fee: toWireMoney(fee) } })
    return {
      amount: toWireMoney(amount),
      fees: presentFees(lines),
      fee: toWireMoney(fee),
      credit: toWireMoney(money(amount.minor - fee.minor, amount.currency)),
      arrives: 'within_minutes' as const,
      latest_hours: promisedMs / 3_600_000,
      limits,
    }
  })
}
