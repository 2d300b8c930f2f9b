import type { PurposeCode } from '../../../contract/corridors/index.ts'
import { paymentOrders, type NewPaymentOrder, type Payee } from '../bank-rail/index.ts'
import {
  available,
  change,
  holdFact,
  insert,
  need,
  placing,
  untilItsObjectEnds,
  type Decider,
  type Decision,
  type JournalDraft,
  type View,
} from '../ledger/index.ts'
import {
  consumeLimits,
  limitDetails,
  needLimit,
  needSchedules,
  schedulesIn,
  type BusinessDay,
} from '../pricing/index.ts'
import { customerStatus, obstacleInFunds, withdrawalRefusal, type CustomerFacts } from '../wallet/index.ts'
import { chargeOf } from './charge.ts'
import { writeNew } from './effects.ts'
import { accountsOf, limitKeyOf, postingsOf } from './postings.ts'
import { quoteStatus, type Quote } from './quote.ts'
import type { AbroadDecline } from './reasons.ts'
import type { Recipient } from './recipient.ts'
import { quoteFact, recipientFact } from './rows.ts'
import { initialState } from './states.ts'
import { decideStepUp, stepUpRequests, type Authorization } from './step-up.ts'
import { commandEvidence, eventOf, journalEvidence, type NewStep, type Transfer } from './transfer.ts'

/** A transfer at a price that was told, with everything a decision may not make up itself. */
export type CreateCommand = {
  id: string
  number: string
  journalId: string
  holdId: string
  holdJournalId: string
  orderId: string
  /** As read before; the decision goes by what is under the locks. */
  quote: Quote
  /** Opened from the recipient's seal, which never changes, and sealed for the order. */
  payee: Payee
  purpose: PurposeCode | null
  /** In letters the bank there can read. */
  message: string | null
  remittance: string
  authorization: Authorization
  now: Date
  today: BusinessDay
}

type Json = string | null | { [key: string]: string }

/** Stored under the idempotency key. */
export type CreateOutcome = {
  v: 1
  transfer_abroad: string
  declined: { code: AbroadDecline; details: Record<string, Json> } | null
}

/** Sends money abroad: price, limits, proof, exchange, hold, order to the bank and history in one decision. */
export const createDecider: Decider<CreateCommand, CreateOutcome> = {
  name: 'transfer_abroad.create',
  outgoing: true,
  accounts: ({ quote }) => accountsOf(quote),
  facts: command => [
    need(quoteFact, command.quote.id),
    need(recipientFact, command.quote.recipientId),
    need(customerStatus, command.quote.customerId),
    need(holdFact, command.holdId),
    needSchedules(),
    needLimit(limitKeyOf(command.quote)),
    ...stepUpRequests(command),
  ],
  decide,
}

function decide(view: View, command: CreateCommand): Decision<CreateOutcome> {
  const { customerId } = command.quote
  const quote = view.fact(quoteFact, command.quote.id)
  if (quote?.customerId !== customerId) return { kind: 'refused', refusal: { code: 'not_found' } }
  const status = quoteStatus(quote, command.now)
  if (status === 'accepted') return { kind: 'refused', refusal: { code: 'quote_used' } }
  if (status === 'expired') return { kind: 'refused', refusal: { code: 'quote_expired' } }
  const recipient = view.fact(recipientFact, quote.recipientId)
  if (recipient?.customerId !== customerId || recipient.removedAt !== null)
    return { kind: 'refused', refusal: { code: 'recipient_invalid' } }

  const customer = view.fact(customerStatus, customerId)
  if (!customer) throw new Error('a transfer names a customer who does not exist')
  const obstacle = withdrawalRefusal(customer, command.now)
  if (obstacle) return decline(command, { quote, recipient }, obstacle)
  const limit = consume(view, command, { quote, recipient, customer })
  if (limit.exceeded)
    return decline(
      command,
      { quote, recipient },
      { code: 'limit_exceeded', details: limitDetails(limit.exceeded) },
    )
  const { minor, currency } = quote.total
  const balance = view.balance(available(customerId, currency))
  const short = obstacleInFunds(balance, quote.total)
  if (short) return decline(command, { quote, recipient }, short)

  // Last of all: nobody is asked to prove themselves for a transfer that could not be made anyway.
  const proof = decideStepUp(view, { ...command, quote })
  if (!proof.allowed) return { kind: 'refused', refusal: proof.refusal }
  return accept(view, command, {
    quote,
    recipient,
    limitEffects: { facts: limit.facts, rows: limit.rows },
    proof,
    left: balance - minor,
  })
}

function consume(
  view: View,
  command: CreateCommand,
  { quote, recipient, customer }: { quote: Quote; recipient: Recipient; customer: CustomerFacts },
) {
  const { now, today } = command
  return consumeLimits(view, schedulesIn(view, now), {
    ...chargeOf(customer, recipient, { amount: quote.principal, at: now }),
    subject: command.id,
    customerId: quote.customerId,
    // The price that was told holds, whatever was published since.
    lines: quote.fees.map(line => ({ ...line, bearer: 'sender' as const })),
    today,
  })
}

type Accepted = {
  quote: Quote
  recipient: Recipient
  limitEffects: Pick<ReturnType<typeof placing>, 'facts' | 'rows'>
  proof: Extract<ReturnType<typeof decideStepUp>, { allowed: true }>
  left: bigint
}

function accept(view: View, command: CreateCommand, accepted: Accepted): Decision<CreateOutcome> {
  const { quote, recipient, limitEffects, proof, left } = accepted
  const { id, now, holdId } = command
  const journal = journalOf(command, quote)
  const hold = placing(view, {
    holdId,
    journalId: command.holdJournalId,
    owner: quote.customerId,
    subject: id,
    amount: quote.receive.minor,
    currency: quote.receive.currency,
    expiresAt: untilItsObjectEnds,
    now,
  })
  const steps: NewStep[] = [
    { text: 'abroad_ordered', reason: null, evidence: commandEvidence(command.id) },
    ...(journal && quote.exchange
      ? [{ text: 'abroad_exchanged' as const, reason: null, evidence: journalEvidence(journal.id) }]
      : []),
    { text: 'abroad_queued', reason: null, evidence: journalEvidence(command.holdJournalId) },
  ]
  const drafted: Transfer = {
    ...newTransfer(command, { quote: { ...quote, transferId: id }, recipient }),
    status: initialState,
    journalId: journal?.id ?? null,
    holdId,
    orderId: command.orderId,
    limitDay: command.today.day,
    balanceAfter: left,
    stepUp: proof.stepUp,
    expectedBy: quote.schedule.expectedBy,
  }
  const { transfer, rows } = writeNew(drafted, steps)
  return {
    kind: 'decided',
    outcome: { v: 1, transfer_abroad: id, declined: null },
    effects: {
      journals: [...(journal ? [journal] : []), ...(hold.journals ?? [])],
      facts: [
        change(quoteFact, quote.id, { ...quote, transferId: id }),
        change(recipientFact, recipient.id, { ...recipient, lastUsedAt: now }),
        ...(limitEffects.facts ?? []),
        ...proof.facts,
        ...(hold.facts ?? []),
      ],
      rows: [...rows, ...(limitEffects.rows ?? []), insert(paymentOrders, orderOf(command, quote))],
      events: [eventOf(transfer, initialState, journal?.id ?? null), ...(hold.events ?? [])],
    },
  }
}

function journalOf({ journalId, id, now }: CreateCommand, quote: Quote): JournalDraft | undefined {
  const postings = postingsOf(quote)
  if (postings.length === 0) return undefined
  return { id: journalId, kind: 'transfer_abroad', subject: id, recordedAt: now, postings }
}

function orderOf(command: CreateCommand, quote: Quote): NewPaymentOrder {
  return {
    id: command.orderId,
    client: 'transfer_abroad',
    subject: command.id,
    number: command.number,
    owner: quote.customerId,
    amount: quote.receive,
    payee: command.payee,
    purpose: command.purpose,
    remittance: command.remittance,
    requestedOn: quote.schedule.requestedOn,
    batchAt: quote.schedule.leavesAt,
    createdAt: command.now,
  }
}

/** A declined transfer moves nothing and is kept with its reason; its price may be used again while it holds. */
function decline(
  command: CreateCommand,
  priced: { quote: Quote; recipient: Recipient },
  declined: { code: AbroadDecline; details: Record<string, Json> },
): Decision<CreateOutcome> {
  const { transfer, rows } = writeNew(
    {
      ...newTransfer(command, priced),
      status: 'failed',
      statusReason: declined.code,
      declineDetails: declined.details,
    },
    [
      { text: 'abroad_ordered', reason: null, evidence: commandEvidence(command.id) },
      { text: 'abroad_declined', reason: declined.code, evidence: null },
    ],
  )
  return {
    kind: 'decided',
    outcome: { v: 1, transfer_abroad: command.id, declined },
    effects: { rows, events: [eventOf(transfer, 'failed', null)] },
  }
}

function newTransfer(
  command: CreateCommand,
  { quote, recipient }: { quote: Quote; recipient: Recipient },
): Omit<Transfer, 'status'> {
  return {
    id: command.id,
    number: command.number,
    customerId: quote.customerId,
    recipient,
    quote,
    statusReason: null,
    declineDetails: null,
    bankReason: null,
    version: 1,
    steps: 0,
    purpose: command.purpose,
    message: command.message,
    journalId: null,
    holdId: null,
    orderId: null,
    undoJournalId: null,
    returnJournalId: null,
    leftAt: null,
    limitDay: null,
    balanceAfter: null,
    stepUp: null,
    expectedBy: null,
    lateAt: null,
    createdAt: command.now,
    updatedAt: command.now,
  }
}
