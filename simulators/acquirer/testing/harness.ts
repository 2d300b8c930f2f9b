import { Stripe } from 'stripe'
import { z } from 'zod'
import type { Faults } from '../faults.ts'
import type { AcquirerSettings } from '../settings.ts'
import { startAcquirer, type RunningAcquirer } from '../start.ts'
import { startWebhookReceiver, type ReceivedWebhook, type WebhookReceiver } from './webhook-receiver.ts'

/** What a test holds: a running acquirer, the official client, and the merchant's webhook endpoint. */
export type Bench = {
  readonly acquirer: RunningAcquirer
  readonly stripe: Stripe
  readonly merchant: WebhookReceiver
  /** Verifies the signature with the official client and answers the event. */
  readonly open: (webhook: ReceivedWebhook) => Stripe.Event
  readonly waitForEvents: (type: Stripe.Event['type'], count?: number) => Promise<Stripe.Event[]>
  readonly steer: (method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown) => Promise<unknown>
  readonly setFaults: (faults: DeepPartial<Faults>) => Promise<void>
  readonly close: () => Promise<void>
}

type DeepPartial<Value> = Value extends object ? { [Key in keyof Value]?: DeepPartial<Value[Key]> } : Value

export function connect(acquirer: Pick<RunningAcquirer, 'client'>, secretKey: string): Stripe {
  return new Stripe(secretKey, { ...acquirer.client, maxNetworkRetries: 0, telemetry: false })
}

async function steer(url: string, method: string, path: string, body: unknown): Promise<unknown> {
  const answer = await fetch(
    `${url}${path}`,
    method === 'GET'
      ? {}
      : { method, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body ?? {}) },
  )
  const json: unknown = await answer.json()
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(json)}`)
  return json
}

/** Starts everything on free ports, with quick retries. Close it after the test. */
export async function setUp(options: Partial<AcquirerSettings> = {}): Promise<Bench> {
  const merchant = await startWebhookReceiver()
  const acquirer = await startAcquirer({
    webhookUrl: merchant.url,
    webhookRetryDelaysMs: [30, 60, 120],
    settlementDelayMs: 60_000,
    ...options,
  })
  const stripe = connect(acquirer, acquirer.settings.secretKey)
  const open = (webhook: ReceivedWebhook) =>
    stripe.webhooks.constructEvent(webhook.body, webhook.signature, acquirer.settings.webhookSecret)
  const typeSchema = z.object({ type: z.string() })
  return {
    acquirer,
    stripe,
    merchant,
    open,
    async waitForEvents(type, count = 1) {
      const found = await merchant.waitFor(
        webhook => typeSchema.parse(JSON.parse(webhook.body)).type === type,
        count,
      )
      return found.map(open)
    },
    steer: (method, path, body) => steer(acquirer.url, method, path, body),
    async setFaults(faults) {
      await steer(acquirer.url, 'PUT', '/steer/api/faults', faults)
    },
    async close() {
      await acquirer.close()
      await merchant.close()
    },
  }
}

/** The session that the wallet's top-up creates; `changes` replaces parts of it. */
export function topUp(
  changes: Stripe.Checkout.SessionCreateParams = {},
): Stripe.Checkout.SessionCreateParams {
  return {
    mode: 'payment',
    line_items: [
      { price_data: { currency: 'eur', unit_amount: 1_050, product_data: { name: 'Top up' } }, quantity: 1 },
    ],
    client_reference_id: 'dep_01',
    metadata: { deposit: 'dep_01' },
    payment_intent_data: { metadata: { deposit: 'dep_01' } },
    success_url: 'http://127.0.0.1:9/app/top-up?session={CHECKOUT_SESSION_ID}',
    cancel_url: 'http://127.0.0.1:9/app/top-up/canceled',
    customer_email: 'li.wei@example.com',
    locale: 'zh',
    ...changes,
  }
}

/** A session of this amount and currency. */
export function topUpOf(amount: number, currency: string): Stripe.Checkout.SessionCreateParams {
  return topUp({
    line_items: [
      { price_data: { currency, unit_amount: amount, product_data: { name: 'Top up' } }, quantity: 1 },
    ],
  })
}

/** The page's address of an open session. */
export function pageOf(session: Stripe.Checkout.Session): string {
  if (session.url === null) throw new Error(`session ${session.id} has no page`)
  return session.url
}

/** The id of a linked object, expanded or not. */
export function idOf(link: string | { id: string } | null): string {
  if (link === null) throw new Error('nothing is linked')
  return typeof link === 'string' ? link : link.id
}

/** The error the client throws for this call; fails when it does not throw one. */
export async function errorOf(call: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  try {
    await call
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError) return error
    throw error
  }
  throw new Error('the call was expected to fail and did not')
}
