import type { z } from 'zod'
import type { conversionSchema, quoteSchema } from '../../../contract/api/fx.ts'
import { toTypeId } from '../../../contract/ids.ts'
import { money, toWireMoney, type WireMoney } from '../../../contract/money.ts'
import { rateTexts } from './price-exchange.ts'
import type { ConversionRow, QuoteRow } from './tables.ts'

export type WireQuote = z.input<typeof quoteSchema>
export type WireConversion = z.input<typeof conversionSchema>

/** The only place that knows a quote's state: it is used once, or its time is over. */
export function quoteStatus(quote: QuoteRow, now: Date): WireQuote['status'] {
  if (quote.conversion_id !== null) return 'accepted'
  return now.getTime() < quote.expires_at.getTime() ? 'active' : 'expired'
}

function ratesOf(quote: QuoteRow): { rate: string; mid_rate: string } {
  const { from_rate: fromRate, to_rate: toRate, markup_basis_points: markupBasisPoints } = quote
  return rateTexts({ fromRate, toRate, markupBasisPoints })
}

export function presentQuote(quote: QuoteRow, now: Date): WireQuote {
  return {
    id: toTypeId('quote', quote.id),
    status: quoteStatus(quote, now),
    fixed: quote.fixed,
    send: toWireMoney(money(quote.send, quote.from_currency)),
    receive: toWireMoney(money(quote.receive, quote.to_currency)),
    ...ratesOf(quote),
    rate_day: quote.rate_day,
    markup: toWireMoney(money(quote.markup, quote.to_currency)),
    markup_basis_points: quote.markup_basis_points,
    created_at: quote.created_at.toISOString(),
    expires_at: quote.expires_at.toISOString(),
  }
}

export function presentConversion(conversion: ConversionRow, quote: QuoteRow): WireConversion {
  const completed = conversion.status === 'completed'
  return {
    id: toTypeId('conversion', conversion.id),
    number: conversion.number,
    status: conversion.status,
    status_reason: conversion.status_reason,
    send: toWireMoney(money(quote.send, quote.from_currency)),
    receive: toWireMoney(money(quote.receive, quote.to_currency)),
    ...ratesOf(quote),
    markup: toWireMoney(money(quote.markup, quote.to_currency)),
    created_at: conversion.created_at.toISOString(),
    timeline: timelineOf(conversion),
    expected_by: null,
    actions: completed ? ['receipt', 'repeat'] : ['repeat', 'contact_support'],
  }
}

/** Why an exchange was declined, with the facts of that moment. */
export function declineOf({ status_reason: code, decline_details: details }: ConversionRow) {
  return code === null ? null : { code, details: details ?? {} }
}

/** Our share, as a line of what the exchange costs: it is taken from what arrives. */
export function markupFees(quote: QuoteRow): { kind: string; amount: WireMoney; rule: string }[] {
  if (quote.markup === 0n) return []
  const amount = toWireMoney(money(quote.markup, quote.to_currency))
  return [{ kind: 'fx_markup', amount, rule: quote.markup_rule }]
}

/** Decided at once: two steps at the same instant. */
function timelineOf(conversion: ConversionRow): WireConversion['timeline'] {
  const at = conversion.created_at.toISOString()
  const ordered: WireConversion['timeline'][number] = {
    state: 'pending',
    at,
    text: 'conversion_ordered',
    evidence: { kind: 'command', reference: toTypeId('quote', conversion.quote_id) },
    reason: null,
  }
  if (conversion.journal_id === null)
    return [
      ordered,
      { state: 'failed', at, text: 'conversion_declined', evidence: null, reason: conversion.status_reason },
    ]
  const evidence = { kind: 'journal' as const, reference: toTypeId('journal', conversion.journal_id) }
  return [ordered, { state: 'completed', at, text: 'conversion_completed', evidence, reason: null }]
}
