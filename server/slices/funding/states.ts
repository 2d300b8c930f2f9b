import { depositStatuses, type DepositStatus } from '../../../contract/api/funding.ts'

/**
 * The life of a deposit. This is the only place that knows which state follows which and what a state means;
 * everybody else asks the functions below. The diagram in this slice's README is made from the table.
 */

/** What can happen to a deposit that changes its state. */
export const depositMoves = ['wait', 'credit', 'review', 'fail', 'cancel', 'expire', 'reverse'] as const
export type DepositMove = (typeof depositMoves)[number]

/** Every deposit begins here. */
export const initialState: DepositStatus = 'requires_action'

/**
 * `failed`, `canceled` and `expired` may still turn `succeeded`: money that left the card is credited however late
 * the counterparty says so, because the customer asked for it and has paid.
 */
const transitions: Record<DepositStatus, Partial<Record<DepositMove, DepositStatus>>> = {
  requires_action: {
    wait: 'pending',
    credit: 'succeeded',
    review: 'in_review',
    fail: 'failed',
    cancel: 'canceled',
    expire: 'expired',
  },
  pending: {
    credit: 'succeeded',
    review: 'in_review',
    fail: 'failed',
    cancel: 'canceled',
    expire: 'expired',
  },
  in_review: { credit: 'succeeded', fail: 'failed', cancel: 'canceled', expire: 'expired' },
  succeeded: { reverse: 'reversed' },
  failed: { credit: 'succeeded', review: 'in_review' },
  canceled: { credit: 'succeeded', review: 'in_review' },
  expired: { credit: 'succeeded', review: 'in_review' },
  reversed: {},
}

/** The state after a move, or undefined where the move is not allowed. */
export function transition(from: DepositStatus, move: DepositMove): DepositStatus | undefined {
  return transitions[from][move]
}

type Traits = {
  /** The counterparty is still asked how the payment stands. */
  open: boolean
  /** The customer can still pay on the counterparty's page, or give up. */
  payable: boolean
  /** The amount counts against the customer's limit. */
  counted: boolean
  /** The money is in the wallet, or was. */
  booked: boolean
  /** A person has to look at it. */
  reviewed: boolean
}

const traits: Record<DepositStatus, Traits> = {
  requires_action: { open: true, payable: true, counted: true, booked: false, reviewed: false },
  pending: { open: true, payable: false, counted: true, booked: false, reviewed: false },
  in_review: { open: true, payable: false, counted: true, booked: false, reviewed: true },
  succeeded: { open: false, payable: false, counted: true, booked: true, reviewed: false },
  failed: { open: false, payable: false, counted: false, booked: false, reviewed: false },
  canceled: { open: false, payable: false, counted: false, booked: false, reviewed: false },
  expired: { open: false, payable: false, counted: false, booked: false, reviewed: false },
  reversed: { open: false, payable: false, counted: true, booked: true, reviewed: false },
}

export function isOpen(status: DepositStatus): boolean {
  return traits[status].open
}

export function isPayable(status: DepositStatus): boolean {
  return traits[status].payable
}

/** Whether the deposit stands in the ledger. */
export function isBooked(status: DepositStatus): boolean {
  return traits[status].booked
}

/** Whether a person may look at it, and the program gives it back in the end. */
export function isReviewed(status: DepositStatus): boolean {
  return traits[status].reviewed
}

/** Whether the customer gave it up in time. */
export function isCanceled(status: DepositStatus): boolean {
  return status === 'canceled'
}

export function countsAgainstLimit(status: DepositStatus): boolean {
  return traits[status].counted
}

/** The statuses with a trait, for queries. */
export const openStatuses = depositStatuses.filter(isOpen)
export const bookedStatuses = depositStatuses.filter(isBooked)
export const reviewStatuses = depositStatuses.filter(status => traits[status].reviewed)

/** What the customer can do now, by state; `continue` only while there is a page to continue on. */
const actions: Record<DepositStatus, readonly CustomerAction[]> = {
  requires_action: ['continue', 'cancel'],
  pending: ['contact_support'],
  in_review: ['contact_support'],
  succeeded: ['receipt', 'repeat'],
  failed: ['repeat', 'contact_support'],
  canceled: ['repeat'],
  expired: ['repeat'],
  reversed: ['contact_support'],
}

export type CustomerAction = 'continue' | 'cancel' | 'repeat' | 'receipt' | 'contact_support'

export function actionsIn(status: DepositStatus): readonly CustomerAction[] {
  return actions[status]
}

/** The table as a mermaid state diagram. */
export function diagram(): string {
  const lines = [`  [*] --> ${initialState}: open`]
  for (const from of depositStatuses)
    for (const move of depositMoves) {
      const to = transition(from, move)
      if (to !== undefined) lines.push(`  ${from} --> ${to}: ${move}`)
    }
  return ['stateDiagram-v2', ...lines].join('\n')
}
