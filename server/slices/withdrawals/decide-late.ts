import { assertInvariant } from '../../platform/errors.ts'
import { available, need, type Decider, type Decision, type View } from '../ledger/index.ts'
import { customerStatus, withdrawalRefusal } from '../wallet/index.ts'
import { writeChange } from './effects.ts'
import { withdrawalFact } from './rows.ts'
import { isOpen, mayStillWait, transition } from './states.ts'
import { eventOf, heldReason, isHeldBack, type NewStep, type Withdrawal } from './withdrawal.ts'

/** A person settles a broken promise within three days; then it is raised every day. */
const reviewMs = 3 * 24 * 60 * 60_000
const againMs = 24 * 60 * 60_000

export type LateCommand = { withdrawal: Pick<Withdrawal, 'id' | 'customerId' | 'amount'>; now: Date }
export type LateOutcome = { v: 1; withdrawal: string; told: 'late' | 'overdue' | 'held' }

/**
 * A withdrawal past its promised time raises itself: it is in review, its customer is told before they ask, and a person
 * looks. One that stays in review too long is raised again and again. One that has not left because its customer's account
 * is frozen or restricted is no matter for the bank: its customer is told what lets it go, once, and it is looked at again
 * every day.
 */
export const lateDecider: Decider<LateCommand, LateOutcome> = {
  name: 'withdrawal.late',
  outgoing: false,
  accounts: ({ withdrawal: { customerId, amount } }) => [available(customerId, amount.currency)],
  facts: ({ withdrawal }) => [
    need(withdrawalFact, withdrawal.id),
    need(customerStatus, withdrawal.customerId),
  ],
  decide,
}

function decide(view: View, { withdrawal: { id }, now }: LateCommand): Decision<LateOutcome> {
  const before = view.fact(withdrawalFact, id)
  assertInvariant(before !== undefined, `withdrawal ${id} does not exist`)
  const due = before.expectedBy
  if (!isOpen(before.status) || due === null || due > now)
    return { kind: 'refused', refusal: { code: 'transition_not_allowed' } }
  if (isHeld(view, before, now)) return hold(view, before, { due, now })
  const reviewed = transition(before.status, 'review')
  const told = reviewed === undefined ? 'overdue' : 'late'
  const after: Withdrawal = {
    ...before,
    status: reviewed ?? before.status,
    statusReason: 'late',
    lateAt: before.lateAt ?? due,
    expectedBy: new Date(now.getTime() + (told === 'late' ? reviewMs : againMs)),
    updatedAt: now,
  }
  const text = told === 'late' ? 'withdrawal_late' : 'withdrawal_overdue'
  return decided(view, { before, after, told, steps: [stepOf(text, due)] })
}

/** What waits for the bank and may not be put into a file. Who asked for it back is told what becomes of that instead. */
function isHeld(view: View, { status, cancelRequestedAt, customerId }: Withdrawal, now: Date): boolean {
  const customer = view.fact(customerStatus, customerId)
  assertInvariant(customer !== undefined, 'a withdrawal names a customer who does not exist')
  return mayStillWait(status) && cancelRequestedAt === null && withdrawalRefusal(customer, now) !== undefined
}

function hold(view: View, before: Withdrawal, { due, now }: { due: Date; now: Date }): Decision<LateOutcome> {
  const after: Withdrawal = {
    ...before,
    statusReason: heldReason,
    expectedBy: new Date(now.getTime() + againMs),
    updatedAt: now,
  }
  const steps = isHeldBack(before) ? [] : [stepOf('withdrawal_held', due)]
  return decided(view, { before, after, told: 'held', steps })
}

function stepOf(text: NewStep['text'], due: Date): NewStep {
  return { text, reason: null, evidence: { kind: 'clock', reference: due.toISOString() } }
}

/** What adds no step is not told again. */
function decided(
  view: View,
  change: { before: Withdrawal; after: Withdrawal; told: LateOutcome['told']; steps: readonly NewStep[] },
): Decision<LateOutcome> {
  const { before, after, told, steps } = change
  const balance = view.balance(available(before.customerId, before.amount.currency))
  const { withdrawal, facts, rows } = writeChange(before, after, steps, balance)
  const events = steps.length === 0 ? [] : [eventOf(withdrawal, told, null)]
  return {
    kind: 'decided',
    outcome: { v: 1, withdrawal: before.id, told },
    effects: { facts, rows, events },
  }
}
