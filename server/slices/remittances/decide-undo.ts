import { bankReasonOf } from '../../../contract/bank-reasons.ts'
import { assertInvariant } from '../../platform/errors.ts'
import {
  cancelQueuedOrder,
  paymentOrderFact,
  type BankEvidence,
  type BankReason,
} from '../bank-rail/index.ts'
import {
  available,
  holdFact,
  need,
  resolving,
  type Decider,
  type Decision,
  type FactChange,
  type JournalDraft,
  type View,
} from '../ledger/index.ts'
import { needLimit, releaseLimits } from '../pricing/index.ts'
import { writeChange } from './effects.ts'
import { accountsOf, limitKeyOf, postingsOf } from './postings.ts'
import type { AbroadReason } from './reasons.ts'
import { transferFact } from './rows.ts'
import { transition } from './states.ts'
import {
  bankEvidence,
  commandEvidence,
  eventOf,
  journalEvidence,
  type NewStep,
  type Transfer,
} from './transfer.ts'

/** Why what never left comes back: the customer wants it, or the bank did not take it. */
export type UndoCause =
  | { kind: 'cancel' }
  | { kind: 'recalled'; evidence: BankEvidence }
  | { kind: 'rejected'; reason: BankReason; evidence: BankEvidence }

export type UndoCommand = {
  seen: Transfer
  cause: UndoCause
  /** Of the journal that mirrors exchange and fees, and of the one that ends the hold. */
  journalId: string
  releaseJournalId: string
  now: Date
}

export type UndoOutcome = { v: 1; transfer_abroad: string }

/**
 * Gives everything back as if nothing had been: the hold ends, exchange and fees are mirrored at the price they were
 * made at. Refused with `transition_not_allowed` when the order is in a file already, or another was faster.
 */
export const undoDecider: Decider<UndoCommand, UndoOutcome> = {
  name: 'transfer_abroad.undo',
  outgoing: false,
  accounts: ({ seen }) => accountsOf(seen.quote),
  facts: ({ seen, cause }) => [
    need(transferFact, seen.id),
    ...(seen.holdId === null ? [] : [need(holdFact, seen.holdId)]),
    ...(seen.orderId === null || cause.kind !== 'cancel' ? [] : [need(paymentOrderFact, seen.orderId)]),
    needLimit(limitKeyOf(seen.quote)),
  ],
  decide,
}

const refused: Decision<UndoOutcome> = { kind: 'refused', refusal: { code: 'transition_not_allowed' } }

function decide(view: View, command: UndoCommand): Decision<UndoOutcome> {
  const { seen, cause, now } = command
  const before = view.fact(transferFact, seen.id)
  assertInvariant(before !== undefined, `transfer abroad ${seen.id} does not exist`)
  const status = transition(before.status, cause.kind === 'rejected' ? 'reject' : 'cancel')
  if (status === undefined || before.holdId === null || before.orderId === null) return refused
  const order = cause.kind === 'cancel' ? cancelQueuedOrder(view, before.orderId, now) : undefined
  if (order && 'tooLate' in order) return refused

  const { quote } = before
  const release = resolving(
    view,
    {
      holdId: before.holdId,
      journalId: command.releaseJournalId,
      owner: before.customerId,
      currency: quote.receive.currency,
      now,
    },
    { kind: 'release' },
    [],
  )
  assertInvariant(!('refusal' in release), `the hold of transfer abroad ${before.id} has ended without it`)
  const mirror = mirrorOf(before, command)
  const after: Transfer = {
    ...before,
    status,
    statusReason: reasonOf(cause),
    bankReason: cause.kind === 'rejected' ? cause.reason : null,
    undoJournalId: mirror?.id ?? null,
    limitDay: null,
    balanceAfter: view.balance(available(before.customerId, quote.total.currency)) + quote.total.minor,
    expectedBy: null,
    updatedAt: now,
  }
  const limits = limitEffects(view, before)
  const { transfer, facts, rows } = writeChange(before, after, stepsOf(command))
  return {
    kind: 'decided',
    outcome: { v: 1, transfer_abroad: before.id },
    effects: {
      journals: [...(release.effects.journals ?? []), ...(mirror ? [mirror] : [])],
      facts: [...facts, ...limits.facts, ...(release.effects.facts ?? []), ...(order ? [order.change] : [])],
      rows: [...rows, ...limits.rows],
      events: [eventOf(transfer, status, mirror?.id ?? null), ...(release.effects.events ?? [])],
    },
  }
}

function reasonOf(cause: UndoCause): AbroadReason {
  return cause.kind === 'rejected' ? bankReasonOf(cause.reason.code) : 'canceled_by_customer'
}

/** The last posting first, so that each balance goes back the way it came; undefined where only a hold was placed. */
function mirrorOf(before: Transfer, { journalId, now }: UndoCommand): JournalDraft | undefined {
  if (before.journalId === null) return undefined
  return {
    id: journalId,
    kind: 'transfer_abroad.undone',
    subject: before.id,
    recordedAt: now,
    postings: postingsOf(before.quote)
      .toReversed()
      .map(posting => ({ ...posting, from: posting.to, to: posting.from })),
    reverses: before.journalId,
  }
}

function limitEffects(view: View, before: Transfer): ReturnType<typeof releaseLimits> {
  if (before.limitDay === null) return { facts: [] as FactChange[], rows: [] }
  return releaseLimits(view, {
    ...limitKeyOf(before.quote),
    subject: before.id,
    amount: before.quote.principal,
    at: before.createdAt,
    day: before.limitDay,
  })
}

function stepsOf({ cause, releaseJournalId, seen }: UndoCommand): NewStep[] {
  const givenBack: NewStep = {
    text: 'abroad_given_back',
    reason: null,
    evidence: journalEvidence(releaseJournalId),
  }
  switch (cause.kind) {
    case 'cancel':
      return [{ text: 'abroad_canceled', reason: null, evidence: commandEvidence(seen.id) }, givenBack]
    case 'recalled':
      return [{ text: 'abroad_canceled', reason: null, evidence: bankEvidence(cause.evidence) }, givenBack]
    case 'rejected':
      return [
        {
          text: 'abroad_refused',
          reason: bankReasonOf(cause.reason.code),
          evidence: bankEvidence(cause.evidence),
        },
        givenBack,
      ]
  }
}
