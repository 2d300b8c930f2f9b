import { assertInvariant } from '../../platform/errors.ts'
import type { BankEvidence } from '../bank-rail/index.ts'
import {
  available,
  clearing,
  holdFact,
  need,
  reserved,
  resolving,
  type Decider,
  type Decision,
  type View,
} from '../ledger/index.ts'
import { writeChange } from './effects.ts'
import { transferFact } from './rows.ts'
import { transition } from './states.ts'
import { bankEvidence, eventOf, journalEvidence, type Transfer } from './transfer.ts'

/** The bank took the money out of our account. */
export type SettleCommand = {
  seen: Transfer
  evidence: BankEvidence
  journalId: string
  /** When it arrives now that it left later than promised; null where it left in time. */
  arrivesBy: Date | null
  now: Date
}

export type SettleOutcome = { v: 1; transfer_abroad: string }

/**
 * What was held for the recipient has left: from the hold to the bank's clearing account. Not an outgoing decision in
 * the sense of the verifier's stop: the bank has done it, and the books say so.
 */
export const settleDecider: Decider<SettleCommand, SettleOutcome> = {
  name: 'transfer_abroad.settle',
  outgoing: false,
  accounts: ({ seen: { customerId, quote } }) => [
    // The first guards transfers and their quotes; the others are what the hold moves between.
    available(customerId, quote.total.currency),
    available(customerId, quote.receive.currency),
    reserved(customerId, quote.receive.currency),
    clearing('bank', quote.receive.currency),
  ],
  facts: ({ seen }) => [
    need(transferFact, seen.id),
    ...(seen.holdId === null ? [] : [need(holdFact, seen.holdId)]),
  ],
  decide,
}

function decide(
  view: View,
  { seen, evidence, journalId, arrivesBy, now }: SettleCommand,
): Decision<SettleOutcome> {
  const before = view.fact(transferFact, seen.id)
  assertInvariant(before !== undefined, `transfer abroad ${seen.id} does not exist`)
  const status = transition(before.status, 'settle')
  if (status === undefined || before.holdId === null)
    return { kind: 'refused', refusal: { code: 'transition_not_allowed' } }
  const { minor, currency } = before.quote.receive
  const captured = resolving(
    view,
    { holdId: before.holdId, journalId, owner: before.customerId, currency, now },
    { kind: 'capture', amount: minor },
    [{ to: clearing('bank', currency), amount: minor }],
  )
  assertInvariant(!('refusal' in captured), `the hold of transfer abroad ${before.id} has ended without it`)
  // Where the bank was faster than we noted that it left, this is the first we hear of it.
  const expectedBy = before.leftAt === null ? (arrivesBy ?? before.expectedBy) : before.expectedBy
  const after = { ...before, status, statusReason: null, expectedBy, updatedAt: now }
  const { transfer, facts, rows } = writeChange(before, after, [
    { text: 'abroad_sent', reason: null, evidence: bankEvidence(evidence) },
    { text: 'abroad_booked', reason: null, evidence: journalEvidence(journalId) },
  ])
  return {
    kind: 'decided',
    outcome: { v: 1, transfer_abroad: before.id },
    effects: {
      ...captured.effects,
      facts: [...facts, ...(captured.effects.facts ?? [])],
      rows,
      events: [eventOf(transfer, status, null), ...(captured.effects.events ?? [])],
    },
  }
}
