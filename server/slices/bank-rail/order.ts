import type { Money } from '../../../contract/money.ts'
import { assertInvariant } from '../../platform/errors.ts'
import type { Payee } from './at-rest.ts'
import {
  initialOrderState,
  isDecided,
  isRecalled,
  transition,
  type OrderMove,
  type OrderState,
} from './order-states.ts'

/** Who orders payments; each hears of its own orders only. */
export const paymentOrderClients = [
  'withdrawal',
  'transfer_abroad',
  'suspense_return',
  'deposit_refund',
] as const
export type PaymentOrderClient = (typeof paymentOrderClients)[number]

/** What a slice asks the bank rail to pay, inside the decision that sets the money aside. */
export type NewPaymentOrder = {
  id: string
  client: PaymentOrderClient
  /** The withdrawal, transfer …: a uuid of the client's. */
  subject: string
  /** Transaction number of 16 digits; a payment that is made again needs a number of its own. */
  number: string
  /** The customer whose money it is; null for the operator's. */
  owner: string | null
  amount: Money
  /** Made by `payeeOf` for this order's id. */
  payee: Payee
  /** ISO 20022 ExternalPurpose1Code. */
  purpose: string | null
  /** At most 140 characters, for the payee. */
  remittance: string
  /** ISO date at which the bank is to execute it: `arrival().requestedOn`. */
  requestedOn: string
  /** It leaves with the first file made then or later, and can be canceled until then: `arrival().batchAt`. */
  batchAt: Date
  createdAt: Date
}

/** Why a bank refuses or brings back: an ISO 20022 external code (AC01, AC04, AM04 …) and what it wrote. */
export type BankReason = { code: string; text: string | null }

/** Where something is written that the bank said. `file` is our number of the file, `line` counts from 1 in it. */
export type BankEvidence = {
  file: number
  line: number | null
  messageId: string
  /** The bank's reference of the entry on our account. */
  statementEntry?: string
  at: Date
}

/** What a step of an order may be, besides its states. */
export const orderStepKinds = [
  'queued',
  'batched',
  'sent',
  'accepted',
  'settled',
  'returned',
  'canceled',
  'rejected',
  'recall_requested',
  'recall_sent',
  'recall_refused',
  'debited',
  'returned_early',
] as const
export type OrderStepKind = (typeof orderStepKinds)[number]

export type OrderStep = {
  number: number
  kind: OrderStepKind
  status: OrderState
  reason: BankReason | null
  file: number | null
  line: number | null
  messageId: string | null
  statementEntry: string | null
  at: Date
  /** Whether the client has to hear of it. */
  news: boolean
}

/** An order as decisions see it. */
export type PaymentOrder = NewPaymentOrder & {
  endToEndId: string
  status: OrderState
  beforeRecall: OrderState | null
  reason: BankReason | null
  version: number
  /** How many steps are stored. */
  steps: number
  /** The file it left with and its place in it. */
  file: { number: number; line: number } | null
  recallFile: number | null
  recallReason: string | null
  debitEntry: string | null
  returnEntry: string | null
  updatedAt: Date
  /** Steps that are still to be stored; written with the order. */
  newSteps: readonly OrderStep[]
}

/** The reference the bank repeats in every answer: unique because transaction numbers are. */
export function endToEndIdOf(number: string): string {
  return `OKPAY${number}`
}

const transactionNumber = /^9[0-9]{15}$/

/** An order as it begins. Throws on what no bank could carry out: the caller checked before. */
export function openOrder(order: NewPaymentOrder): PaymentOrder {
  assertInvariant(transactionNumber.test(order.number), 'a payment order without a transaction number')
  assertInvariant(order.amount.minor > 0n, `payment order ${order.number} pays nothing`)
  assertInvariant(order.remittance.length <= 140, `payment order ${order.number} says too much`)
  const opened: PaymentOrder = {
    ...order,
    endToEndId: endToEndIdOf(order.number),
    status: initialOrderState,
    beforeRecall: null,
    reason: null,
    version: 1,
    steps: 0,
    file: null,
    recallFile: null,
    recallReason: null,
    debitEntry: null,
    returnEntry: null,
    updatedAt: order.createdAt,
    newSteps: [],
  }
  return withStep(opened, { kind: 'queued', reason: null, evidence: null, at: order.createdAt })
}

export type Happening = {
  reason: BankReason | null
  evidence: BankEvidence | null
  at: Date
}

/** The order after a move with its step, or undefined where the move is not allowed any more. */
export function moveOrder(
  order: PaymentOrder,
  move: OrderMove,
  happening: Happening,
): PaymentOrder | undefined {
  const status = transition(order, move)
  if (status === undefined) return undefined
  const reason = happening.reason ?? (isDecided(status) ? null : order.reason)
  const moved: PaymentOrder = {
    ...order,
    status,
    beforeRecall: move === 'recall' ? order.status : order.beforeRecall,
    reason,
    version: order.version + 1,
    updatedAt: happening.at,
  }
  return withStep(moved, { kind: stepKindOf[move] ?? kindOfState(status), ...happening })
}

/**
 * The order once the bank says that it paid, or undefined where that changes nothing any more. Files come in any order:
 * one that was brought back before we heard that it had left is settled and returned at once.
 */
export function settleOrder(order: PaymentOrder, happening: Happening): PaymentOrder | undefined {
  const settled = moveOrder(order, 'settle', { ...happening, reason: null })
  if (!settled || order.returnEntry === null) return settled
  return moveOrder(settled, 'return', { ...happening, reason: order.reason })
}

/** Something worth keeping that changes no state. */
export function noteOnOrder(
  order: PaymentOrder,
  kind: 'debited' | 'recall_sent' | 'returned_early' | 'returned',
  happening: Happening,
): PaymentOrder {
  const noted = { ...order, version: order.version + 1, updatedAt: happening.at }
  return withStep(noted, { kind, ...happening })
}

const stepKindOf: Partial<Record<OrderMove, OrderStepKind>> = { recall_refused: 'recall_refused' }

function kindOfState(status: OrderState): OrderStepKind {
  return status
}

/** What clients hear of: that it left, what became of the money, and the answer to a recall. */
const newsKinds: readonly OrderStepKind[] = ['sent', 'settled', 'rejected', 'returned', 'recall_refused']

/**
 * A cancellation is the client's own decision, unless the bank agreed to it. After that it has its money back, and what
 * the bank still books of the payment is none of its business.
 */
function isNews(order: PaymentOrder, kind: OrderStepKind): boolean {
  return isRecalled(order) ? kind === 'canceled' : newsKinds.includes(kind)
}

function withStep(
  order: PaymentOrder,
  { kind, reason, evidence, at }: Happening & { kind: OrderStepKind },
): PaymentOrder {
  const step: OrderStep = {
    number: order.steps + order.newSteps.length + 1,
    kind,
    status: order.status,
    reason,
    file: evidence?.file ?? null,
    line: evidence?.line ?? null,
    messageId: evidence?.messageId ?? null,
    statementEntry: evidence?.statementEntry ?? null,
    at,
    news: isNews(order, kind),
  }
  return { ...order, newSteps: [...order.newSteps, step] }
}
