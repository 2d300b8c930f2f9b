import type { z } from 'zod'
import type { abroadQuoteSchema } from '../../../contract/api/remittances.ts'
import { toTypeId } from '../../../contract/ids.ts'
import { money, toWireMoney } from '../../../contract/money.ts'
import type { RequestContext } from '../../platform/http/route.ts'
import { stepUpFacts, stepUpReason } from '../identity/index.ts'
import { balancesOf } from '../ledger/index.ts'
import { limitObstacle } from '../pricing/index.ts'
import { explainObstacle, obstacleInFunds, withdrawalRefusal, type CustomerFacts } from '../wallet/index.ts'
import type { RemittancesDeps } from './deps.ts'
import { presentPrice, quoteStatus, type Quote } from './quote.ts'
import { presentRecipient, type Recipient } from './recipient.ts'

type WireQuote = z.input<typeof abroadQuoteSchema>

/** A quote with what stands in its way right now. It reads; only the decision itself binds. */
export async function presentQuote(
  deps: RemittancesDeps,
  asked: {
    quote: Quote
    /** Of both banks, until it arrives. */
    holidaysKnown: boolean
    recipient: Recipient
    customer: CustomerFacts
    context: RequestContext
  },
): Promise<WireQuote> {
  const { quote, holidaysKnown, recipient, customer, context } = asked
  const { total, principal, customerId } = quote
  const { currency } = total
  const [balances, limits, [needed]] = await Promise.all([
    balancesOf(deps.db.pool, customerId),
    deps.pricing.limitsOf({
      customerId,
      currencies: [currency],
      now: context.now,
      operations: ['transfer_abroad'],
    }),
    stepUpFacts(deps.db.pool, [{ customerId, recipientId: recipient.id, currency }]),
  ])
  const balance = balances.get(`available/${currency}`) ?? 0n
  const obstacle =
    withdrawalRefusal(customer, context.now) ??
    limitObstacle(limits, principal) ??
    obstacleInFunds(balance, total)
  return {
    id: toTypeId('quote', quote.id),
    status: quoteStatus(quote, context.now),
    recipient: presentRecipient(recipient),
    ...presentPrice(quote),
    leaves_at: quote.schedule.leavesAt.toISOString(),
    arrives_on: quote.schedule.arrivesOn,
    expected_by: quote.schedule.expectedBy.toISOString(),
    holidays_known: holidaysKnown,
    available_after: balance < total.minor ? null : toWireMoney(money(balance - total.minor, currency)),
    step_up: needed ? stepUpReason(total, needed, needed) : null,
    obstacle: obstacle ? explainObstacle(obstacle, context, deps.timeZone) : null,
    created_at: quote.createdAt.toISOString(),
    expires_at: quote.expiresAt.toISOString(),
  }
}
