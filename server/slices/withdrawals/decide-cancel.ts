import { assertInvariant } from '../../platform/errors.ts'
import { cancelQueuedOrder, paymentOrderFact, requestRecall } from '../bank-rail/index.ts'
import {
  available,
  holdFact,
  need,
  reserved,
  type Decider,
  type Decision,
  type FactChange,
  type View,
} from '../ledger/index.ts'
import { needLimit } from '../pricing/index.ts'
import { writeChange } from './effects.ts'
import { limitKeyOf, release } from './release.ts'
import { withdrawalFact } from './rows.ts'
import { isOpen, transition } from './states.ts'
import { eventOf, journalEvidence, type Evidence, type NewStep, type Withdrawal } from './withdrawal.ts'

/** A customer wants their money back before it has arrived. */
export type CancelCommand = {
  /** The withdrawal as it was looked at; carried out only if it is still that. */
  seen: Withdrawal
  orderId: string
  journalId: string
  evidence: Evidence
  now: Date
}

export type CancelOutcome = { v: 1; withdrawal: string; done: 'canceled' | 'recalled' | 'noted' }

/**
 * Takes the order out of the bank's queue and gives the money back, in one decision under the order's row lock: the job
 * that makes files takes the same lock, so an order is canceled or sent, never both. An order that was sent is asked
 * back; one in a file that is just leaving can be neither, so the wish is noted and carried out once it has left.
 */
export const cancelDecider: Decider<CancelCommand, CancelOutcome> = {
  name: 'withdrawal.cancel',
  outgoing: false,
  accounts: ({ seen: { customerId, amount } }) => [
    available(customerId, amount.currency),
    reserved(customerId, amount.currency),
  ],
  facts: ({ seen, orderId }) => [
    need(withdrawalFact, seen.id),
    need(holdFact, seen.id),
    need(paymentOrderFact, orderId),
    needLimit(limitKeyOf(seen)),
  ],
  decide,
}

function decide(view: View, command: CancelCommand): Decision<CancelOutcome> {
  const { seen, orderId, now } = command
  const before = view.fact(withdrawalFact, seen.id)
  assertInvariant(before !== undefined, `withdrawal ${seen.id} does not exist`)
  if (before.version !== seen.version || !isOpen(before.status)) return refused
  const queued = cancelQueuedOrder(view, orderId, now)
  if ('change' in queued) return cancel(view, command, before, queued.change)
  const recall = requestRecall(view, orderId, { reason: 'CUST', at: now })
  if ('change' in recall) return wish(view, command, before, recall.change)
  // What is in a file that is leaving right now is asked back once it has left.
  const leaving = recall.tooLate === 'batched' && before.cancelRequestedAt === null
  return leaving ? wish(view, command, before, null) : refused
}

const refused: Decision<CancelOutcome> = { kind: 'refused', refusal: { code: 'transition_not_allowed' } }

function cancel(
  view: View,
  command: CancelCommand,
  before: Withdrawal,
  order: FactChange,
): Decision<CancelOutcome> {
  const { journalId, evidence, now } = command
  const status = transition(before.status, 'cancel')
  if (status === undefined) return refused
  const released = release(view, before, { journalId, now })
  const { withdrawal, facts, rows } = writeChange(
    before,
    {
      ...before,
      status,
      statusReason: 'canceled_by_customer',
      cancelRequestedAt: before.cancelRequestedAt ?? now,
      endJournalId: journalId,
      expectedBy: null,
      updatedAt: now,
    },
    [
      { text: 'withdrawal_canceled', reason: null, evidence },
      { text: 'withdrawal_released', reason: null, evidence: journalEvidence(journalId) },
    ],
    released.balanceAfter,
  )
  return {
    kind: 'decided',
    outcome: { v: 1, withdrawal: withdrawal.id, done: 'canceled' },
    effects: {
      journals: released.journals,
      facts: [...facts, ...released.facts, order],
      rows: [...rows, ...released.rows],
      events: [...released.events, eventOf(withdrawal, status, journalId)],
    },
  }
}

/** Notes the wish, and where the order was sent already, asks the bank for it back. */
function wish(
  view: View,
  { evidence, now }: CancelCommand,
  before: Withdrawal,
  recall: FactChange | null,
): Decision<CancelOutcome> {
  const steps: NewStep[] = []
  if (before.cancelRequestedAt === null)
    steps.push({ text: 'withdrawal_cancel_requested', reason: null, evidence })
  if (recall) steps.push({ text: 'withdrawal_recall_sent', reason: null, evidence: null })
  const { withdrawal, facts, rows } = writeChange(
    before,
    { ...before, cancelRequestedAt: before.cancelRequestedAt ?? now, updatedAt: now },
    steps,
    view.balance(available(before.customerId, before.amount.currency)),
  )
  return {
    kind: 'decided',
    outcome: { v: 1, withdrawal: withdrawal.id, done: recall ? 'recalled' : 'noted' },
    effects: {
      facts: recall ? [...facts, recall] : facts,
      rows,
      events: [eventOf(withdrawal, recall ? 'recall_requested' : 'cancel_requested', null)],
    },
  }
}
