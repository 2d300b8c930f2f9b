import { z } from 'zod'
import type { StoredEvent } from '../store/queries-events.ts'

const storedBody = z.looseObject({ pending_webhooks: z.int() })

/** The event as it was recorded, with the one field that changes later: whether an endpoint still waits for it. */
export function renderEvent(event: StoredEvent): unknown {
  const body = storedBody.parse(JSON.parse(event.body))
  return { ...body, pending_webhooks: event.undelivered ? 1 : 0 }
}

/** The acquirer shows events for 30 days (https://docs.stripe.com/api/events). */
export function oldestVisibleEvent(nowSeconds: number): number {
  return nowSeconds - 30 * 24 * 60 * 60
}
