import type { z } from 'zod'
import type { abroadQuoteSchema } from '../../../contract/api/remittances.ts'
import { errorCatalogue } from '../../../contract/errors.ts'
import { toTypeId } from '../../../contract/ids.ts'
import { money, toWireMoney, type Money } from '../../../contract/money.ts'
import type { RequestContext } from '../../platform/http/route.ts'
import { refusalText } from '../../platform/messages.ts'
import { stepUpFacts, stepUpReason } from '../identity/index.ts'
import { balancesOf } from '../ledger/index.ts'
import { firstExceeded, type WireLimit } from '../pricing/index.ts'
import { restrictionDetails, withdrawalObstacle, type CustomerFacts } from '../wallet/index.ts'
import type { RemittancesDeps } from './deps.ts'
import { presentPrice, quoteStatus, type Quote } from './quote.ts'
import type { AbroadDecline } from './reasons.ts'
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
    obstacleInCustomer(customer, context.now) ??
    obstacleInLimits(limits, principal) ??
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
    obstacle: obstacle ? explain(obstacle, context, deps.timeZone) : null,
    created_at: quote.createdAt.toISOString(),
    expires_at: quote.expiresAt.toISOString(),
  }
}

type Obstacle = { code: AbroadDecline; details: Record<string, unknown> }

function obstacleInCustomer(customer: CustomerFacts, now: Date): Obstacle | undefined {
  const found = withdrawalObstacle(customer, now)
  if (!found) return undefined
  const { code, scope } = found
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
