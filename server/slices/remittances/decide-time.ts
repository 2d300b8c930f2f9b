import { assertInvariant } from '../../platform/errors.ts'
import { available, need, type Decider, type Decision, type View } from '../ledger/index.ts'
import { writeChange } from './effects.ts'
import { transferFact } from './rows.ts'
import { transition } from './states.ts'
import { eventOf, type EventState, type NewStep, type Transfer } from './transfer.ts'

/** The promised time of a transfer is over. */
export type TimeCommand = { seen: Transfer; now: Date }

export type TimeOutcome = { v: 1; transfer_abroad: string; now: 'completed' | 'late' }

/**
 * What has left and did not come back by the promised day has arrived. What has not even left is late: the customer is
 * told, and it stays what it is until the bank says what became of it.
 */
export const timeDecider: Decider<TimeCommand, TimeOutcome> = {
  name: 'transfer_abroad.time',
  outgoing: false,
  accounts: ({ seen: { customerId, quote } }) => [available(customerId, quote.total.currency)],
  facts: ({ seen }) => [need(transferFact, seen.id)],
  decide,
}

function decide(view: View, { seen, now }: TimeCommand): Decision<TimeOutcome> {
  const before = view.fact(transferFact, seen.id)
  assertInvariant(before !== undefined, `transfer abroad ${seen.id} does not exist`)
  const { expectedBy } = before
  if (before.version !== seen.version || expectedBy === null || now < expectedBy)
    return { kind: 'refused', refusal: { code: 'transition_not_allowed' } }
  const evidence = { kind: 'clock' as const, reference: expectedBy.toISOString() }
  const arrived = transition(before.status, 'arrive')
  if (arrived !== undefined) {
    const after: Transfer = { ...before, status: arrived, expectedBy: null, updatedAt: now }
    const step: NewStep = { text: 'abroad_completed', reason: null, evidence }
    return decided({ before, after, step, state: 'completed' })
  }
  if (before.lateAt !== null) return { kind: 'refused', refusal: { code: 'transition_not_allowed' } }
  const after: Transfer = { ...before, lateAt: now, updatedAt: now }
  return decided({
    before,
    after,
    step: { text: 'abroad_late', reason: null, evidence },
    state: 'late',
  })
}

function decided(change: {
  before: Transfer
  after: Transfer
  step: NewStep
  state: Extract<EventState, 'completed' | 'late'>
}): Decision<TimeOutcome> {
  const { before, after, step, state } = change
  const { transfer, facts, rows } = writeChange(before, after, [step])
  return {
    kind: 'decided',
    outcome: { v: 1, transfer_abroad: before.id, now: state },
    effects: { facts, rows, events: [eventOf(transfer, state, null)] },
  }
}
