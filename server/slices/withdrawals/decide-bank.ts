import { bankReasonOf, type BankReasonWord } from '../../../contract/bank-reasons.ts'
import { assertInvariant } from '../../platform/errors.ts'
import type { BankEvidence, BankReason } from '../bank-rail/index.ts'
import {
  available,
  clearing,
  fees,
  holdFact,
  need,
  reserved,
  resolving,
  type Decider,
  type Decision,
  type Effects,
  type JournalDraft,
  type View,
} from '../ledger/index.ts'
import { needLimit } from '../pricing/index.ts'
import { writeChange } from './effects.ts'
import { limitKeyOf, release } from './release.ts'
import { withdrawalFact } from './rows.ts'
import { transition, type WithdrawalMove } from './states.ts'
import {
  eventOf,
  isHeldBack,
  journalEvidence,
  totalOf,
  type Evidence,
  type NewStep,
  type StepText,
  type Withdrawal,
} from './withdrawal.ts'

/** What the bank rail tells of the order behind a withdrawal. */
export type BankNews =
  | { kind: 'sent'; expectedBy: Date | null }
  | { kind: 'settled' }
  | { kind: 'rejected'; reason: BankReason }
  | { kind: 'returned'; reason: BankReason }
  | { kind: 'recall_agreed' }
  | { kind: 'recall_refused' }

export type BankCommand = {
  withdrawal: Pick<Withdrawal, 'id' | 'customerId' | 'amount' | 'fees'>
  news: BankNews
  evidence: BankEvidence
  journalId: string
  now: Date
}

export type BankOutcome = { v: 1; withdrawal: string; status: string }

/**
 * Our books follow the bank's word. Never refused while outgoing money is stopped: what the bank has taken is gone, and
 * what it did not take belongs to the customer.
 */
export const bankDecider: Decider<BankCommand, BankOutcome> = {
  name: 'withdrawal.bank',
  outgoing: false,
  accounts: ({ withdrawal }) => {
    const { customerId, amount } = withdrawal
    return [
      available(customerId, amount.currency),
      reserved(customerId, amount.currency),
      clearing('bank', amount.currency),
      ...withdrawal.fees.map(line => fees(line.kind, amount.currency)),
    ]
  },
  facts: ({ withdrawal }) => [
    need(withdrawalFact, withdrawal.id),
    need(holdFact, withdrawal.id),
    needLimit(limitKeyOf(withdrawal)),
  ],
  decide,
}

function decide(view: View, command: BankCommand): Decision<BankOutcome> {
  const before = view.fact(withdrawalFact, command.withdrawal.id)
  assertInvariant(before !== undefined, `withdrawal ${command.withdrawal.id} does not exist`)
  const { news } = command
  switch (news.kind) {
    case 'sent':
      return sent(view, command, before, news.expectedBy)
    case 'settled':
      return settled(view, command, before)
    case 'rejected':
      return released(view, command, before, {
        move: 'reject',
        reason: bankReasonOf(news.reason.code),
        text: 'withdrawal_rejected',
      })
    case 'recall_agreed':
      return released(view, command, before, {
        move: 'cancel',
        reason: 'canceled_by_customer',
        text: 'withdrawal_recalled',
      })
    case 'recall_refused':
      return changed(before, command, {
        after: before,
        steps: [{ text: 'withdrawal_recall_refused', reason: null, evidence: fileOf(command) }],
        event: 'recall_refused',
        balanceAfter: balanceOf(view, before),
      })
    case 'returned':
      return returned(view, command, before, bankReasonOf(news.reason.code))
  }
}

const refused: Decision<BankOutcome> = { kind: 'refused', refusal: { code: 'transition_not_allowed' } }

/** Where it is written that the bank said so: our number of the file, and the place in it. */
function fileOf({ evidence: { file, line } }: BankCommand): Evidence {
  return { kind: 'bank_file', reference: line === null ? String(file) : `${file}/${line}` }
}

function balanceOf(view: View, { customerId, amount }: Withdrawal): bigint {
  return view.balance(available(customerId, amount.currency))
}

type Change = {
  after: Withdrawal
  steps: readonly NewStep[]
  event: string
  balanceAfter: bigint
  /** The journal that moved the money, and what else is written with it. */
  journal?: string
  effects?: Effects
}

function changed(before: Withdrawal, command: BankCommand, change: Change): Decision<BankOutcome> {
  const after = { ...change.after, updatedAt: command.now }
  const { withdrawal, facts, rows } = writeChange(before, after, change.steps, change.balanceAfter)
  const more = change.effects ?? {}
  return {
    kind: 'decided',
    outcome: { v: 1, withdrawal: withdrawal.id, status: withdrawal.status },
    effects: {
      ...(more.journals ? { journals: more.journals } : {}),
      facts: [...facts, ...(more.facts ?? [])],
      rows: [...rows, ...(more.rows ?? [])],
      events: [...(more.events ?? []), eventOf(withdrawal, change.event, change.journal ?? null)],
    },
  }
}

function sent(
  view: View,
  command: BankCommand,
  before: Withdrawal,
  expectedBy: Date | null,
): Decision<BankOutcome> {
  const status = transition(before.status, 'send')
  if (status === undefined) return refused
  return changed(before, command, {
    // What was promised stays promised; only one that is late already, or was held, gets a new time.
    after: {
      ...before,
      status,
      statusReason: null,
      expectedBy:
        before.lateAt === null && !isHeldBack(before) ? before.expectedBy : (expectedBy ?? before.expectedBy),
    },
    steps: [{ text: 'withdrawal_sent', reason: null, evidence: fileOf(command) }],
    event: status,
    balanceAfter: balanceOf(view, before),
  })
}

/** The bank took the money: the hold becomes what we paid through it, and the fees that were promised. */
function settled(view: View, command: BankCommand, before: Withdrawal): Decision<BankOutcome> {
  const status = transition(before.status, 'settle')
  if (status === undefined) return refused
  const { id: holdId, customerId: owner, amount } = before
  const { currency } = amount
  const { journalId, now } = command
  const resolved = resolving(
    view,
    { holdId, journalId, owner, currency, now },
    { kind: 'capture', amount: totalOf(before).minor },
    [
      { to: clearing('bank', currency), amount: amount.minor },
      ...before.fees.map(line => ({ to: fees(line.kind, currency), amount: line.amount.minor })),
    ],
  )
  assertInvariant(!('refusal' in resolved), `the hold of withdrawal ${holdId} is not active any more`)
  return changed(before, command, {
    after: { ...before, status, statusReason: null, endJournalId: journalId, expectedBy: null },
    steps: [{ text: 'withdrawal_paid', reason: null, evidence: fileOf(command) }],
    event: status,
    balanceAfter: balanceOf(view, before),
    journal: journalId,
    effects: resolved.effects,
  })
}

function released(
  view: View,
  command: BankCommand,
  before: Withdrawal,
  end: {
    move: Extract<WithdrawalMove, 'reject' | 'cancel'>
    reason: BankReasonWord | 'canceled_by_customer'
    text: StepText
  },
): Decision<BankOutcome> {
  const status = transition(before.status, end.move)
  if (status === undefined) return refused
  const { journalId, now } = command
  const back = release(view, before, { journalId, now })
  return changed(before, command, {
    after: { ...before, status, statusReason: end.reason, endJournalId: journalId, expectedBy: null },
    steps: [
      { text: end.text, reason: end.move === 'reject' ? end.reason : null, evidence: fileOf(command) },
      { text: 'withdrawal_released', reason: null, evidence: journalEvidence(journalId) },
    ],
    event: status,
    balanceAfter: back.balanceAfter,
    journal: journalId,
    effects: back,
  })
}

/** A payment came back, maybe weeks later: all of it goes back to the customer, fees included. */
function returned(
  view: View,
  command: BankCommand,
  before: Withdrawal,
  reason: BankReasonWord,
): Decision<BankOutcome> {
  const status = transition(before.status, 'return')
  if (status === undefined) return refused
  const { id, customerId, amount } = before
  const { journalId, now } = command
  const wallet = available(customerId, amount.currency)
  const journal: JournalDraft = {
    id: journalId,
    kind: 'withdrawal.returned',
    subject: id,
    recordedAt: now,
    postings: [
      { kind: 'principal', from: clearing('bank', amount.currency), to: wallet, amount: amount.minor },
      ...before.fees.map(line => ({
        kind: 'fee',
        from: fees(line.kind, amount.currency),
        to: wallet,
        amount: line.amount.minor,
      })),
    ],
  }
  return changed(before, command, {
    after: { ...before, status, statusReason: reason, returnJournalId: journalId },
    steps: [
      { text: 'withdrawal_returned', reason, evidence: fileOf(command) },
      { text: 'withdrawal_credited_back', reason: null, evidence: journalEvidence(journalId) },
    ],
    event: status,
    balanceAfter: balanceOf(view, before) + totalOf(before).minor,
    journal: journalId,
    effects: { journals: [journal] },
  })
}
