import type { WithdrawalStatus } from '../../../contract/api/withdrawals.ts'
import { toTypeId } from '../../../contract/ids.ts'
import { money, toWireMoney, type Money } from '../../../contract/money.ts'
import type { NewEvent } from '../../platform/outbox.ts'
import { sumOf, type FeeLine } from '../pricing/index.ts'
import type { TransactionRecord, UsedProof } from '../wallet/index.ts'
import type { DeclineCode, WithdrawalReason } from './reasons.ts'
import { mayStillWait } from './states.ts'

/** The bank account a withdrawal goes to, as it was when it was ordered: masked. */
export type Destination = { methodId: string; label: string; holderName: string; country: string }

/** A withdrawal as it is stored. Its hold bears its id. */
export type Withdrawal = {
  id: string
  number: string
  customerId: string
  destination: Destination
  /** What arrives. */
  amount: Money
  /** As promised; taken on top, and only when it is paid. */
  fees: readonly FeeLine[]
  status: WithdrawalStatus
  statusReason: WithdrawalReason | null
  /** The facts of a decline, as they were answered. */
  declined: { code: DeclineCode; details: Record<string, unknown> } | null
  version: number
  steps: number
  /** The payment order it left with; null where it was declined. */
  orderId: string | null
  /** The journals that set the money aside, took it from there (or gave it back), and brought it back. */
  holdJournalId: string | null
  endJournalId: string | null
  returnJournalId: string | null
  /** What its proof was; null where nothing moved. */
  stepUp: UsedProof | null
  /** The operator's business day on which it counts against the limits, as an ISO date. */
  limitDay: string | null
  cancelRequestedAt: Date | null
  /** What was promised when it was ordered. */
  promisedBy: Date | null
  expectedBy: Date | null
  /** When the promise was broken. */
  lateAt: Date | null
  createdAt: Date
  updatedAt: Date
}

/** Keys of the web's messages, `timeline.<key>`. */
export const stepTexts = [
  'withdrawal_ordered',
  'withdrawal_declined',
  'withdrawal_reserved',
  'withdrawal_cancel_requested',
  'withdrawal_canceled',
  'withdrawal_sent',
  'withdrawal_recall_sent',
  'withdrawal_recall_refused',
  'withdrawal_recalled',
  'withdrawal_paid',
  'withdrawal_rejected',
  'withdrawal_released',
  'withdrawal_late',
  'withdrawal_overdue',
  'withdrawal_held',
  'withdrawal_returned',
  'withdrawal_credited_back',
] as const
export type StepText = (typeof stepTexts)[number]

/** What proves a step. `bank_file`: our number of the file and the place in it, `12/3`. */
export type Evidence = { kind: 'journal' | 'bank_file' | 'command' | 'clock'; reference: string }

/** One line of the timeline before it has its number. */
export type NewStep = { text: StepText; reason: WithdrawalReason | null; evidence: Evidence | null }

export type Step = NewStep & { withdrawalId: string; number: number; state: WithdrawalStatus; at: Date }

export function feeOf({ fees, amount }: Pick<Withdrawal, 'fees' | 'amount'>): Money {
  return sumOf(fees, amount.currency)
}

/** Why a withdrawal has not left by its time: its customer's account is frozen or restricted. */
export const heldReason = 'account_restricted' satisfies WithdrawalReason

/** It was told to be held: its time is not one of the bank's but when it is looked at again. */
export function isHeldBack({ status, statusReason }: Pick<Withdrawal, 'status' | 'statusReason'>): boolean {
  return mayStillWait(status) && statusReason === heldReason
}

/** What leaves the wallet. */
export function totalOf(withdrawal: Pick<Withdrawal, 'fees' | 'amount'>): Money {
  const { minor, currency } = withdrawal.amount
  return money(minor + feeOf(withdrawal).minor, currency)
}

export function journalEvidence(journalId: string): Evidence {
  return { kind: 'journal', reference: toTypeId('journal', journalId) }
}

/** A withdrawal in its customer's history. `balanceAfter` in minor units; null where nothing was ever set aside. */
export function recordOf(withdrawal: Withdrawal, balanceAfter: bigint | null): TransactionRecord {
  return {
    ownerId: withdrawal.customerId,
    subjectId: withdrawal.id,
    number: withdrawal.number,
    kind: 'withdrawal',
    direction: 'out',
    status: withdrawal.status,
    statusReason: withdrawal.statusReason,
    amount: totalOf(withdrawal),
    counterparty: withdrawal.destination.label,
    method: 'bank_transfer',
    note: null,
    balanceAfter,
    createdAt: withdrawal.createdAt,
    updatedAt: withdrawal.updatedAt,
  }
}

/** `withdrawal.<what>` on the customer's stream; the payload is what a notification needs to say. */
export function eventOf(withdrawal: Withdrawal, what: string, journal: string | null): NewEvent {
  return {
    type: `withdrawal.${what}`,
    version: 1,
    stream: withdrawal.customerId,
    subject: withdrawal.id,
    journal,
    payload: {
      id: toTypeId('withdrawal', withdrawal.id),
      number: withdrawal.number,
      status: withdrawal.status,
      reason: withdrawal.statusReason,
      amount: toWireMoney(withdrawal.amount),
      total: toWireMoney(totalOf(withdrawal)),
      destination: withdrawal.destination.label,
      promised_by: withdrawal.promisedBy?.toISOString() ?? null,
      expected_by: withdrawal.expectedBy?.toISOString() ?? null,
    },
    occurredAt: withdrawal.updatedAt,
  }
}
