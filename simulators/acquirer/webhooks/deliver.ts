import type { Acquirer } from '../acquirer.ts'
import { inTransaction } from '../../shared/queries-store.ts'
import { findEvent, recordAttempt, type Delivery, type DeliveryAttempt } from '../store/queries-events.ts'
import { signatureHeader } from './sign.ts'

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause instanceof Error ? `: ${error.cause.message || error.cause.name}` : ''
  return `${error.message}${cause}`.slice(0, 300)
}

async function post(
  acquirer: Acquirer,
  url: string,
  body: string,
): Promise<Pick<DeliveryAttempt, 'httpStatus' | 'error'>> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json; charset=utf-8',
        'User-Agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
        'Stripe-Signature': signatureHeader(
          body,
          acquirer.settings.webhookSecret,
          acquirer.clock.nowSeconds(),
        ),
      },
      body,
      // A redirect is a failed delivery: the endpoint that was registered must answer itself.
      redirect: 'manual',
      signal: AbortSignal.any([acquirer.stopping, AbortSignal.timeout(acquirer.settings.webhookTimeoutMs)]),
    })
    await response.body?.cancel()
    return { httpStatus: response.status, error: null }
  } catch (error) {
    return { httpStatus: null, error: describe(error) }
  }
}

function nextState(
  acquirer: Acquirer,
  delivery: Delivery,
  httpStatus: number | null,
): { state: 'pending' | 'succeeded' | 'failed'; nextAttemptMs: number } {
  const now = acquirer.clock.now()
  if (httpStatus !== null && httpStatus >= 200 && httpStatus < 300)
    return { state: 'succeeded', nextAttemptMs: now }
  const delayMs = acquirer.settings.webhookRetryDelaysMs[delivery.attempts]
  if (delayMs === undefined) return { state: 'failed', nextAttemptMs: now }
  return { state: 'pending', nextAttemptMs: now + delayMs }
}

/**
 * One attempt to deliver an event, and its record. The record comes after the answer, so a crash in between
 * delivers again: at least once, never at most once. An attempt cut off by the stop of this program is not
 * counted; it is made again after the next start.
 */
export async function deliver(acquirer: Acquirer, delivery: Delivery): Promise<void> {
  const url = acquirer.settings.webhookUrl
  const event = findEvent(acquirer.db, delivery.event)
  if (!event) throw new Error(`delivery ${delivery.id} names event ${delivery.event}, which is not stored`)
  const atMs = acquirer.clock.now()
  const startedMs = performance.now()
  const result =
    url === null
      ? { httpStatus: null, error: 'no webhook endpoint is configured' }
      : await post(acquirer, url, event.body)
  if (acquirer.stopping.aborted && result.httpStatus === null) return
  const durationMs = Math.round(performance.now() - startedMs)
  inTransaction(acquirer.db, tx =>
    recordAttempt(
      tx,
      delivery.id,
      { atMs, durationMs, ...result },
      nextState(acquirer, delivery, result.httpStatus),
    ),
  )
}
