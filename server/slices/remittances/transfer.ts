import { toTypeId } from '../../../contract/ids.ts'
import type { TransferAbroadStatus } from '../../../contract/api/remittances.ts'
import type { PurposeCode } from '../../../contract/corridors/index.ts'
import { toWireMoney, type Money } from '../../../contract/money.ts'
import type { NewEvent } from '../../platform/outbox.ts'
import type { BankEvidence, BankReason } from '../bank-rail/index.ts'
import type { TransactionRecord } from '../wallet/index.ts'
import { feeOf, type Quote } from './quote.ts'
import { inOneLine, type Recipient } from './recipient.ts'
import type { AbroadReason } from './reasons.ts'
import { isHeld } from './states.ts'

/** A transfer abroad as it is stored, with the price it was made at and whom it is for. */
export type Transfer = {
  id: string
  number: string
  customerId: string
  recipient: Recipient
  quote: Quote
  status: TransferAbroadStatus
  statusReason: AbroadReason | null
  declineDetails: Record<string, unknown> | null
  bankReason: BankReason | null
  version: number
  steps: number
  purpose: PurposeCode | null
  /** As the payment carries it. */
  message: string | null
  journalId: string | null
  holdId: string | null
  orderId: string | null
  undoJournalId: string | null
  returnJournalId: string | null
  /** When the order left for the bank; until then it can be canceled. */
  leftAt: Date | null
  limitDay: string | null
  /** Of the balance it was paid from, once it was paid, or once that was given back. */
  balanceAfter: bigint | null
  stepUp: { amount: bigint; newRecipient: bigint; challengeId: string | null } | null
  expectedBy: Date | null
  lateAt: Date | null
  createdAt: Date
  updatedAt: Date
}

/** What proves a step; the reference is a TypeID, or `<our number of the bank's file>/<line in it>`. */
export type Evidence = { kind: 'journal' | 'bank_file' | 'command' | 'clock'; reference: string }

/** Keys of the web's messages, `timeline.<text>`. */
export const stepTexts = [
  'abroad_ordered',
  'abroad_declined',
  'abroad_exchanged',
  'abroad_queued',
  'abroad_left',
  'abroad_sent',
  'abroad_booked',
  'abroad_completed',
  'abroad_late',
  'abroad_held',
  'abroad_canceled',
  'abroad_refused',
  'abroad_given_back',
  'abroad_came_back',
  'abroad_credited',
] as const
export type StepText = (typeof stepTexts)[number]

export type NewStep = { text: StepText; reason: string | null; evidence: Evidence | null }

export type Step = NewStep & {
  transferId: string
  number: number
  state: TransferAbroadStatus
  at: Date
}

/** What the customer asked for. */
export function commandEvidence(id: string): Evidence {
  return { kind: 'command', reference: toTypeId('transferAbroad', id) }
}

export function journalEvidence(journalId: string): Evidence {
  return { kind: 'journal', reference: toTypeId('journal', journalId) }
}

export function bankEvidence({ file, line }: BankEvidence): Evidence {
  return { kind: 'bank_file', reference: line === null ? String(file) : `${file}/${line}` }
}

/** Why a transfer has not left by its time: its customer's account is frozen or restricted. */
export const heldReason = 'account_restricted' satisfies AbroadReason

/** It was told to be held: its time is not one of the bank's but when it is looked at again. */
export function isHeldBack({ leftAt, status, statusReason }: Transfer): boolean {
  return isHeld(status) && leftAt === null && statusReason === heldReason
}

/** What came back into the wallet; a bank that takes a charge of it would be another amount, which no order has. */
export function returnedOf({ returnJournalId, quote }: Transfer): Money | null {
  return returnJournalId === null ? null : quote.receive
}

/** The payment in its customer's history; a declined one is there with what it would have been. */
export function recordOf(transfer: Transfer): TransactionRecord {
  return {
    ownerId: transfer.customerId,
    subjectId: transfer.id,
    number: transfer.number,
    kind: 'transfer_abroad',
    direction: 'out',
    status: transfer.status,
    statusReason: transfer.statusReason,
    amount: transfer.quote.total,
    counterparty: inOneLine(transfer.recipient),
    method: null,
    note: transfer.message,
    balanceAfter: transfer.balanceAfter,
    createdAt: transfer.createdAt,
    updatedAt: transfer.updatedAt,
  }
}

/** Money that came back is a record of its own: it comes in, later, and maybe in another currency. */
export function returnRecordOf(transfer: Transfer, id: string, balanceAfter: bigint): TransactionRecord {
  return {
    ...recordOf({ ...transfer, balanceAfter }),
    subjectId: id,
    direction: 'in',
    amount: transfer.quote.receive,
    createdAt: transfer.updatedAt,
  }
}

export type EventState = TransferAbroadStatus | 'late' | 'held'

/** Payload version 1. */
export function eventOf(transfer: Transfer, state: EventState, journal: string | null): NewEvent {
  const { quote, recipient } = transfer
  return {
    type: `transfer_abroad.${state}`,
    version: 1,
    stream: transfer.customerId,
    subject: transfer.id,
    journal,
    payload: {
      id: toTypeId('transferAbroad', transfer.id),
      number: transfer.number,
      status: transfer.status,
      reason: transfer.statusReason,
      total: toWireMoney(quote.total),
      fee: toWireMoney(feeOf(quote)),
      amount: toWireMoney(quote.receive),
      destination: inOneLine(recipient),
      arrives_on: quote.schedule.arrivesOn,
      expected_by: transfer.expectedBy?.toISOString() ?? null,
    },
    occurredAt: transfer.updatedAt,
  }
}
