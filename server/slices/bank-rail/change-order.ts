import { assertInvariant } from '../../platform/errors.ts'
import { change, type FactChange, type View } from '../ledger/index.ts'
import { moveOrder, type PaymentOrder } from './order.ts'
import type { OrderState } from './order-states.ts'
import { incomingFact, paymentOrderFact } from './rows.ts'

/** Too late, with the state the order is in. */
export type TooLate = { tooLate: OrderState }

/**
 * Cancels an order that has not been put into a file yet. The caller's decision needs `paymentOrderFact` under the
 * order's id and includes `change` in its effects. `tooLate` when it is in a file already (ask for a recall), or
 * decided.
 */
export function cancelQueuedOrder(view: View, id: string, at: Date): { change: FactChange } | TooLate {
  const order = orderIn(view, id)
  const canceled = moveOrder(order, 'cancel', { reason: null, evidence: null, at })
  return canceled ? { change: change(paymentOrderFact, id, canceled) } : { tooLate: order.status }
}

/**
 * Asks the bank to give back what was sent and is not settled; camt.056 leaves with the next exchange. Needs and
 * includes the same as above. The answer comes by `onRecallAnswered`, or the order settles or is rejected first.
 * @param reason ISO 20022 ExternalCancellationReason1Code: CUST (the customer asks), DUPL, FRAD, TECH.
 */
export function requestRecall(
  view: View,
  id: string,
  { reason, at }: { reason: 'CUST' | 'DUPL' | 'FRAD' | 'TECH'; at: Date },
): { change: FactChange } | TooLate {
  const order = orderIn(view, id)
  const recalled = moveOrder(order, 'recall', { reason: { code: reason, text: null }, evidence: null, at })
  if (!recalled) return { tooLate: order.status }
  return { change: change(paymentOrderFact, id, { ...recalled, recallReason: reason, reason: null }) }
}

/**
 * Takes incoming money for something of the caller's (`takenBy`: a uuid of the deposit, …). Undefined when somebody
 * else has it already.
 */
export function takeIncoming(
  view: View,
  id: string,
  { takenBy, at }: { takenBy: string; at: Date },
): FactChange | undefined {
  const incoming = view.fact(incomingFact, id)
  assertInvariant(incoming !== undefined, `incoming payment ${id} does not exist`)
  if (incoming.status !== 'open') return undefined
  return change(incomingFact, id, { ...incoming, status: 'taken', takenBy, decidedAt: at })
}

function orderIn(view: View, id: string): PaymentOrder {
  const order = view.fact(paymentOrderFact, id)
  assertInvariant(order !== undefined, `payment order ${id} does not exist`)
  return order
}
