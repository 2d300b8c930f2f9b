import type { Acquirer } from '../acquirer.ts'
import type { Tx } from '../../shared/queries-store.ts'
import { getPaymentIntent, updatePaymentIntent } from '../store/queries-payments.ts'
import { findSession, listSessionsToExpire, updateSession } from '../store/queries-sessions.ts'
import type { PaymentIntentRecord, SessionRecord } from '../store/records.ts'
import { NO_REQUEST, recordEvents, type Cause, type NewEvent } from './record-events.ts'

/** Closes an open session; a payment intent that was begun is canceled with it, so nothing can be debited later. */
export function expire(tx: Tx, acquirer: Acquirer, session: SessionRecord, cause: Cause): SessionRecord {
  if (session.status !== 'open')
    throw new Error(`session ${session.id} is ${session.status}, only an open one expires`)
  const expired: SessionRecord = { ...session, status: 'expired' }
  updateSession(tx, expired)
  const events: NewEvent[] = [{ type: 'checkout.session.expired', session: expired }]
  if (session.paymentIntent !== null) {
    const intent: PaymentIntentRecord = {
      ...getPaymentIntent(tx, session.paymentIntent),
      status: 'canceled',
      authenticationToken: null,
      canceledAt: acquirer.clock.nowSeconds(),
    }
    updatePaymentIntent(tx, intent)
    events.unshift({ type: 'payment_intent.canceled', intent })
  }
  recordEvents(tx, acquirer, cause, events)
  return expired
}

/**
 * Expires every open session whose time has come. Whoever looks at sessions calls this first, so that nobody sees
 * an open session after its time, even if no timer has fired yet. Answers whether there was any.
 */
export function expireAllDue(tx: Tx, acquirer: Acquirer): boolean {
  const due = listSessionsToExpire(tx, acquirer.clock.nowSeconds())
  for (const id of due) {
    const session = findSession(tx, id)
    if (session) expire(tx, acquirer, session, NO_REQUEST)
  }
  return due.length > 0
}
