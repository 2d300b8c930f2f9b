import { assertInvariant } from '../../platform/errors.ts'
import { available, need, type Decider, type Decision, type View } from '../ledger/index.ts'
import { writeChange } from './effects.ts'
import { withdrawalFact } from './rows.ts'
import { isOpen, transition } from './states.ts'
import { eventOf, type Withdrawal } from './withdrawal.ts'

/** A person settles a broken promise within three days; then it is raised every day. */
const reviewMs = 3 * 24 * 60 * 60_000
const againMs = 24 * 60 * 60_000

export type LateCommand = { withdrawal: Pick<Withdrawal, 'id' | 'customerId' | 'amount'>; now: Date }
export type LateOutcome = { v: 1; withdrawal: string; told: 'late' | 'overdue' }

/**
 * A withdrawal past its promised time raises itself: it is in review, its customer is told before they ask, and a person
 * looks. One that stays in review too long is raised again and again.
 */
export const lateDecider: Decider<LateCommand, LateOutcome> = {
  name: 'withdrawal.late',
  outgoing: false,
  accounts: ({ withdrawal: { customerId, amount } }) => [available(customerId, amount.currency)],
  facts: ({ withdrawal }) => [need(withdrawalFact, withdrawal.id)],
  decide,
}

function decide(view: View, { withdrawal: { id }, now }: LateCommand): Decision<LateOutcome> {
  const before = view.fact(withdrawalFact, id)
  assertInvariant(before !== undefined, `withdrawal ${id} does not exist`)
  const due = before.expectedBy
  if (!isOpen(before.status) || due === null || due > now)
    return { kind: 'refused', refusal: { code: 'transition_not_allowed' } }
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
  const { withdrawal, facts, rows } = writeChange(
    before,
    after,
    [
      {
        text: told === 'late' ? 'withdrawal_late' : 'withdrawal_overdue',
        reason: null,
        evidence: { kind: 'clock', reference: due.toISOString() },
      },
    ],
    view.balance(available(before.customerId, before.amount.currency)),
  )
  return {
    kind: 'decided',
    outcome: { v: 1, withdrawal: id, told },
    effects: { facts, rows, events: [eventOf(withdrawal, told, null)] },
  }
}
