import type { Stripe } from 'stripe'
import type { Acquirer } from '../acquirer.ts'
import { API_VERSION } from '../api/version.ts'
import { renderCharge } from '../api/render-charge.ts'
import { renderPaymentIntent } from '../api/render-payment-intent.ts'
import { renderRefund } from '../api/render-refund.ts'
import { renderSession } from '../api/render-session.ts'
import { newId } from '../ids.ts'
import type { Tx } from '../../shared/queries-store.ts'
import { insertDelivery, insertEvent } from '../store/queries-events.ts'
import type { ChargeRecord, PaymentIntentRecord, RefundRecord, SessionRecord } from '../store/records.ts'

/** The API request that caused an event; both null when a person on the hosted page or the passing of time did. */
export type Cause = { readonly requestId: string | null; readonly idempotencyKey: string | null }

export const NO_REQUEST: Cause = { requestId: null, idempotencyKey: null }

type EventOf<Name extends Stripe.Event['type']> = Extract<Stripe.Event['type'], Name>

export type NewEvent =
  | {
      type: EventOf<
        | 'checkout.session.completed'
        | 'checkout.session.expired'
        | 'checkout.session.async_payment_succeeded'
        | 'checkout.session.async_payment_failed'
      >
      session: SessionRecord
    }
  | {
      type: EventOf<
        | 'payment_intent.created'
        | 'payment_intent.requires_action'
        | 'payment_intent.processing'
        | 'payment_intent.succeeded'
        | 'payment_intent.payment_failed'
        | 'payment_intent.canceled'
      >
      intent: PaymentIntentRecord
    }
  | {
      type: EventOf<'charge.succeeded' | 'charge.pending' | 'charge.failed' | 'charge.refunded'>
      charge: ChargeRecord
    }
  | { type: EventOf<'refund.created'>; refund: RefundRecord }

/** Who is told: everybody as configured, nobody ever, or the confirmation twice and once more under another id. */
export type Telling = 'normally' | 'never' | 'confirmation_twice'

function snapshot(tx: Tx, acquirer: Acquirer, event: NewEvent): { subject: string; object: unknown } {
  if ('session' in event) {
    return { subject: event.session.id, object: renderSession(tx, acquirer.publicUrl(), event.session) }
  }
  if ('intent' in event) return { subject: event.intent.id, object: renderPaymentIntent(tx, event.intent) }
  if ('charge' in event) return { subject: event.charge.id, object: renderCharge(event.charge) }
  return { subject: event.refund.id, object: renderRefund(tx, event.refund) }
}

function isWanted(acquirer: Acquirer, type: string): boolean {
  const { webhookUrl, webhookEvents } = acquirer.settings
  return webhookUrl !== null && (webhookEvents.includes('*') || webhookEvents.includes(type))
}

function recordOne(tx: Tx, acquirer: Acquirer, cause: Cause, event: NewEvent): string {
  const id = newId.event()
  const created = acquirer.clock.nowSeconds()
  const { subject, object } = snapshot(tx, acquirer, event)
  const body = {
    id,
    object: 'event',
    api_version: API_VERSION,
    created,
    data: { object },
    livemode: false,
    pending_webhooks: isWanted(acquirer, event.type) ? 1 : 0,
    request: { id: cause.requestId, idempotency_key: cause.idempotencyKey },
    type: event.type,
  } satisfies Omit<Stripe.Event, 'data' | 'type'> & { data: { object: unknown }; type: string }
  insertEvent(tx, { id, created, type: event.type, subject, body: JSON.stringify(body, null, 2) })
  return id
}

/** Gap between the deliveries of one change when they are told newest first. */
const REVERSED_GAP_MS = 250

function planDeliveries(
  tx: Tx,
  acquirer: Acquirer,
  recorded: readonly { id: string; type: string; copies: number }[],
  withheld: boolean,
): void {
  const { faults, clock } = acquirer
  const startMs = clock.now() + faults.current().webhooks.delay_ms
  const [first] = recorded
  const reversed = first !== undefined && !withheld && faults.webhookFault('out_of_order', first.type)
  for (const [index, event] of recorded.entries()) {
    if (!isWanted(acquirer, event.type)) continue
    const place = reversed ? (recorded.length - 1 - index) * REVERSED_GAP_MS : 0
    const copies = event.copies + (!withheld && faults.webhookFault('duplicate', event.type) ? 1 : 0)
    for (let copy = 0; copy < copies; copy += 1) {
      insertDelivery(tx, {
        event: event.id,
        state: withheld ? 'withheld' : 'pending',
        nextAttemptMs: startMs + place,
      })
    }
  }
}

/**
 * Keeps events with the change they report, and plans their delivery. Answers their ids in the same order.
 * An event's object is a snapshot: what happens later does not change it.
 */
export function recordEvents(
  tx: Tx,
  acquirer: Acquirer,
  cause: Cause,
  events: readonly NewEvent[],
  telling: Telling = 'normally',
): string[] {
  const recorded: { id: string; type: string; copies: number }[] = []
  for (const event of events) {
    const twice = telling === 'confirmation_twice' && event.type === 'checkout.session.completed'
    recorded.push({ id: recordOne(tx, acquirer, cause, event), type: event.type, copies: twice ? 2 : 1 })
    if (twice) recorded.push({ id: recordOne(tx, acquirer, cause, event), type: event.type, copies: 1 })
  }
  planDeliveries(tx, acquirer, recorded, telling === 'never')
  return recorded.map(event => event.id)
}
