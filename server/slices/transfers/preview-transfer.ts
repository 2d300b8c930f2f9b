import { previewTransfer } from '../../../contract/api/transfers.ts'
import { errorCatalogue } from '../../../contract/errors.ts'
import { money, toWireMoney, type Money } from '../../../contract/money.ts'
import { assertInvariant } from '../../platform/errors.ts'
import { route, type RequestContext, type Route } from '../../platform/http/route.ts'
import { refusalText } from '../../platform/messages.ts'
import { stepUpFacts, stepUpReason } from '../identity/index.ts'
import { balancesOf } from '../ledger/index.ts'
import { feesFor, firstExceeded, sumOf, type WireLimit } from '../pricing/index.ts'
import {
  debitObstacle,
  mayReceive,
  presentRecipient,
  restrictionDetails,
  type CustomerFacts,
} from '../wallet/index.ts'
import { questionOf } from './charging.ts'
import type { DeclineCode } from './declines.ts'
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
      obstacleInPeople(payer, payee, context.now) ??
      obstacleInLimits(limits, amount) ??
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
      obstacle: obstacle ? explain(obstacle, context, deps.timeZone) : null,
    }
  })
}

type Obstacle = { code: DeclineCode; details: Record<string, unknown> }

function known(statuses: ReadonlyMap<string, CustomerFacts>, customerId: string): CustomerFacts {
  const facts = statuses.get(customerId)
  assertInvariant(facts !== undefined, 'a transfer names a customer who does not exist')
  return facts
}

function obstacleInPeople(payer: CustomerFacts, payee: CustomerFacts, now: Date): Obstacle | undefined {
  const ofPayer = debitObstacle(payer, now)
  if (ofPayer === 'account_restricted')
    return { code: ofPayer, details: restrictionDetails(payer, 'debit', now) }
  if (ofPayer) return { code: ofPayer, details: {} }
  return mayReceive(payee, now) ? undefined : { code: 'counterparty_restricted', details: {} }
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
