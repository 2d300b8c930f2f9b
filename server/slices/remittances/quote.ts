import type { z } from 'zod'
import type { abroadQuoteSchema } from '../../../contract/api/remittances.ts'
import { money, toWireMoney, type Money } from '../../../contract/money.ts'
import { assertInvariant } from '../../platform/errors.ts'
import { rateTexts } from '../fx/index.ts'

/** One fee of a transfer, as it was told. */
export type FeeLine = { kind: string; amount: Money; rule: string }

/** What the exchange in a quote was priced by; rates are decimal texts. */
export type Exchange = {
  markupBasisPoints: number
  markupRule: string
  sourceRate: string
  targetRate: string
  rateDay: string
}

/** When a transfer leaves and arrives. Days are ISO dates. */
export type Schedule = { leavesAt: Date; requestedOn: string; arrivesOn: string; expectedBy: Date }

/** A price as it was told. `total` = `principal` + fees, in the currency it is paid from. */
export type Quote = {
  id: string
  customerId: string
  recipientId: string
  fixed: 'send' | 'receive'
  total: Money
  principal: Money
  fees: readonly FeeLine[]
  receive: Money
  markup: Money
  /** Null where both currencies are the same. */
  exchange: Exchange | null
  schedule: Schedule
  createdAt: Date
  expiresAt: Date
  transferId: string | null
}

export type QuoteStatus = z.infer<typeof abroadQuoteSchema>['status']

/** The only place that knows a quote's state: it is used once, or its time is over. */
export function quoteStatus(quote: Pick<Quote, 'transferId' | 'expiresAt'>, now: Date): QuoteStatus {
  if (quote.transferId !== null) return 'accepted'
  return now.getTime() < quote.expiresAt.getTime() ? 'active' : 'expired'
}

export function feeOf({ fees, total }: Pick<Quote, 'fees' | 'total'>): Money {
  return money(
    fees.reduce((sum, line) => sum + line.amount.minor, 0n),
    total.currency,
  )
}

/** The price as it goes out, in a quote and in the transfer made at it. */
export function presentPrice(quote: Quote) {
  const { exchange } = quote
  assertInvariant(
    (exchange === null) === (quote.total.currency === quote.receive.currency),
    `quote ${quote.id} exchanges where there is nothing to, or does not where there is`,
  )
  const rates =
    exchange && rateTexts({ ...exchange, fromRate: exchange.sourceRate, toRate: exchange.targetRate })
  return {
    fixed: quote.fixed,
    total: toWireMoney(quote.total),
    fees: quote.fees.map(({ kind, amount, rule }) => ({ kind, amount: toWireMoney(amount), rule })),
    converted_from: toWireMoney(quote.principal),
    receive: toWireMoney(quote.receive),
    rate: rates?.rate ?? null,
    mid_rate: rates?.mid_rate ?? null,
    rate_day: exchange?.rateDay ?? null,
    markup: toWireMoney(quote.markup),
    markup_basis_points: exchange?.markupBasisPoints ?? 0,
  }
}
