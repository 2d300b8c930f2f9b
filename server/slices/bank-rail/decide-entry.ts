import { toTypeId } from '../../../contract/ids.ts'
import { toWireMoney, type Money } from '../../../contract/money.ts'
import type { NewEvent } from '../../platform/outbox.ts'
import {
  change,
  clearing,
  insert,
  need,
  operatorStream,
  safeguarding,
  suspense,
  type AccountRef,
  type Decider,
  type Decision,
  type FactChange,
  type Posting,
  type RowInsert,
  type View,
} from '../ledger/index.ts'
import type { BookedEntry, BookedPart, SuspenseItem, SuspenseReason } from './entry.ts'
import { plannedJob } from './jobs-names.ts'
import type { Entry, EntryPart } from './messages/entries.ts'
import { moveOrder, noteOnOrder, settleOrder, type BankEvidence, type PaymentOrder } from './order.ts'
import { isRecalled, mayBeDebited, mayMove } from './order-states.ts'
import { bookedEntries, bookedParts, paymentOrderFact, plannedJobs, suspenseItems } from './rows.ts'

/** One entry of the bank's, to be booked once. */
export type EntryCommand = {
  id: string
  journalId: string
  account: string
  entry: Entry
  /**
   * For each part: an id for it, one for a suspense item, the order with its reference if there is one, and its
   * counterparty, sealed for it.
   */
  parts: readonly { id: string; suspenseId: string; orderId: string | null; counterparty: Buffer }[]
  file: number
  messageId: string
  now: Date
}

export type EntryOutcome = { v: 1; entry: string }

/** The rail's name in the ledger: `clearing:bank`, `safeguarding:bank`. */
export const bankRail = 'bank'

/**
 * Books what the bank booked: `safeguarding:bank → clearing:bank` for what came in, the other way for what went out.
 * What belongs to a payment of ours moves its order on; money nobody ordered to go goes through suspense; money that came
 * in is left in clearing until those who expect money were asked.
 */
export const entryDecider: Decider<EntryCommand, EntryOutcome> = {
  name: 'bank_rail.book_entry',
  // It has happened already: no stop of outgoing money may hide it.
  outgoing: false,
  accounts: ({ entry }) => accountsOf(entry.amount),
  facts: ({ parts }) =>
    parts.flatMap(({ orderId }) => (orderId === null ? [] : [need(paymentOrderFact, orderId)])),
  decide,
}

export function accountsOf({ currency }: Money): AccountRef[] {
  return [safeguarding(bankRail, currency), clearing(bankRail, currency), suspense(currency)]
}

/** What one part leads to. */
type Consequence = {
  status: BookedPart['status']
  order?: PaymentOrder
  suspended?: SuspenseReason
}

function decide(view: View, command: EntryCommand): Decision<EntryOutcome> {
  const { entry, now } = command
  const changed = new Map<string, PaymentOrder>()
  const judged = entry.parts.map((part, index) => {
    const ids = command.parts[index]
    if (!ids) throw new Error('an entry has more parts than ids')
    const consequence = judgePart(command, part, orderOf(view, changed, ids.orderId))
    if (consequence.order) changed.set(consequence.order.id, consequence.order)
    return { ...consequence, part, ids, number: index + 1 }
  })
  const suspended = judged.flatMap(({ suspended: reason, part, ids }) =>
    reason ? [suspenseOf(command, part, ids, reason)] : [],
  )
  const orders = Array.from(changed.values())
  const postings = [principalOf(entry), ...suspended.map(({ side, amount }) => suspensePosting(side, amount))]
  return {
    kind: 'decided',
    outcome: { v: 1, entry: command.id },
    effects: {
      journals: [
        { id: command.journalId, kind: 'bank_entry', subject: command.id, recordedAt: now, postings },
      ],
      facts: orders.map((order): FactChange => change(paymentOrderFact, order.id, order)),
      rows: [
        insert(bookedEntries, entryOf(command)),
        ...judged.map(item => insert(bookedParts, partOf(command, item))),
        ...suspended.map(item => insert(suspenseItems, item)),
        ...jobsAfter(orders, judged),
      ],
      events: [eventOf(command)],
    },
  }
}

type JudgedPart = Consequence & { part: EntryPart; ids: EntryCommand['parts'][number]; number: number }

function partOf({ id: entryId, now }: EntryCommand, { status, part, ids, number }: JudgedPart): BookedPart {
  const orderId = status === 'order' || status === 'early_return' ? ids.orderId : null
  return {
    id: ids.id,
    entryId,
    number,
    part,
    sealedCounterparty: ids.counterparty,
    status,
    orderId,
    decidedAt: status === 'open' ? null : now,
  }
}

function suspenseOf(
  { entry, journalId, now }: EntryCommand,
  { amount }: EntryPart,
  ids: EntryCommand['parts'][number],
  reason: SuspenseReason,
): SuspenseItem {
  return { id: ids.suspenseId, partId: ids.id, amount, side: entry.side, reason, journalId, createdAt: now }
}

function jobsAfter(orders: readonly PaymentOrder[], judged: readonly JudgedPart[]): RowInsert[] {
  const jobs: RowInsert[] = []
  if (orders.some(order => order.newSteps.some(step => step.news)))
    jobs.push(insert(plannedJobs, plannedJob('tell')))
  if (judged.some(({ status }) => status === 'open')) jobs.push(insert(plannedJobs, plannedJob('ask')))
  return jobs
}

function orderOf(
  view: View,
  changed: ReadonlyMap<string, PaymentOrder>,
  id: string | null,
): PaymentOrder | undefined {
  return id === null ? undefined : (changed.get(id) ?? view.fact(paymentOrderFact, id))
}

function judgePart(command: EntryCommand, part: EntryPart, order: PaymentOrder | undefined): Consequence {
  const { entry } = command
  if (entry.side === 'debit')
    return order ? judgeDebit(command, part, order) : { status: 'suspense', suspended: 'unknown_debit' }
  // Money with a reference of ours that does not say it is a return is somebody's: they may have copied it.
  if (order && part.returnReason) return judgeReturn(command, part, order)
  return { status: 'open' }
}

/** Matched by the reference, never by the amount; but another amount is not what we ordered. */
function judgeDebit(command: EntryCommand, part: EntryPart, order: PaymentOrder): Consequence {
  if (order.debitEntry !== null) return { status: 'suspense', suspended: 'debited_twice' }
  if (!mayBeDebited(order.status) && !isRecalled(order))
    return { status: 'suspense', suspended: 'debited_though_not_due' }
  if (!isSame(part.amount, order.amount)) return { status: 'suspense', suspended: 'amount_differs' }
  const happening = { reason: null, evidence: evidenceOf(command), at: command.now }
  // Told as settled before, or returned already: then the debit is only the last proof.
  const after = settleOrder(order, happening) ?? noteOnOrder(order, 'debited', happening)
  return { status: 'order', order: { ...after, debitEntry: command.id } }
}

function judgeReturn(command: EntryCommand, part: EntryPart, order: PaymentOrder): Consequence {
  if (order.returnEntry !== null || (!mayBeDebited(order.status) && !isRecalled(order)))
    return { status: 'suspense', suspended: 'returned_though_not_due' }
  if (!isSame(part.amount, order.amount)) return { status: 'suspense', suspended: 'amount_differs' }
  const happening = { reason: part.returnReason, evidence: evidenceOf(command), at: command.now }
  const returned = moveOrder(order, 'return', happening)
  if (returned) return { status: 'order', order: { ...returned, returnEntry: command.id } }
  if (isRecalled(order)) {
    const noted = noteOnOrder(order, 'returned', happening)
    return { status: 'order', order: { ...noted, returnEntry: command.id } }
  }
  if (!mayMove(order, 'settle')) return { status: 'suspense', suspended: 'returned_though_not_due' }
  const noted = noteOnOrder(order, 'returned_early', happening)
  return {
    status: 'early_return',
    order: { ...noted, returnEntry: command.id, reason: part.returnReason },
  }
}

function isSame(a: Money, b: Money): boolean {
  return a.minor === b.minor && a.currency === b.currency
}

function evidenceOf({ file, messageId, entry, now }: EntryCommand): BankEvidence {
  return { file, line: entry.line, messageId, statementEntry: entry.reference, at: now }
}

function principalOf({ amount, side }: Entry): Posting {
  const bank = safeguarding(bankRail, amount.currency)
  const rail = clearing(bankRail, amount.currency)
  const [from, to] = side === 'credit' ? [bank, rail] : [rail, bank]
  return { kind: 'principal', from, to, amount: amount.minor }
}

/** What nobody knows leaves clearing at once: in clearing stays only what is being waited for. */
export function suspensePosting(side: 'credit' | 'debit', { minor, currency }: Money): Posting {
  const rail = clearing(bankRail, currency)
  const [from, to] = side === 'credit' ? [rail, suspense(currency)] : [suspense(currency), rail]
  return { kind: 'suspense', from, to, amount: minor }
}

function entryOf({ id, account, entry, file, journalId, now }: EntryCommand): BookedEntry {
  const { reference, amount, side, bookedOn, valueOn, line } = entry
  return { id, account, reference, amount, side, bookedOn, valueOn, file, line, journalId, recordedAt: now }
}

function eventOf({ id, journalId, entry, file, now }: EntryCommand): NewEvent {
  return {
    type: 'bank_entry.booked',
    version: 1,
    stream: operatorStream,
    subject: id,
    journal: journalId,
    payload: {
      id: toTypeId('journal', journalId),
      reference: entry.reference,
      side: entry.side,
      amount: toWireMoney(entry.amount),
      file,
    },
    occurredAt: now,
  }
}
