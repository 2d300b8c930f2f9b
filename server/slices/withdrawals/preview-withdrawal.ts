import { previewWithdrawal } from '../../../contract/api/withdrawals.ts'
import { errorCatalogue } from '../../../contract/errors.ts'
import { money, toWireMoney, type Money } from '../../../contract/money.ts'
import { assertInvariant } from '../../platform/errors.ts'
import { route, type RequestContext, type Route } from '../../platform/http/route.ts'
import { refusalText } from '../../platform/messages.ts'
import { stepUpFacts, stepUpReason } from '../identity/index.ts'
import { balancesOf } from '../ledger/index.ts'
import { feesFor, firstExceeded, sumOf, type WireLimit } from '../pricing/index.ts'
import { restrictionDetails, withdrawalObstacle, type CustomerFacts } from '../wallet/index.ts'
import { presentArrival, promiseOf } from './arrival.ts'
import type { WithdrawalsDeps } from './deps.ts'
import { usableAccount } from './own-account.ts'
import { presentFees } from './present.ts'
import type { DeclineCode } from './reasons.ts'

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
      obstacleInCustomer(customer, now) ?? obstacleInLimits(limits, amount) ?? obstacleInFunds(balance, total)
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
      obstacle: obstacle ? explain(obstacle, context, deps.timeZone) : null,
    }
  })
}

type Obstacle = { code: DeclineCode; details: Record<string, unknown> }

function obstacleInCustomer(customer: CustomerFacts, now: Date): Obstacle | undefined {
  const obstacle = withdrawalObstacle(customer, now)
  if (!obstacle) return undefined
  const { code, scope } = obstacle
  return { code, details: code === 'account_restricted' ? restrictionDetails(customer, scope, now) : {} }
}

function obstacleInLimits(limits: readonly WireLimit[], amount: Money): Obstacle | undefined {
  const details = firstExceeded(limits, amount)
  return details && { code: 'limit_exceeded', details }
}

function obstacleInFunds(balance: bigint, total: Money): Obstacle | undefined {
  if (balance >= total.minor) return undefined
  const wire = (minor: bigint) => toWireMoney(money(minor, total.currency))
  return {
    code: 'insufficient_funds',
    details: { available: wire(balance), missing: wire(total.minor - balance) },
  }
}

function explain({ code, details }: Obstacle, context: RequestContext, timeZone: string) {
  const text = refusalText(code, details, { locale: context.locale, timeZone })
  return { code, ...text, next_step: errorCatalogue[code].next }
}
