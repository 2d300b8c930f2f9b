import type { DepositMethod, DepositStatus } from '../../../contract/api/funding.ts'
import { toTypeId } from '../../../contract/ids.ts'
import { money, toWireMoney, type Money } from '../../../contract/money.ts'
import type { Locale } from '../../../contract/schemas.ts'
import type { NewEvent } from '../../platform/outbox.ts'
import { sumOf, type FeeLine } from '../pricing/index.ts'
import type { TransactionRecord } from '../wallet/index.ts'
import type { DeclineCode, Means } from './rails/rail.ts'

/** A top-up as it is stored. */
export type Deposit = {
  id: string
  number: string
  customerId: string
  method: DepositMethod
  provider: string
  /** What is charged; for a bank transfer what was announced, then what was sent. */
  amount: Money
  /** As promised when it was opened, or less; taken from what arrives. */
  fees: readonly FeeLine[]
  /** What a card of the other kind would be charged, as promised at the opening; null where there is no other kind. */
  otherFees: readonly FeeLine[] | null
  /** Null until it was paid. */
  paidWith: PaidWith | null
  /** The saved means the customer chose. */
  paymentMethodId: string | null
  /** The customer wishes to keep the means they pay with. */
  saveMethod: boolean
  /** Language of the payment page. */
  locale: Locale
  status: DepositStatus
  statusReason: string | null
  version: number
  steps: number
  reference: string | null
  paymentReference: string | null
  pageUrl: string | null
  pageExpiresAt: Date
  cancelRequestedAt: Date | null
  /** Since when the money is being given back, and why it could not be credited. */
  refund: { requestedAt: Date; reason: string } | null
  decline: { code: DeclineCode; reference: string; at: Date } | null
  /** The business day whose limit it used, as an ISO date. */
  limitDay: string | null
  journalId: string | null
  reversalId: string | null
  expectedBy: Date | null
  createdAt: Date
  updatedAt: Date
}

/** What it was paid with, as it is kept and shown. */
export type PaidWith = Pick<Means, 'kind' | 'label' | 'funding'>

/** Keys of the web's messages, `timeline.<key>`. */
export const stepTexts = [
  'deposit_opened',
  'deposit_page_opened',
  'deposit_declined',
  'deposit_cancel_requested',
  'deposit_arrived',
  'deposit_processing',
  'deposit_confirmed',
  'deposit_credited',
  'deposit_fee_lowered',
  'deposit_in_review',
  'deposit_refund_requested',
  'deposit_return_failed',
  'deposit_failed',
  'deposit_canceled',
  'deposit_expired',
  'deposit_refunded',
  'deposit_reversed',
] as const
export type StepText = (typeof stepTexts)[number]

/** What proves a step: a counterparty's message or answer, a ledger journal, a customer's command. */
export type Evidence = {
  kind: 'journal' | 'rail_event' | 'rail_answer' | 'command' | 'clock' | 'bank_entry'
  reference: string
}

/** One line of the timeline before it has its number. */
export type NewStep = { text: StepText; reason: string | null; evidence: Evidence | null }

export type Step = NewStep & { depositId: string; number: number; state: DepositStatus; at: Date }

export function feeOf({ fees, amount }: Pick<Deposit, 'fees' | 'amount'>): Money {
  return sumOf(fees, amount.currency)
}

/** What arrives in the wallet. */
export function creditOf(deposit: Pick<Deposit, 'fees' | 'amount'>): Money {
  return money(deposit.amount.minor - feeOf(deposit).minor, deposit.amount.currency)
}

/** A deposit in its customer's history. `balanceAfter` in minor units, where this change moved money. */
export function recordOf(deposit: Deposit, balanceAfter: bigint | null): TransactionRecord {
  return {
    ownerId: deposit.customerId,
    subjectId: deposit.id,
    number: deposit.number,
    kind: 'deposit',
    direction: 'in',
    status: deposit.status,
    statusReason: deposit.statusReason,
    amount: creditOf(deposit),
    counterparty: null,
    method: deposit.method,
    note: null,
    balanceAfter,
    createdAt: deposit.createdAt,
    updatedAt: deposit.updatedAt,
  }
}

/** `deposit.<what>` on the customer's stream; the payload is what a notification needs to say. */
export function eventOf(deposit: Deposit, what: string, journal: string | null): NewEvent {
  return {
    type: `deposit.${what}`,
    version: 1,
    stream: deposit.customerId,
    subject: deposit.id,
    journal,
    payload: {
      id: toTypeId('deposit', deposit.id),
      number: deposit.number,
      status: deposit.status,
      reason: deposit.statusReason,
      decline: deposit.decline?.code ?? null,
      amount: toWireMoney(deposit.amount),
      credit: toWireMoney(creditOf(deposit)),
      method: deposit.method,
    },
    occurredAt: deposit.updatedAt,
  }
}
