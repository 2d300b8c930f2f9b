import { paymentOrderStatuses } from '../../../contract/api/bank-files.ts'

/**
 * The life of a payment order. This is the only place that knows which state follows which and what a state means;
 * everybody else asks the functions below. The diagram in this slice's README is made from the table.
 */
export const orderStates = paymentOrderStatuses
export type OrderState = (typeof orderStates)[number]

/** What can happen to an order that changes its state. */
export const orderMoves = [
  'batch',
  'send',
  'accept',
  'settle',
  'reject',
  'cancel',
  'recall',
  'recall_agreed',
  'recall_refused',
  'return',
] as const
export type OrderMove = (typeof orderMoves)[number]

/** Every order begins here. */
export const initialOrderState: OrderState = 'queued'

/** `recall_refused` leads back to where the order was when it was asked back. */
type Target = OrderState | 'before_recall'

/**
 * The bank's answers come in any order, and before we have recorded that the file arrived when we died in between:
 * therefore a `batched` order may be accepted, settled or rejected. What is settled is never rejected afterwards;
 * a bank that cannot deliver brings the money back, which is `return`.
 */
const transitions: Record<OrderState, Partial<Record<OrderMove, Target>>> = {
  queued: { batch: 'batched', cancel: 'canceled' },
  batched: { send: 'sent', accept: 'accepted', settle: 'settled', reject: 'rejected' },
  sent: { accept: 'accepted', settle: 'settled', reject: 'rejected', recall: 'recall_requested' },
  accepted: { settle: 'settled', reject: 'rejected', recall: 'recall_requested' },
  settled: { return: 'returned' },
  returned: {},
  recall_requested: {
    settle: 'settled',
    reject: 'rejected',
    recall_agreed: 'canceled',
    recall_refused: 'before_recall',
  },
  canceled: {},
  rejected: {},
}

/** The state after a move, or undefined where the move is not allowed. */
export function transition(
  from: { status: OrderState; beforeRecall: OrderState | null },
  move: OrderMove,
): OrderState | undefined {
  const target = transitions[from.status][move]
  if (target !== 'before_recall') return target
  return from.beforeRecall ?? undefined
}

export function mayMove(
  from: { status: OrderState; beforeRecall: OrderState | null },
  move: OrderMove,
): boolean {
  return transition(from, move) !== undefined
}

/** The states in which a move is possible, for conditions in queries. */
export function statesAllowing(move: OrderMove): OrderState[] {
  return orderStates.filter(state => transitions[state][move] !== undefined)
}

/** Whether it is decided what became of the money; a settled payment may still come back. */
export function isDecided(status: OrderState): boolean {
  return traits[status].decided
}

/** Whether the bank was asked to take it out of our account and may still do so. */
export function mayBeDebited(status: OrderState): boolean {
  return traits[status].mayBeDebited
}

/**
 * The bank agreed to bring it back. It may have taken the money before it did; then the debit and the return are booked
 * all the same, in either order, and the one makes up for the other.
 */
export function isRecalled({
  status,
  beforeRecall,
}: {
  status: OrderState
  beforeRecall: OrderState | null
}): boolean {
  return status === 'canceled' && beforeRecall !== null
}

type Traits = { decided: boolean; mayBeDebited: boolean }

const traits: Record<OrderState, Traits> = {
  queued: { decided: false, mayBeDebited: false },
  batched: { decided: false, mayBeDebited: true },
  sent: { decided: false, mayBeDebited: true },
  accepted: { decided: false, mayBeDebited: true },
  settled: { decided: true, mayBeDebited: true },
  returned: { decided: true, mayBeDebited: true },
  recall_requested: { decided: false, mayBeDebited: true },
  canceled: { decided: true, mayBeDebited: false },
  rejected: { decided: true, mayBeDebited: false },
}

export const openOrderStates = orderStates.filter(state => !isDecided(state))
/** The order's money has left our account at the bank, as the bank says. */
export const debitedOrderStates = ['settled', 'returned'] as const satisfies readonly OrderState[]

/** The table as a mermaid state diagram. */
export function orderDiagram(): string {
  const lines = [`  [*] --> ${initialOrderState}: order`]
  for (const from of orderStates)
    for (const move of orderMoves) {
      const target = transitions[from][move]
      const targets = target === 'before_recall' ? statesAllowing('recall') : target ? [target] : []
      for (const to of targets) lines.push(`  ${from} --> ${to}: ${move}`)
    }
  return ['stateDiagram-v2', ...lines].join('\n')
}
