import { createTransferAbroadQuote } from '../../../contract/api/remittances.ts'
import { maxMinor, money, type Currency, type Money } from '../../../contract/money.ts'
import type { Body } from '../../../contract/operation.ts'
import { assertInvariant, DomainError } from '../../platform/errors.ts'
import { route, type Route } from '../../platform/http/route.ts'
import { newId } from '../../platform/id.ts'
import { priceExchange, type ExchangePrice } from '../fx/index.ts'
import { feesFor, sumOf, type Schedules } from '../pricing/index.ts'
import type { CustomerFacts } from '../wallet/index.ts'
import { scheduleOf } from './arrival.ts'
import { chargeOf } from './charge.ts'
import type { RemittancesDeps } from './deps.ts'
import { presentQuote } from './present-quote.ts'
import { add, principalWithin } from './price.ts'
import * as queries from './queries-quotes.ts'
import { findRecipient } from './queries-recipients.ts'
import type { FeeLine, Quote } from './quote.ts'
import type { Recipient } from './recipient.ts'

/** How long a price holds: as an exchange's, because the reference rates behind both change once a day. */
export const quoteTtlMs = 15 * 60_000

/**
 * Names a price and stores it: what the customer confirms is then exactly what is done. The bank's calendar is asked
 * for the last moment at which the quote can be taken, so what it promises holds all that time.
 */
export function createQuoteRoute(deps: RemittancesDeps): Route {
  return route(createTransferAbroadQuote, async ({ body, context }) => {
    const { customerId } = context.principal
    const { now } = context
    const recipient = await findRecipient(deps.db.read, { id: body.recipient, customerId })
    if (!recipient) throw new DomainError('recipient_invalid')
    assertCurrency(body, recipient)
    const [schedules, customer] = await Promise.all([deps.pricing.schedules(), factsOf(deps, customerId)])
    const ask = { customerId, customer, recipient, source: body.source, now }
    const priced = await priceOf(deps, { ...ask, schedules, fixed: body.fixed, amount: body.amount })
    const expiresAt = new Date(now.getTime() + quoteTtlMs)
    const { schedule, certain } = scheduleOf(expiresAt, {
      source: deps.calendar(body.source),
      target: deps.calendar(recipient.currency),
    })
    const quote: Quote = {
      id: newId(),
      customerId,
      recipientId: recipient.id,
      fixed: body.fixed,
      ...priced,
      schedule,
      createdAt: now,
      expiresAt,
      transferId: null,
    }
    await queries.insertQuote(deps.db.pool, quote)
    return await presentQuote(deps, { quote, holidaysKnown: certain, recipient, customer, context })
  })
}

/** `send` is in the balance's currency, `receive` in the recipient's. */
function assertCurrency(body: Body<typeof createTransferAbroadQuote>, recipient: Recipient): void {
  const wanted = body.fixed === 'send' ? body.source : recipient.currency
  if (body.amount.currency !== wanted)
    throw new DomainError('validation_failed', {
      fields: [{ path: 'amount.currency', code: 'not_allowed' }],
    })
}

async function factsOf({ wallet }: RemittancesDeps, customerId: string): Promise<CustomerFacts> {
  const facts = (await wallet.statusOf([customerId])).get(customerId)
  assertInvariant(facts !== undefined, 'a signed-in customer exists')
  return facts
}

type Ask = {
  customerId: string
  customer: CustomerFacts
  recipient: Recipient
  source: Currency
  now: Date
  schedules: Schedules
  fixed: 'send' | 'receive'
  amount: Money
}

type Priced = Pick<Quote, 'total' | 'principal' | 'fees' | 'receive' | 'markup' | 'exchange'>

/** Fees are on what is exchanged, and on top of it. */
async function priceOf(deps: RemittancesDeps, ask: Ask): Promise<Priced> {
  const { recipient, source, schedules, fixed, amount } = ask
  const linesOn = (principal: Money): FeeLine[] =>
    feesFor(schedules.fees, chargeOf(ask.customer, recipient, { amount: principal, at: ask.now }))
  const feeOn = (minor: bigint): bigint => sumOf(linesOn(money(minor, source)), source).minor
  const known = fixed === 'send' ? money(principalWithin(amount.minor, feeOn), source) : amount
  if (known.minor <= 0n) throw new DomainError('amount_below_minimum')
  const exchanged = source === recipient.currency ? undefined : await exchange(deps, ask, known)
  const principal = exchanged?.send ?? known
  const fees = linesOn(principal)
  const total = add(principal, sumOf(fees, source))
  if (total.minor > maxMinor) throw new DomainError('amount_above_maximum')
  return {
    total,
    principal,
    fees,
    receive: exchanged?.receive ?? known,
    markup: exchanged?.markup ?? money(0n, recipient.currency),
    exchange: exchanged
      ? {
          markupBasisPoints: exchanged.markupBasisPoints,
          markupRule: exchanged.markupRule,
          sourceRate: exchanged.fromRate,
          targetRate: exchanged.toRate,
          rateDay: exchanged.rateDay,
        }
      : null,
  }
}

async function exchange({ db }: RemittancesDeps, ask: Ask, amount: Money): Promise<ExchangePrice> {
  const { source: from, recipient, customerId, now } = ask
  return await priceExchange(db, { from, to: recipient.currency, amount, customerId, now })
}
