import { withdrawalStatuses, type WithdrawalStatus } from '../../../contract/api/withdrawals.ts'

/**
 * The life of a withdrawal. This is the only place that knows which state follows which and what a state means;
 * everybody else asks the functions below. The diagram in this slice's README is made from the table.
 */

/** What can happen to a withdrawal that changes its state. */
export const withdrawalMoves = ['send', 'settle', 'reject', 'cancel', 'review', 'return'] as const
export type WithdrawalMove = (typeof withdrawalMoves)[number]

/** A withdrawal that was accepted begins here; a declined one is `failed` from the beginning. */
export const initialState: WithdrawalStatus = 'pending'

/**
 * The bank's word about the money is taken in every state in which the money is still set aside: it may come before we
 * have noted that the file left, and long after the promise was broken.
 */
const transitions: Record<WithdrawalStatus, Partial<Record<WithdrawalMove, WithdrawalStatus>>> = {
  pending: { send: 'in_transit', settle: 'paid', reject: 'failed', cancel: 'canceled', review: 'in_review' },
  in_transit: { settle: 'paid', reject: 'failed', cancel: 'canceled', review: 'in_review' },
  in_review: { send: 'in_transit', settle: 'paid', reject: 'failed', cancel: 'canceled' },
  paid: { return: 'returned' },
  failed: {},
  canceled: {},
  returned: {},
}

/** The state after a move, or undefined where the move is not allowed. */
export function transition(from: WithdrawalStatus, move: WithdrawalMove): WithdrawalStatus | undefined {
  return transitions[from][move]
}

type Traits = {
  /** It is not decided yet what becomes of the money: the customer's hold is active. */
  open: boolean
  /** The bank has taken the money, or had. */
  paidOut: boolean
}

const traits: Record<WithdrawalStatus, Traits> = {
  pending: { open: true, paidOut: false },
  in_transit: { open: true, paidOut: false },
  in_review: { open: true, paidOut: false },
  paid: { open: false, paidOut: true },
  failed: { open: false, paidOut: false },
  canceled: { open: false, paidOut: false },
  returned: { open: false, paidOut: true },
}

export function isOpen(status: WithdrawalStatus): boolean {
  return traits[status].open
}

/** It may not have left yet, and nobody has looked at it. */
export function mayStillWait(status: WithdrawalStatus): boolean {
  return status === initialState
}

export function isCanceled(status: WithdrawalStatus): boolean {
  return status === 'canceled'
}

/** The statuses with a trait, for queries. */
export const openStatuses = withdrawalStatuses.filter(isOpen)
export const paidOutStatuses = withdrawalStatuses.filter(status => traits[status].paidOut)

export type CustomerAction = 'cancel' | 'repeat' | 'receipt' | 'contact_support'

/** What the customer can do now; `cancel` only until they have asked for it. */
const actions: Record<WithdrawalStatus, readonly CustomerAction[]> = {
  pending: ['cancel', 'contact_support'],
  in_transit: ['cancel', 'contact_support'],
  in_review: ['cancel', 'contact_support'],
  paid: ['receipt', 'repeat'],
  failed: ['repeat', 'contact_support'],
  canceled: ['repeat'],
  returned: ['repeat', 'contact_support'],
}

export function actionsIn(status: WithdrawalStatus): readonly CustomerAction[] {
  return actions[status]
}

/** The table as a mermaid state diagram. */
export function diagram(): string {
  const lines = [`  [*] --> ${initialState}: create`, '  [*] --> failed: decline']
  for (const from of withdrawalStatuses)
    for (const move of withdrawalMoves) {
      const to = transition(from, move)
      if (to !== undefined) lines.push(`  ${from} --> ${to}: ${move}`)
    }
  return ['stateDiagram-v2', ...lines].join('\n')
}
