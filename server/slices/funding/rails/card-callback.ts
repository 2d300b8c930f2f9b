import { z } from 'zod'
import { fromTypeId } from '../../../../contract/ids.ts'
import type { Callback } from './rail.ts'

/**
 * Events after which it is worth asking. Declines on the open page are told by the payment intent, refunds by the
 * charge; Stripe copies the intent's metadata, and with it our order id, to its charges.
 */
const eventSchema = z.object({
  id: z.string().regex(/^evt_[A-Za-z0-9_]{1,250}$/),
  type: z.string().max(200),
  data: z.object({
    object: z.object({
      id: z.string().max(255),
      client_reference_id: z.string().nullish(),
      metadata: z.record(z.string(), z.string()).nullish(),
    }),
  }),
})

const relevant = new Set([
  'checkout.session.completed',
  'checkout.session.async_payment_succeeded',
  'checkout.session.async_payment_failed',
  'checkout.session.expired',
  'payment_intent.payment_failed',
  'payment_intent.processing',
  'payment_intent.succeeded',
  'charge.refunded',
])

/** What an event whose signature holds is about. */
export function callbackOf(event: unknown): Callback {
  const parsed = eventSchema.safeParse(event)
  if (!parsed.success) return { kind: 'refused', cause: 'not an event' }
  const { id, type, data } = parsed.data
  const order = data.object.client_reference_id ?? data.object.metadata?.['deposit'] ?? ''
  const orderId = fromTypeId('deposit', order)
  if (!relevant.has(type) || orderId === undefined) return { kind: 'ignored', id, type }
  return { kind: 'event', id, type, orderId, reference: data.object.id }
}
