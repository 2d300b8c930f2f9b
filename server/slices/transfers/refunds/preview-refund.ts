import { previewRefund } from '../../../../contract/api/refunds.ts'
import { money, toWireMoney, type Money } from '../../../../contract/money.ts'
import { DomainError } from '../../../platform/errors.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import { stepUpFacts, stepUpReason } from '../../identity/index.ts'
import { balancesOf } from '../../ledger/index.ts'
import { feesFor, sumOf } from '../../pricing/index.ts'
import {
  debitRefusal,
  explainObstacle,
  mayReceive,
  obstacleInFunds,
  type CustomerFacts,
} from '../../wallet/index.ts'
import { questionOf } from '../charging.ts'
import type { TransfersDeps } from '../index.ts'
import { presentFees } from '../present.ts'
import { refundableOf, type Original } from './original.ts'
import { feesComeBack } from './present.ts'
import * as queries from './queries.ts'

/** What can still go back of a transfer and what that costs; without an amount, all that is left. */
export function previewRefundRoute(deps: TransfersDeps): Route {
  return route(previewRefund, async ({ body, context }) => {
    const { customerId } = context.principal
    const original = (await queries.readOriginals(deps.db.pool, [body.transfer])).get(body.transfer)
    if (original?.payeeId !== customerId) throw new DomainError('not_found')
    const amount = amountOf(original, body.amount)
    const { currency } = amount
    const [schedules, balances, statuses, [stepUp], payee] = await Promise.all([
      deps.pricing.schedules(),
      balancesOf(deps.db.pool, customerId),
      deps.wallet.statusOf([customerId, original.payerId]),
      stepUpFacts(deps.db.pool, [{ customerId, recipientId: original.payerId, currency }]),
      deps.wallet.recipients.maskedOf(original.payerId),
    ])
    const { from, to } = sidesOf(statuses, customerId, original.payerId)
    const question = questionOf({ operation: 'refund', payer: from, payee: to, amount, now: context.now })
    const lines = feesFor(schedules.fees, question)
    const fee = sumOf(lines, currency)
    const total = money(amount.minor + fee.minor, currency)
    const obstacle =
      debitRefusal(from, context.now) ??
      (mayReceive(to, context.now) ? undefined : { code: 'counterparty_restricted' as const, details: {} }) ??
      obstacleInFunds(balances.get(`available/${currency}`) ?? 0n, total)
    return {
      received: toWireMoney(original.amount),
      refunded: toWireMoney(money(original.refunded, currency)),
      refundable: toWireMoney(money(refundableOf(original), currency)),
      amount: toWireMoney(amount),
      fees: presentFees(lines),
      fee: toWireMoney(fee),
      total: toWireMoney(total),
      original_fees_come_back: feesComeBack,
      counterparty: payee.name,
      step_up: stepUp ? stepUpReason(amount, stepUp, stepUp) : null,
      obstacle: obstacle ? explainObstacle(obstacle, context, deps.timeZone) : null,
    }
  })
}

function amountOf(original: Original, asked: Money | undefined): Money {
  const left = money(refundableOf(original), original.amount.currency)
  if (asked && asked.currency !== left.currency)
    throw new DomainError('validation_failed', { fields: [{ path: 'amount.currency', code: 'not_allowed' }] })
  if (left.minor === 0n || (asked && asked.minor > left.minor))
    throw new DomainError('already_refunded', { details: { refundable: toWireMoney(left) } })
  return asked ?? left
}

function sidesOf(
  statuses: ReadonlyMap<string, CustomerFacts>,
  fromId: string,
  toId: string,
): { from: CustomerFacts; to: CustomerFacts } {
  const [from, to] = [statuses.get(fromId), statuses.get(toId)]
  if (!from || !to) throw new Error('a refund names a customer who does not exist')
  return { from, to }
}
