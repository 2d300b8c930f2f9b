import { toTypeId } from '../../../contract/ids.ts'
import { money, toWireMoney, type Currency } from '../../../contract/money.ts'
import type { NewEvent } from '../../platform/outbox.ts'
import {
  available,
  change,
  fees,
  fxPosition,
  insert,
  need,
  type Decider,
  type Decision,
  type FactSource,
  type JournalDraft,
  type RowSink,
  type View,
} from '../ledger/index.ts'
import {
  consumeLimits,
  limitDetails,
  needLimit,
  needSchedules,
  schedulesIn,
  type BusinessDay,
  type Charge,
} from '../pricing/index.ts'
import {
  customerStatus,
  debitRefusal,
  newTransactionRecords,
  obstacleInFunds,
  type CustomerFacts,
  type TransactionRecord,
} from '../wallet/index.ts'
import { quoteStatus } from './present.ts'
import * as queries from './queries.ts'
import type { ConversionRow, QuoteRow } from './tables.ts'

/** An exchange at a price that was told. The currencies are the quote's; they name the accounts to lock. */
export type ConversionCommand = {
  id: string
  journalId: string
  /** Identifies the record of what comes in, beside the one of what goes out. */
  incomingId: string
  number: string
  customerId: string
  quoteId: string
  from: Currency
  to: Currency
  now: Date
  today: BusinessDay
}

export const conversionDeclines = [
  'insufficient_funds',
  'limit_exceeded',
  'account_restricted',
  'account_closed',
] as const
export type ConversionDecline = (typeof conversionDeclines)[number]

/** Stored under the idempotency key. */
export type ConversionOutcome = {
  v: 1
  conversion: string
  declined: { code: ConversionDecline; details: Record<string, Json> } | null
}

type Json = string | null | { [key: string]: string }

/** A quote is its customer's alone, and every use of it locks that customer's balance: that is its lock too. */
export const quotesFact: FactSource<QuoteRow> = {
  name: 'fx.quotes',
  read: (client, ids) => queries.readQuotes(client, ids),
  write: changed => [queries.useQuotes(Array.from(changed.values()))],
}

export const conversionRows: RowSink<ConversionRow> = {
  name: 'fx.conversions',
  insert: rows => [queries.insertConversions(rows)],
}

export const conversionDecider: Decider<ConversionCommand, ConversionOutcome> = {
  name: 'fx.convert',
  outgoing: true,
  accounts: ({ customerId, from, to }) => [
    available(customerId, from),
    available(customerId, to),
    fxPosition(from),
    fxPosition(to),
    fees('fx_markup', to),
  ],
  facts: ({ customerId, quoteId, from }) => [
    need(customerStatus, customerId),
    need(quotesFact, quoteId),
    needSchedules(),
    needLimit({ customerId, operation: 'exchange', currency: from }),
  ],
  decide,
}

function decide(view: View, command: ConversionCommand): Decision<ConversionOutcome> {
  const quote = view.fact(quotesFact, command.quoteId)
  if (quote?.customer_id !== command.customerId) return { kind: 'refused', refusal: { code: 'not_found' } }
  const status = quoteStatus(quote, command.now)
  if (status === 'accepted') return { kind: 'refused', refusal: { code: 'quote_used' } }
  if (status === 'expired') return { kind: 'refused', refusal: { code: 'quote_expired' } }

  const customer = view.fact(customerStatus, command.customerId)
  if (!customer) throw new Error('an exchange names a customer who does not exist')
  const obstacle = debitRefusal(customer, command.now)
  if (obstacle) return decline(command, quote, obstacle.code, obstacle.details)

  const schedules = schedulesIn(view, command.now)
  const limit = consumeLimits(view, schedules, chargeOf(command, quote, customer))
  if (limit.exceeded) return decline(command, quote, 'limit_exceeded', limitDetails(limit.exceeded))

  const balance = view.balance(available(command.customerId, quote.from_currency))
  const short = obstacleInFunds(balance, money(quote.send, quote.from_currency))
  if (short) return decline(command, quote, short.code, short.details)
  const left = balance - quote.send
  const gained = view.balance(available(command.customerId, quote.to_currency)) + quote.receive
  return {
    kind: 'decided',
    outcome: { v: 1, conversion: command.id, declined: null },
    effects: {
      journals: [journalOf(command, quote)],
      facts: [...limit.facts, change(quotesFact, quote.id, { ...quote, conversion_id: command.id })],
      rows: [
        ...limit.rows,
        insert(conversionRows, rowOf(command, null)),
        insert(newTransactionRecords, outgoing(command, quote, { balanceAfter: left })),
        insert(newTransactionRecords, incoming(command, quote, gained)),
      ],
      events: [eventOf(command, quote, 'completed')],
    },
  }
}

/** Counts what is sold against the limits; what it costs is the mark-up in its price, so there are no fee lines. */
function chargeOf(command: ConversionCommand, quote: QuoteRow, customer: CustomerFacts): Charge {
  return {
    operation: 'exchange',
    method: null,
    payerRegion: customer.region,
    payeeRegion: customer.region,
    level: customer.level,
    amount: money(quote.send, quote.from_currency),
    at: command.now,
    subject: command.id,
    customerId: command.customerId,
    lines: [],
    today: command.today,
  }
}

/** Two legs, each in one currency, through what the operator holds of it; our share is a posting of its own. */
function journalOf(command: ConversionCommand, quote: QuoteRow): JournalDraft {
  const { customerId } = command
  const { from_currency: from, to_currency: to, send, receive, markup } = quote
  return {
    id: command.journalId,
    kind: 'conversion',
    subject: command.id,
    recordedAt: command.now,
    postings: [
      { kind: 'sell', from: available(customerId, from), to: fxPosition(from), amount: send },
      { kind: 'buy', from: fxPosition(to), to: available(customerId, to), amount: receive },
      ...(markup > 0n
        ? [{ kind: 'markup', from: fxPosition(to), to: fees('fx_markup', to), amount: markup }]
        : []),
    ],
  }
}

/** A declined exchange moves nothing and is kept with its reason; its price may be used again while it holds. */
function decline(
  command: ConversionCommand,
  quote: QuoteRow,
  code: ConversionDecline,
  details: Record<string, Json>,
): Decision<ConversionOutcome> {
  const declined = { code, details }
  return {
    kind: 'decided',
    outcome: { v: 1, conversion: command.id, declined },
    effects: {
      rows: [
        insert(conversionRows, rowOf(command, declined)),
        insert(newTransactionRecords, outgoing(command, quote, { failedWith: code })),
      ],
      events: [eventOf(command, quote, 'failed')],
    },
  }
}

export function rowOf(command: ConversionCommand, declined: ConversionOutcome['declined']): ConversionRow {
  return {
    id: command.id,
    quote_id: command.quoteId,
    number: command.number,
    customer_id: command.customerId,
    status: declined ? 'failed' : 'completed',
    status_reason: declined?.code ?? null,
    decline_details: declined?.details ?? null,
    journal_id: declined ? null : command.journalId,
    created_at: command.now,
  }
}

function outgoing(
  command: ConversionCommand,
  quote: QuoteRow,
  result: { balanceAfter: bigint } | { failedWith: ConversionDecline },
): TransactionRecord {
  const failed = 'failedWith' in result
  return {
    ...shared(command),
    subjectId: command.id,
    direction: 'out',
    status: failed ? 'failed' : 'completed',
    statusReason: failed ? result.failedWith : null,
    amount: money(quote.send, quote.from_currency),
    counterparty: quote.to_currency,
    balanceAfter: failed ? null : result.balanceAfter,
  }
}

function incoming(command: ConversionCommand, quote: QuoteRow, balanceAfter: bigint): TransactionRecord {
  return {
    ...shared(command),
    subjectId: command.incomingId,
    direction: 'in',
    status: 'completed',
    statusReason: null,
    amount: money(quote.receive, quote.to_currency),
    counterparty: quote.from_currency,
    balanceAfter,
  }
}

function shared(command: ConversionCommand) {
  return {
    ownerId: command.customerId,
    number: command.number,
    kind: 'conversion' as const,
    method: null,
    note: null,
    createdAt: command.now,
    updatedAt: command.now,
  }
}

function eventOf(command: ConversionCommand, quote: QuoteRow, state: 'completed' | 'failed'): NewEvent {
  return {
    type: `conversion.${state}`,
    version: 1,
    stream: command.customerId,
    subject: command.id,
    journal: state === 'completed' ? command.journalId : null,
    payload: {
      id: toTypeId('conversion', command.id),
      number: command.number,
      send: toWireMoney(money(quote.send, quote.from_currency)),
      receive: toWireMoney(money(quote.receive, quote.to_currency)),
    },
    occurredAt: command.now,
  }
}
