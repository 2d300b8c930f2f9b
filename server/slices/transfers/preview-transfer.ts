import { previewTransfer } from '../../../contract/api/transfers.ts'
import { money, toWireMoney } from '../../../contract/money.ts'
import { assertInvariant } from '../../platform/errors.ts'
import { route, type Route } from '../../platform/http/route.ts'
import { stepUpFacts, stepUpReason } from '../identity/index.ts'
import { balancesOf } from '../ledger/index.ts'
import { feesFor, limitObstacle, sumOf } from '../pricing/index.ts'
import { explainObstacle, obstacleInFunds, presentRecipient, type CustomerFacts } from '../wallet/index.ts'
import { questionOf } from './charging.ts'
import { obstacleOf } from './decide-transfer.ts'
import type { TransfersDeps } from './index.ts'
import { presentFees } from './present.ts'

/** What a transfer would cost and whether it would go through. It reads; only the decision itself binds. */
export function previewTransferRoute(deps: TransfersDeps): Route {
  return route(previewTransfer, async ({ body, context }) => {
    const { customerId } = context.principal
    const { amount } = body
    const recipient = await deps.wallet.recipients.find(body.recipient, customerId)
    const [schedules, balances, limits, statuses, [stepUp]] = await Promise.all([
      deps.pricing.schedules(),
      balancesOf(deps.db.pool, customerId),
      deps.pricing.limitsOf({
        customerId,
        currencies: [amount.currency],
        now: context.now,
        operations: ['transfer'],
      }),
      deps.wallet.statusOf([customerId, recipient.customerId]),
      stepUpFacts(deps.db.pool, [
        { customerId, recipientId: recipient.customerId, currency: amount.currency },
      ]),
    ])
    const [payer, payee] = [known(statuses, customerId), known(statuses, recipient.customerId)]
    const lines = feesFor(
      schedules.fees,
      questionOf({ operation: 'transfer', payer, payee, amount, now: context.now }),
    )
    const fee = sumOf(lines, amount.currency)
    const total = money(amount.minor + fee.minor, amount.currency)
    const balance = balances.get(`available/${amount.currency}`) ?? 0n
    const obstacle =
      obstacleOf(payer, payee, context.now) ??
      limitObstacle(limits, amount) ??
      obstacleInFunds(balance, total)
    return {
      recipient: presentRecipient(recipient),
      amount: toWireMoney(amount),
      fees: presentFees(lines),
      fee: toWireMoney(fee),
      total: toWireMoney(total),
      available_after:
        balance < total.minor ? null : toWireMoney(money(balance - total.minor, amount.currency)),
      arrives_at: 'immediately' as const,
      limits,
      step_up: stepUp ? stepUpReason(amount, stepUp, stepUp) : null,
      obstacle: obstacle ? explainObstacle(obstacle, context, deps.timeZone) : null,
    }
  })
}

function known(statuses: ReadonlyMap<string, CustomerFacts>, customerId: string): CustomerFacts {
  const facts = statuses.get(customerId)
  assertInvariant(facts !== undefined, 'a transfer names a customer who does not exist')
  return facts
}
