import type { Acquirer } from '../acquirer.ts'
import { renderEvent } from '../api/render-event.ts'
import { renderPaymentIntent } from '../api/render-payment-intent.ts'
import { renderSession } from '../api/render-session.ts'
import { listAttemptsOf, listDeliveriesOf, listEvents } from '../store/queries-events.ts'
import { listPaymentIntents } from '../store/queries-payments.ts'
import { listSessions } from '../store/queries-sessions.ts'

const EVERYTHING = { createdFrom: 0, createdUntil: Number.MAX_SAFE_INTEGER }
const NEWEST = { after: 0, before: Number.MAX_SAFE_INTEGER, ascending: false }

export function viewSessions(acquirer: Acquirer, limit: number) {
  const filter = { ...EVERYTHING, status: null, paymentIntent: null, email: null }
  return listSessions(acquirer.db, filter, { ...NEWEST, limit })
}

export function viewPaymentIntents(acquirer: Acquirer, limit: number) {
  return listPaymentIntents(acquirer.db, limit)
}

/** An event with every planned delivery and every attempt that was made. */
export function viewEvents(acquirer: Acquirer, limit: number) {
  const filter = { ...EVERYTHING, types: [], delivered: null }
  return listEvents(acquirer.db, filter, { ...NEWEST, limit }).map(event => ({
    event,
    deliveries: listDeliveriesOf(acquirer.db, event.id).map(delivery => ({
      ...delivery,
      attemptLog: listAttemptsOf(acquirer.db, delivery.id),
    })),
  }))
}

export function viewClock(acquirer: Acquirer) {
  return { now_ms: acquirer.clock.now(), offset_ms: acquirer.clock.offsetMs() }
}

/** Everything as JSON, newest first: objects in the shape of the API, deliveries with their attempts. */
export function viewAll(acquirer: Acquirer, limit: number) {
  return {
    clock: viewClock(acquirer),
    webhook_url: acquirer.settings.webhookUrl,
    faults: acquirer.faults.current(),
    sessions: viewSessions(acquirer, limit).map(session =>
      renderSession(acquirer.db, acquirer.publicUrl(), session),
    ),
    payment_intents: viewPaymentIntents(acquirer, limit).map(intent => ({
      ...renderPaymentIntent(acquirer.db, intent, { latest_charge: {} }),
      settles_at_ms: intent.settlement?.atMs ?? null,
    })),
    events: viewEvents(acquirer, limit).map(({ event, deliveries }) => ({
      event: renderEvent(event),
      deliveries: deliveries.map(delivery => ({
        id: delivery.id,
        state: delivery.state,
        next_attempt_ms: delivery.state === 'pending' ? delivery.nextAttemptMs : null,
        attempts: delivery.attemptLog.map(attempt => ({
          at_ms: attempt.atMs,
          duration_ms: attempt.durationMs,
          http_status: attempt.httpStatus,
          error: attempt.error,
        })),
      })),
    })),
  }
}
