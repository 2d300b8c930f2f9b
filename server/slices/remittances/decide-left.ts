import { assertInvariant } from '../../platform/errors.ts'
import type { BankEvidence } from '../bank-rail/index.ts'
import { available, need, type Decider, type Decision, type View } from '../ledger/index.ts'
import { writeChange } from './effects.ts'
import { transferFact } from './rows.ts'
import { isHeld } from './states.ts'
import { bankEvidence, type Transfer } from './transfer.ts'

/** The order is on its way to the bank in a file. */
export type LeftCommand = {
  seen: Transfer
  evidence: BankEvidence
  /** When it arrives now that it left later than promised; null where it left in time. */
  arrivesBy: Date | null
  now: Date
}

export type LeftOutcome = { v: 1; transfer_abroad: string }

/** Moves no money and changes no state: it is what the timeline says, the end of canceling, and when it arrives by. */
export const leftDecider: Decider<LeftCommand, LeftOutcome> = {
  name: 'transfer_abroad.left',
  outgoing: false,
  accounts: ({ seen: { customerId, quote } }) => [available(customerId, quote.total.currency)],
  facts: ({ seen }) => [need(transferFact, seen.id)],
  decide,
}

function decide(view: View, { seen, evidence, arrivesBy, now }: LeftCommand): Decision<LeftOutcome> {
  const before = view.fact(transferFact, seen.id)
  assertInvariant(before !== undefined, `transfer abroad ${seen.id} does not exist`)
  if (!isHeld(before.status) || before.leftAt !== null)
    return { kind: 'refused', refusal: { code: 'transition_not_allowed' } }
  const after = {
    ...before,
    // What held it back is over.
    statusReason: null,
    leftAt: now,
    expectedBy: arrivesBy ?? before.expectedBy,
    updatedAt: now,
  }
  const { facts, rows } = writeChange(before, after, [
    { text: 'abroad_left', reason: null, evidence: bankEvidence(evidence) },
  ])
  return { kind: 'decided', outcome: { v: 1, transfer_abroad: before.id }, effects: { facts, rows } }
}
