import { previewWithdrawal } from '../../../contract/api/withdrawals.ts'
import { money, toWireMoney } from '../../../contract/money.ts'
import { assertInvariant } from '../../platform/errors.ts'
import { route, type Route } from '../../platform/http/route.ts'
import { stepUpFacts, stepUpReason } from '../identity/index.ts'
import { balancesOf } from '../ledger/index.ts'
import { feesFor, limitObstacle, sumOf } from '../pricing/index.ts'
import { explainObstacle, obstacleInFunds, withdrawalRefusal } from '../wallet/index.ts'
import { presentArrival, promiseOf } from './arrival.ts'
import type { WithdrawalsDeps } from './deps.ts'
import { usableAccount } from './own-account.ts'
import { presentFees } from './present.ts'

/** What a withdrawal costs, when it arrives and whether it would be accepted. It reads; only the decision binds. */
export function previewWithdrawalRoute(deps: WithdrawalsDeps): Route {
  return route(previewWithdrawal, async ({ body, context }) => {
    const { customerId } = context.principal
    const { now } = context
    const { amount } = body
    const { method, account } = await usableAccount(deps, {
      customerId,
      id: body.payment_method,
      currency: amount.currency,
    })
    const [schedules, balances, limits, statuses, [stepUp]] = await Promise.all([
      deps.pricing.schedules(),
      balancesOf(deps.db.pool, customerId),
      deps.pricing.limitsOf({ customerId, currencies: [amount.currency], now, operations: ['withdrawal'] }),
      deps.wallet.statusOf([customerId]),
      stepUpFacts(deps.db.pool, [{ customerId, recipientId: method.id, currency: amount.currency }]),
    ])
    const customer = statuses.get(customerId)
    assertInvariant(customer !== undefined, 'somebody signed in who is no customer')
    const lines = feesFor(schedules.fees, {
      operation: 'withdrawal',
      method: 'bank_transfer',
      payerRegion: customer.region,
      payeeRegion: account.account.country,
      level: customer.level,
      amount,
      at: now,
    })
    const fee = sumOf(lines, amount.currency)
    const total = money(amount.minor + fee.minor, amount.currency)
    const balance = balances.get(`available/${amount.currency}`) ?? 0n
    const obstacle =
      withdrawalRefusal(customer, now) ?? limitObstacle(limits, amount) ?? obstacleInFunds(balance, total)
    return {
      amount: toWireMoney(amount),
      fees: presentFees(lines),
      fee: toWireMoney(fee),
      total: toWireMoney(total),
      available_after:
        balance < total.minor ? null : toWireMoney(money(balance - total.minor, amount.currency)),
      arrival: presentArrival(promiseOf(deps, amount.currency, now)),
      limits,
      step_up: stepUp ? stepUpReason(amount, stepUp, stepUp) : null,
      obstacle: obstacle ? explainObstacle(obstacle, context, deps.timeZone) : null,
    }
  })
}
