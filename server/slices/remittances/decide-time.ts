import { assertInvariant } from '../../platform/errors.ts'
import { available, need, type Decider, type Decision, type View } from '../ledger/index.ts'
import { customerStatus, withdrawalRefusal } from '../wallet/index.ts'
import { writeChange } from './effects.ts'
import { transferFact } from './rows.ts'
import { transition } from './states.ts'
import { eventOf, heldReason, isHeldBack, type EventState, type NewStep, type Transfer } from './transfer.ts'

/** What is held is told once, and looked at every day: somebody else may have to look once it is not held any more. */
const lookAgainMs = 24 * 60 * 60_000

/** The promised time of a transfer is over. */
export type TimeCommand = { seen: Transfer; now: Date }

export type TimeOutcome = { v: 1; transfer_abroad: string; now: 'completed' | 'late' | 'held' }

/**
 * What has left and did not come back by the promised day has arrived. What has not even left is late: the customer is
 * told, and it stays what it is until the bank says what became of it. What has not left because the customer's account is
 * frozen or restricted is told to be held, once, and looked at again every day.
 */
export const timeDecider: Decider<TimeCommand, TimeOutcome> = {
  name: 'transfer_abroad.time',
  outgoing: false,
  accounts: ({ seen: { customerId, quote } }) => [available(customerId, quote.total.currency)],
  facts: ({ seen }) => [need(transferFact, seen.id), need(customerStatus, seen.customerId)],
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
  if (before.lateAt === null && isHeld(view, before, now)) {
    const expectedBy = new Date(now.getTime() + lookAgainMs)
    const after: Transfer = { ...before, statusReason: heldReason, expectedBy, updatedAt: now }
    const step: NewStep = { text: 'abroad_held', reason: null, evidence }
    return decided({ before, after, step: isHeldBack(before) ? null : step, state: 'held' })
  }
  if (before.lateAt !== null) return { kind: 'refused', refusal: { code: 'transition_not_allowed' } }
  const after: Transfer = { ...before, statusReason: null, lateAt: now, updatedAt: now }
  return decided({
    before,
    after,
    step: { text: 'abroad_late', reason: null, evidence },
    state: 'late',
  })
}

function isHeld(view: View, { leftAt, customerId }: Transfer, now: Date): boolean {
  const customer = view.fact(customerStatus, customerId)
  assertInvariant(customer !== undefined, 'a transfer names a customer who does not exist')
  return leftAt === null && withdrawalRefusal(customer, now) !== undefined
}

/** Without a step nothing is told: the customer has heard of it. */
function decided(change: {
  before: Transfer
  after: Transfer
  step: NewStep | null
  state: Extract<EventState, 'completed' | 'late' | 'held'>
}): Decision<TimeOutcome> {
  const { before, after, step, state } = change
  const { transfer, facts, rows } = writeChange(before, after, step === null ? [] : [step])
  return {
    kind: 'decided',
    outcome: { v: 1, transfer_abroad: before.id, now: state },
    effects: { facts, rows, events: step === null ? [] : [eventOf(transfer, state, null)] },
  }
}
