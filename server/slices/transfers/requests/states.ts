import {
  paymentRequestStatuses,
  type PaymentRequestStatus,
} from '../../../../contract/api/payment-requests.ts'

/** The life of a request for money. The only place that knows which state follows which. */

export const requestMoves = ['pay', 'decline', 'cancel', 'expire'] as const
export type RequestMove = (typeof requestMoves)[number]

export const initialState: PaymentRequestStatus = 'pending'

const transitions: Record<PaymentRequestStatus, Partial<Record<RequestMove, PaymentRequestStatus>>> = {
  pending: { pay: 'paid', decline: 'declined', cancel: 'canceled', expire: 'expired' },
  paid: {},
  declined: {},
  expired: {},
  canceled: {},
}

/** The state after a move, or undefined where the move is not allowed. */
export function transition(from: PaymentRequestStatus, move: RequestMove): PaymentRequestStatus | undefined {
  return transitions[from][move]
}

export function isPending(status: PaymentRequestStatus): boolean {
  return status === 'pending'
}

export function isPaid(status: PaymentRequestStatus): boolean {
  return status === 'paid'
}

/** The table as a mermaid state diagram. */
export function diagram(): string {
  const lines = [`  [*] --> ${initialState}: ask`]
  for (const from of paymentRequestStatuses)
    for (const move of requestMoves) {
      const to = transition(from, move)
      if (to !== undefined) lines.push(`  ${from} --> ${to}: ${move}`)
    }
  return ['stateDiagram-v2', ...lines].join('\n')
}
