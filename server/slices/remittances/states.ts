import { transferAbroadStatuses, type TransferAbroadStatus } from '../../../contract/api/remittances.ts'

/**
 * The life of a transfer abroad. This is the only place that knows which state follows which and what a state means;
 * everybody else asks the functions below. The diagram in this slice's README is made from the table.
 */

/** What can happen to a transfer that changes its state. */
export const transferMoves = ['settle', 'arrive', 'cancel', 'reject', 'return'] as const
export type TransferMove = (typeof transferMoves)[number]

/** Every transfer that is not declined begins here. */
export const initialState: TransferAbroadStatus = 'processing'

/**
 * `completed` is reached by time: no bank tells us that money arrived, only that it came back. It may still come back
 * afterwards, weeks later.
 */
const transitions: Record<TransferAbroadStatus, Partial<Record<TransferMove, TransferAbroadStatus>>> = {
  processing: { settle: 'sent', cancel: 'canceled', reject: 'failed' },
  sent: { arrive: 'completed', return: 'returned' },
  completed: { return: 'returned' },
  failed: {},
  canceled: {},
  returned: {},
}

/** The state after a move, or undefined where the move is not allowed. */
export function transition(from: TransferAbroadStatus, move: TransferMove): TransferAbroadStatus | undefined {
  return transitions[from][move]
}

type Traits = {
  /** It waits for something, and there is a time by which that will have happened. */
  open: boolean
  /** The recipient's money is set aside and has not left. */
  held: boolean
}

const traits: Record<TransferAbroadStatus, Traits> = {
  processing: { open: true, held: true },
  sent: { open: true, held: false },
  completed: { open: false, held: false },
  failed: { open: false, held: false },
  canceled: { open: false, held: false },
  returned: { open: false, held: false },
}

export function isOpen(status: TransferAbroadStatus): boolean {
  return traits[status].open
}

export function isHeld(status: TransferAbroadStatus): boolean {
  return traits[status].held
}

/** Whether the customer took it back in time. */
export function isCanceled(status: TransferAbroadStatus): boolean {
  return status === 'canceled'
}

export const openStatuses = transferAbroadStatuses.filter(isOpen)
export const heldStatuses = transferAbroadStatuses.filter(isHeld)

export type CustomerAction = 'cancel' | 'repeat' | 'receipt' | 'contact_support'

/** What the customer can do now, by state; `cancel` only until the order has left. */
const actions: Record<TransferAbroadStatus, readonly CustomerAction[]> = {
  processing: ['cancel', 'contact_support'],
  sent: ['receipt', 'contact_support'],
  completed: ['receipt', 'repeat', 'contact_support'],
  failed: ['repeat', 'contact_support'],
  canceled: ['repeat'],
  returned: ['repeat', 'contact_support'],
}

export function actionsIn(status: TransferAbroadStatus): readonly CustomerAction[] {
  return actions[status]
}

/** The table as a mermaid state diagram. */
export function diagram(): string {
  const lines = [`  [*] --> ${initialState}: confirm`, '  [*] --> failed: decline']
  for (const from of transferAbroadStatuses)
    for (const move of transferMoves) {
      const to = transition(from, move)
      if (to !== undefined) lines.push(`  ${from} --> ${to}: ${move}`)
    }
  return ['stateDiagram-v2', ...lines].join('\n')
}
