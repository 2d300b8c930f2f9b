import { toTypeId } from '../../../contract/ids.ts'
import { assertInvariant } from '../../platform/errors.ts'
import { available, insert, need, type Decider, type Decision, type View } from '../ledger/index.ts'
import { accountsOf, postingsOf } from './decide-credit.ts'
import { creditOf, eventOf, type Deposit, type Evidence } from './deposit.ts'
import { writeChange } from './effects.ts'
import type { Paid } from './rails/rail.ts'
import { depositFact, railEffects } from './rows.ts'
import { expectedBy } from './schedule.ts'
import { transition } from './states.ts'

/** The counterparty has given all of a credited payment back to the card. */
export type ReverseCommand = {
  seen: Deposit
  paid: Paid
  evidence: Evidence
  journalId: string
  now: Date
}

export type ReverseOutcome = { v: 1; deposit: string; journal: string }

/**
 * Takes a credit back by the mirror of its journal, fees included: the customer has the money on the card again.
 * Refused with `insufficient_funds` where they no longer have it here; then a person decides.
 */
export const reverseDecider: Decider<ReverseCommand, ReverseOutcome> = {
  name: 'deposit.reverse',
  outgoing: true,
  accounts: ({ seen }) => accountsOf(seen),
  facts: ({ seen }) => [need(depositFact, seen.id)],
  decide,
}

function decide(
  view: View,
  { seen, paid, evidence, journalId, now }: ReverseCommand,
): Decision<ReverseOutcome> {
  const before = view.fact(depositFact, seen.id)
  assertInvariant(before !== undefined, `deposit ${seen.id} does not exist`)
  assertInvariant(paid.refunded === before.amount.minor, `deposit ${seen.id} was not refunded whole`)
  const status = transition(before.status, 'reverse')
  if (status === undefined || before.journalId === null)
    return { kind: 'refused', refusal: { code: 'transition_not_allowed' } }
  const balance = view.balance(available(before.customerId, before.amount.currency))
  const credit = creditOf(before).minor
  if (balance < credit) return { kind: 'refused', refusal: { code: 'insufficient_funds' } }

  const after: Deposit = {
    ...before,
    status,
    statusReason: 'refunded',
    reversalId: journalId,
    expectedBy: expectedBy(status, before, now),
    updatedAt: now,
  }
  const journal: Evidence = { kind: 'journal', reference: toTypeId('journal', journalId) }
  const steps = [
    { text: 'deposit_refunded' as const, reason: null, evidence },
    { text: 'deposit_reversed' as const, reason: 'refunded', evidence: journal },
  ]
  const { deposit, facts, rows } = writeChange(before, after, steps, balance - credit)
  return {
    kind: 'decided',
    outcome: { v: 1, deposit: deposit.id, journal: journalId },
    effects: {
      journals: [
        {
          id: journalId,
          kind: 'deposit.reversed',
          subject: deposit.id,
          recordedAt: now,
          postings: postingsOf(before)
            .toReversed()
            .map(posting => ({ ...posting, from: posting.to, to: posting.from })),
          reverses: before.journalId,
        },
      ],
      facts,
      rows: [
        ...rows,
        insert(railEffects, {
          provider: deposit.provider,
          object: paid.payment,
          effect: 'reversal',
          depositId: deposit.id,
          journalId,
          recordedAt: now,
        }),
      ],
      events: [eventOf(deposit, status, journalId)],
    },
  }
}
