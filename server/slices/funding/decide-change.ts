import { assertInvariant } from '../../platform/errors.ts'
import { paymentOrders, type NewPaymentOrder } from '../bank-rail/index.ts'
import {
  available,
  change,
  insert,
  need,
  type Decider,
  type Decision,
  type FactChange,
  type RowInsert,
  type View,
} from '../ledger/index.ts'
import { needLimit } from '../pricing/index.ts'
import { eventOf, type Deposit, type Evidence, type NewStep, type StepText } from './deposit.ts'
import { writeChange } from './effects.ts'
import { giveBackUse, limitKeyOf } from './limit-use.ts'
import { bankArrival, depositFact } from './rows.ts'
import { expectedBy } from './schedule.ts'
import { countsAgainstLimit, isPayable, isReviewed, transition, type DepositMove } from './states.ts'

/** What can happen to a deposit without money moving. */
export type DepositChange =
  | { kind: 'page_opened'; pageUrl: string; pageExpiresAt: Date }
  /** An attempt to pay was declined; the customer may try again. */
  | { kind: 'declined'; decline: NonNullable<Deposit['decline']> }
  | { kind: 'cancel_requested' }
  /** It can never be credited: the counterparty gives it back. */
  | { kind: 'refund_requested'; reason: string }
  /** What was given back did not arrive and is here again: it waits for its customer. */
  | { kind: 'return_failed'; reason: string }
  | { kind: 'move'; move: QuietMove; reason: string | null }

export type QuietMove = Exclude<DepositMove, 'credit' | 'reverse'>

export type ChangeCommand = {
  /** The deposit the change was decided on; carried out only if it is still that. */
  seen: Deposit
  change: DepositChange
  /** The counterparty's reference, where it is known by now. */
  reference: string | null
  evidence: Evidence
  /** Gives back over the bank what came from one: leaves with the decision that wants it, and with no other. */
  returnOrder: NewPaymentOrder | null
  now: Date
}

export type ChangeOutcome = { v: 1; deposit: string; version: number }

/** Changes a deposit that nobody has changed since it was looked at; otherwise `transition_not_allowed`. */
export const changeDecider: Decider<ChangeCommand, ChangeOutcome> = {
  name: 'deposit.change',
  outgoing: false,
  accounts: ({ seen }) => [available(seen.customerId, seen.amount.currency)],
  facts: ({ seen }) => [
    need(depositFact, seen.id),
    ...(seen.method === 'bank_transfer' ? [need(bankArrival, seen.id)] : []),
    needLimit(limitKeyOf(seen)),
  ],
  decide,
}

function decide(view: View, command: ChangeCommand): Decision<ChangeOutcome> {
  const before = view.fact(depositFact, command.seen.id)
  assertInvariant(before !== undefined, `deposit ${command.seen.id} does not exist`)
  const changed = before.version === command.seen.version ? changedBy(before, command) : undefined
  if (!changed) return { kind: 'refused', refusal: { code: 'transition_not_allowed' } }

  const { after, step, event } = changed
  const released = !countsAgainstLimit(after.status)
  const back = returnOf(view, command)
  const given = released ? giveBackUse(view, before) : { facts: [], rows: [] }
  const { deposit, facts, rows } = writeChange(
    before,
    released ? { ...after, limitDay: null } : after,
    [step],
    null,
  )
  return {
    kind: 'decided',
    outcome: { v: 1, deposit: deposit.id, version: deposit.version },
    effects: {
      facts: [...facts, ...given.facts, ...back.facts],
      rows: [...rows, ...given.rows, ...back.rows],
      events: [event, ...(isNotReceived(before, deposit) ? ['not_received'] : [])].map(what =>
        eventOf(deposit, what, null),
      ),
    },
  }
}

/** An announced transfer has not come in its time: worth a word, unlike a payment page somebody left. */
function isNotReceived(before: Deposit, after: Deposit): boolean {
  return before.method === 'bank_transfer' && after.status === transition(before.status, 'expire')
}

/** The order to the bank, and on the arrival the note that there is one. */
function returnOf(
  view: View,
  { seen, returnOrder: order }: ChangeCommand,
): { facts: FactChange[]; rows: RowInsert[] } {
  if (order === null) return { facts: [], rows: [] }
  const arrival = view.fact(bankArrival, seen.id)
  assertInvariant(arrival?.return === null, `what came for deposit ${seen.id} would be given back twice`)
  return {
    facts: [change(bankArrival, seen.id, { ...arrival, return: { orderId: order.id, status: 'ordered' } })],
    rows: [insert(paymentOrders, order)],
  }
}

type Changed = { after: Deposit; step: NewStep; event: string }

function changedBy(before: Deposit, command: ChangeCommand): Changed | undefined {
  const { change, evidence, now } = command
  const after = { ...before, reference: before.reference ?? command.reference, updatedAt: now }
  const step = (text: StepText, reason: string | null = null): NewStep => ({ text, reason, evidence })
  switch (change.kind) {
    case 'page_opened': {
      const { pageUrl, pageExpiresAt } = change
      if (!isPayable(before.status)) return undefined
      return {
        after: { ...after, pageUrl, pageExpiresAt, expectedBy: pageExpiresAt },
        step: step('deposit_page_opened'),
        event: 'page_opened',
      }
    }
    case 'declined':
      if (!isPayable(before.status)) return undefined
      return {
        after: { ...after, decline: change.decline },
        step: step('deposit_declined', change.decline.code),
        event: 'declined',
      }
    case 'cancel_requested':
      if (!isPayable(before.status)) return undefined
      return {
        after: { ...after, cancelRequestedAt: now },
        step: step('deposit_cancel_requested'),
        event: 'cancel_requested',
      }
    case 'refund_requested':
      if (!isReviewed(before.status) || before.refund !== null) return undefined
      return {
        after: { ...after, refund: { requestedAt: now, reason: change.reason } },
        step: step('deposit_refund_requested', change.reason),
        event: 'refund_requested',
      }
    case 'return_failed':
      if (before.refund === null) return undefined
      return {
        after: { ...after, refund: null },
        step: step('deposit_return_failed', change.reason),
        event: 'return_failed',
      }
    case 'move':
      return moved(before, after, change, now, step)
  }
}

/** How a move reads in the timeline. */
const moveTexts: Record<QuietMove, StepText> = {
  wait: 'deposit_processing',
  review: 'deposit_in_review',
  fail: 'deposit_failed',
  cancel: 'deposit_canceled',
  expire: 'deposit_expired',
}

function moved(
  before: Deposit,
  after: Deposit,
  change: { move: QuietMove; reason: string | null },
  now: Date,
  step: (text: StepText, reason: string | null) => NewStep,
): Changed | undefined {
  const status = transition(before.status, change.move)
  if (status === undefined) return undefined
  return {
    after: {
      ...after,
      status,
      statusReason: change.reason,
      pageUrl: null,
      expectedBy: expectedBy(status, before, now),
    },
    step: step(moveTexts[change.move], change.reason),
    event: status,
  }
}
