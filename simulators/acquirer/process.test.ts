import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Stripe } from 'stripe'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { TEST_CARDS } from './cards.ts'
import { readSettings, SettingsError } from './settings.ts'
import { startAcquirer } from './start.ts'
import { connect, pageOf, topUp } from './testing/harness.ts'
import { payWithCard } from './testing/pay-with-card.ts'
import { startAcquirerProcess, type AcquirerProcess } from './testing/start-process.ts'
import { startWebhookReceiver, type WebhookReceiver } from './testing/webhook-receiver.ts'

// Each start is a whole process, which takes a second on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

const SECRET_KEY = 'sk_test_of_the_process_test'
const WEBHOOK_SECRET = 'whsec_of_the_process_test'

let dataDir: string
let merchant: WebhookReceiver
let running: AcquirerProcess[] = []

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'acquirer-'))
  merchant = await startWebhookReceiver()
  running = []
})
afterEach(async () => {
  for (const acquirer of running) await acquirer.kill()
  await merchant.close()
  await rm(dataDir, { recursive: true })
})

async function start(): Promise<{ acquirer: AcquirerProcess; stripe: Stripe }> {
  const acquirer = await startAcquirerProcess({
    PORT: '0',
    ACQUIRER_SECRET_KEY: SECRET_KEY,
    ACQUIRER_WEBHOOK_SECRET: WEBHOOK_SECRET,
    ACQUIRER_WEBHOOK_URL: merchant.url,
    ACQUIRER_DATA_DIR: dataDir,
    ACQUIRER_SETTLEMENT_DELAY_MS: '600000',
    ACQUIRER_WEBHOOK_RETRY_DELAYS_MS: '50,50,50',
  })
  running.push(acquirer)
  const { hostname, port } = new URL(acquirer.url)
  return {
    acquirer,
    stripe: connect({ client: { host: hostname, port: Number(port), protocol: 'http' } }, SECRET_KEY),
  }
}

async function put(acquirer: AcquirerProcess, path: string, body: unknown): Promise<void> {
  const headers = { 'Content-Type': 'application/json' }
  const answer = await fetch(`${acquirer.url}${path}`, { method: 'PUT', headers, body: JSON.stringify(body) })
  expect(answer.status).toBe(200)
}

test('survives kill -9: objects, keys, undelivered events, faults and the clock', async () => {
  const first = await start()
  await put(first.acquirer, '/steer/api/clock', { offset_ms: 90_000 })
  await put(first.acquirer, '/steer/api/faults', { webhooks: { paused: true } })
  const session = await first.stripe.checkout.sessions.create(topUp(), { idempotencyKey: 'across' })
  await payWithCard(pageOf(session), '4242424242424242')
  const late = await first.stripe.checkout.sessions.create(topUp())
  await payWithCard(pageOf(late), TEST_CARDS.settled_late.number)
  await first.acquirer.kill()
  expect(merchant.received).toEqual([])

  const second = await start()
  const repeated = await second.stripe.checkout.sessions.create(topUp(), { idempotencyKey: 'across' })
  expect(repeated.id).toBe(session.id)
  expect(await second.stripe.checkout.sessions.retrieve(session.id)).toMatchObject({ payment_status: 'paid' })
  const state = await fetch(`${second.acquirer.url}/steer/api/state`)
  expect(await state.json()).toMatchObject({
    clock: { offset_ms: 90_000 },
    faults: { webhooks: { paused: true } },
  })

  await put(second.acquirer, '/steer/api/faults', {})
  const received = await merchant.waitFor(() => true, 8)
  for (const { body, signature } of received) {
    expect(second.stripe.webhooks.constructEvent(body, signature, WEBHOOK_SECRET).object).toBe('event')
  }
  await put(second.acquirer, '/steer/api/clock', { offset_ms: 90_000 + 600_000 })
  await merchant.waitFor(({ body }) => body.includes('checkout.session.async_payment_succeeded'), 1)
})

test('loses no acknowledged session and makes none twice when killed under load', async () => {
  const first = await start()
  const acknowledged = new Map<string, string>()
  const calls = Array.from({ length: 60 }, async (_, index) => {
    const key = `load-${index}`
    const session = await first.stripe.checkout.sessions.create(topUp(), { idempotencyKey: key })
    acknowledged.set(key, session.id)
    if (acknowledged.size === 15) await first.acquirer.kill()
  })
  await Promise.allSettled(calls)
  expect(acknowledged.size).toBeGreaterThanOrEqual(15)

  const second = await start()
  const repeated = new Map<string, string>()
  for (let index = 0; index < 60; index += 1) {
    const key = `load-${index}`
    repeated.set(key, (await second.stripe.checkout.sessions.create(topUp(), { idempotencyKey: key })).id)
  }
  for (const [key, id] of acknowledged) expect(repeated.get(key)).toBe(id)
  const all = await second.stripe.checkout.sessions.list({ limit: 100 })
  expect(all.data).toHaveLength(60)
})

test('stops on SIGTERM with exit code 0', async () => {
  const { acquirer, stripe } = await start()
  await stripe.balance.retrieve()
  expect(await acquirer.stop()).toBe(0)
})

test('stops at once although a slow call is waiting', async () => {
  const { acquirer, stripe } = await start()
  await put(acquirer, '/steer/api/faults', { api: { latency_ms: 60_000 } })
  const call = stripe.balance.retrieve().then(
    () => 'answered',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  )
  // Nothing tells that the call has arrived there, and a busy machine takes a while to carry it.
  await new Promise(resolve => setTimeout(resolve, 1_000))
  const before = performance.now()
  expect(await acquirer.stop()).toBe(0)
  expect(performance.now() - before).toBeLessThan(10_000)
  expect(await call).toContain('The acquirer is stopping')
})

test('a second one on the same folder is refused', async () => {
  await start()
  await expect(startAcquirer({ dataDir })).rejects.toThrow('Is another acquirer running there?')
})

test('a delivery that was cut off by the stop is made again after the next start', async () => {
  const first = await startAcquirer({
    dataDir,
    webhookUrl: 'http://127.0.0.1:9/nobody',
    webhookRetryDelaysMs: [50, 50, 50, 50, 50],
  })
  const stripe = connect(first, first.settings.secretKey)
  const session = await stripe.checkout.sessions.create(topUp())
  await payWithCard(pageOf(session), '4242424242424242')
  await first.close()
  const second = await startAcquirer({ dataDir, webhookUrl: merchant.url })
  const received = await merchant.waitFor(() => true, 4)
  await second.close()
  expect(received.some(({ body }) => body.includes('checkout.session.completed'))).toBe(true)
})

const GOOD = {
  ACQUIRER_SECRET_KEY: SECRET_KEY,
  ACQUIRER_WEBHOOK_SECRET: WEBHOOK_SECRET,
  ACQUIRER_DATA_DIR: '/tmp/acquirer',
}

test.each([
  ['a live key', { ACQUIRER_SECRET_KEY: 'sk_live_12345678' }, 'a simulator never takes a live key'],
  ['no webhook secret', { ACQUIRER_WEBHOOK_SECRET: '' }, 'ACQUIRER_WEBHOOK_SECRET is missing'],
  ['no folder', { ACQUIRER_DATA_DIR: '' }, 'ACQUIRER_DATA_DIR is missing'],
  ['a port that is none', { PORT: '70000' }, 'PORT must be a whole number'],
  [
    'an endpoint that is no address',
    { ACQUIRER_WEBHOOK_URL: 'ftp://x' },
    'ACQUIRER_WEBHOOK_URL must be an address',
  ],
  [
    'odd retry delays',
    { ACQUIRER_WEBHOOK_RETRY_DELAYS_MS: '1,x' },
    'must be milliseconds separated by commas',
  ],
  ['an odd event type', { ACQUIRER_WEBHOOK_EVENTS: 'Checkout' }, 'ACQUIRER_WEBHOOK_EVENTS must be'],
])('%s stops it with a sentence', (_name, change, sentence) => {
  const read = () => readSettings({ ...GOOD, ...change })
  expect(read).toThrow(SettingsError)
  expect(read).toThrow(sentence)
})

test('a flag wins over the environment', () => {
  const settings = readSettings({ ...GOOD, PORT: '1' }, ['--port', '2', '--webhook-events=a.b,c.d'])
  expect(settings).toMatchObject({ port: 2, webhookEvents: ['a.b', 'c.d'] })
})
