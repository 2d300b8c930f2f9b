import { previewInvitation } from '../../../../contract/api/invitations.ts'
import { money, toWireMoney } from '../../../../contract/money.ts'
import { DomainError } from '../../../platform/errors.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import { newId } from '../../../platform/id.ts'
import { stepUpFacts, stepUpReason } from '../../identity/index.ts'
import { balancesOf } from '../../ledger/index.ts'
import { feesFor, limitObstacle, sumOf } from '../../pricing/index.ts'
import { debitRefusal, explainObstacle, obstacleInFunds } from '../../wallet/index.ts'
import { questionOf } from '../charging.ts'
import type { TransfersDeps } from '../index.ts'
import { presentFees } from '../present.ts'
import { readAddress } from './address.ts'
import { expiryOf } from './decide-invite.ts'
import { keysOf } from './own.ts'

/** What sending to an address would cost and until when it waits. The address is read, never looked up. */
export function previewInvitationRoute(deps: TransfersDeps): Route {
  return route(previewInvitation, async ({ body, context }) => {
    const { customerId } = context.principal
    const { amount } = body
    const address = readAddress(body.recipient)
    const [keys, schedules, balances, limits, statuses, [stepUp]] = await Promise.all([
      keysOf(deps, customerId),
      deps.pricing.schedules(),
      balancesOf(deps.db.pool, customerId),
      deps.pricing.limitsOf({
        customerId,
        currencies: [amount.currency],
        now: context.now,
        operations: ['transfer'],
      }),
      deps.wallet.statusOf([customerId]),
      stepUpFacts(deps.db.pool, [{ customerId, recipientId: newId(), currency: amount.currency }]),
    ])
    if (keys.includes(address.key)) throw new DomainError('recipient_invalid', { details: { self: true } })
    const payer = statuses.get(customerId)
    if (!payer) throw new Error('a customer who does not exist is signed in')
    const question = questionOf({ operation: 'transfer', payer, payee: null, amount, now: context.now })
    const lines = feesFor(schedules.fees, question)
    const fee = sumOf(lines, amount.currency)
    const total = money(amount.minor + fee.minor, amount.currency)
    const balance = balances.get(`available/${amount.currency}`) ?? 0n
    const obstacle =
      debitRefusal(payer, context.now) ?? limitObstacle(limits, amount) ?? obstacleInFunds(balance, total)
    return {
      invited: { kind: address.kind, address: address.text },
      amount: toWireMoney(amount),
      fees: presentFees(lines),
      fee: toWireMoney(fee),
      total: toWireMoney(total),
      available_after:
        balance < total.minor ? null : toWireMoney(money(balance - total.minor, amount.currency)),
      expires_at: expiryOf(context.now).toISOString(),
      step_up: stepUp ? stepUpReason(amount, stepUp, stepUp) : null,
      obstacle: obstacle ? explainObstacle(obstacle, context, deps.timeZone) : null,
    }
  })
}
