import { createHmac } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { startMerchant } from './merchant.fixture.ts'
import { payWithWallet } from './pay-with-wallet.ts'
import { readSettings, SettingsError } from './settings.ts'
import { startEwallet, type RunningEwallet } from './start.ts'

vi.setConfig({ testTimeout: 60_000 })

const apiKey = 'test_key_of_the_ewallet_test'
const notifySecret = `whsec_${Buffer.from('a key only this test knows').toString('base64')}`

let dataDir: string
let merchant: Awaited<ReturnType<typeof startMerchant>>
let wallet: RunningEwallet

const start = () =>
  startEwallet({ dataDir, apiKey, notifySecret, notifyUrl: merchant.url, retryDelaysMs: [20, 20, 20] })

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'ewallet-'))
  merchant = await startMerchant()
  wallet = await start()
})
afterEach(async () => {
  await wallet.close()
  await merchant.close()
  await rm(dataDir, { recursive: true })
})

const answerSchema = z.looseObject({
  id: z.string().default(''),
  status: z.string().default(''),
  pay_url: z.string().nullable().default(null),
  refunded: z.string().default(''),
  code: z.string().default(''),
  decline: z.object({ code: z.string() }).nullable().default(null),
  agreement: z.object({ id: z.string(), expires_on: z.string() }).nullable().default(null),
  payer: z.object({ account: z.string() }).nullable().default(null),
})
type Answer = z.output<typeof answerSchema> & { http: number }

async function call(method: string, path: string, body?: unknown, key = apiKey): Promise<Answer> {
  const answer = await fetch(`${wallet.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { ...answerSchema.parse(await answer.json()), http: answer.status }
}

const order = (reference: string, wishes: Record<string, unknown> = {}) => ({
  merchant_reference: reference,
  amount: '1050',
  currency: 'EUR',
  description: 'Top-up',
  locale: 'en',
  return_url: 'https://okpay.example/paid',
  cancel_url: 'https://okpay.example/back',
  expires_at: new Date(Date.now() + 3_600_000).toISOString(),
  offer_agreement: false,
  agreement: null,
  ...wishes,
})

const open = (reference: string, wishes: Record<string, unknown> = {}) =>
  call('POST', '/v1/payments', order(reference, wishes))

async function steer(path: string, body: unknown): Promise<number> {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`${wallet.url}/steer/api/${path}`, {
    method: 'PUT',
    headers,
    body: JSON.stringify(body),
  })
  await answer.body?.cancel()
  return answer.status
}

test('a payment has one name: opened again it is the same, with another amount it is refused', async () => {
  const first = await open('dep_1')
  expect(first).toMatchObject({ http: 200, status: 'waiting', pay_url: `${wallet.url}/pay/${first.id}` })
  expect((await open('dep_1')).id).toBe(first.id)
  expect(await open('dep_1', { amount: '1051' })).toMatchObject({ http: 409, code: 'reference_in_use' })
  expect(await call('GET', '/v1/payments/pay_none')).toMatchObject({ http: 404 })
  expect(
    await call('GET', `/v1/payments/${first.id}`, undefined, 'test_another_key_than_agreed'),
  ).toMatchObject({ http: 401 })
  expect((await open('dep_2', { amount: '0' })).http).toBe(422)
})

test('what is told is signed by Standard Webhooks, names the payment, and is told again until it is heard', async () => {
  merchant.statuses.push(500, 500)
  const { id, pay_url: page } = await open('dep_1')
  expect(await payWithWallet(page ?? '', 'mei')).toMatchObject({ kind: 'returned' })
  const told = await merchant.heard(3)
  for (const { body, headers } of told) {
    expect(JSON.parse(body)).toEqual({ type: 'payment.paid', data: { id, merchant_reference: 'dep_1' } })
    const content = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`
    const expected = createHmac('sha256', 'a key only this test knows').update(content).digest('base64')
    expect(headers['webhook-signature']).toBe(`v1,${expected}`)
    expect(headers['webhook-id']).toBe(told[0]?.headers['webhook-id'])
  }
  expect(await call('GET', `/v1/payments/${id}`)).toMatchObject({
    status: 'paid',
    pay_url: null,
    payer: { account: 'mei***@wallet.example' },
  })
})

test.each([
  ['poor', 'insufficient_balance'],
  ['frozen', 'wallet_frozen'],
] as const)('a wallet that is %s is declined, and the page stays open for another one', async (key, code) => {
  const { id, pay_url: page } = await open('dep_1')
  expect(await payWithWallet(page ?? '', key)).toEqual({ kind: 'stayed', state: 'refused' })
  expect(await call('GET', `/v1/payments/${id}`)).toMatchObject({ status: 'waiting', decline: { code } })
  expect(await payWithWallet(page ?? '', 'mei')).toMatchObject({ kind: 'returned' })
  expect((await call('GET', `/v1/payments/${id}`)).status).toBe('paid')
})

test.each([
  ['late', 'paid'],
  ['late_declined', 'declined'],
] as const)('a wallet that is %s is processed for a time, and then %s', async (key, end) => {
  const { id, pay_url: page } = await open('dep_1')
  await payWithWallet(page ?? '', key)
  expect((await call('GET', `/v1/payments/${id}`)).status).toBe('processing')
  expect(await steer('clock', { offset_ms: 200_000 })).toBe(200)
  expect((await call('GET', `/v1/payments/${id}`)).status).toBe(end)
  expect(await steer('clock', { offset_ms: 100_000 })).toBe(409)
})

test('what is paid is given back once under a name, and never more than was paid', async () => {
  const { id, pay_url: page } = await open('dep_1')
  const refund = (name: string, amount: string) =>
    call('POST', `/v1/payments/${id}/refunds`, { refund_reference: name, amount })
  expect((await refund('dep_1', '1050')).http).toBe(422)
  await payWithWallet(page ?? '', 'mei')
  expect((await refund('dep_1', '1000')).refunded).toBe('1000')
  expect((await refund('dep_1', '1000')).refunded).toBe('1000')
  expect(await refund('other', '51')).toMatchObject({ http: 422, code: 'not_refundable' })
  expect((await refund('other', '50')).refunded).toBe('1050')
})

test('a page that was closed, or whose time is over, takes no money; one that was paid stays paid', async () => {
  const closed = await open('dep_1')
  expect((await call('POST', `/v1/payments/${closed.id}/cancel`)).status).toBe('canceled')
  const over = await open('dep_2', { expires_at: new Date(Date.now() + 60_000).toISOString() })
  const paid = await open('dep_3')
  await payWithWallet(paid.pay_url ?? '', 'mei')
  await steer('clock', { offset_ms: 120_000 })
  for (const page of [closed.pay_url, over.pay_url]) await payWithWallet(page ?? '', 'mei')
  expect((await call('GET', `/v1/payments/${closed.id}`)).status).toBe('canceled')
  expect((await call('GET', `/v1/payments/${over.id}`)).status).toBe('expired')
  expect((await call('POST', `/v1/payments/${paid.id}/cancel`)).status).toBe('paid')
})

test('an agreement is charged without a page, until it is ended', async () => {
  const first = await open('dep_1', { offer_agreement: true })
  await payWithWallet(first.pay_url ?? '', 'mei', { agree: true })
  const { agreement } = await call('GET', `/v1/payments/${first.id}`)
  const id = agreement?.id ?? ''
  expect(await open('dep_2', { agreement: id })).toMatchObject({ status: 'paid', pay_url: null })
  expect((await call('DELETE', `/v1/agreements/${id}`)).http).toBe(200)
  expect(await open('dep_3', { agreement: id })).toMatchObject({
    status: 'declined',
    decline: { code: 'agreement_ended' },
  })
  // Without the customer's yes there is none.
  const other = await open('dep_4', { offer_agreement: true })
  await payWithWallet(other.pay_url ?? '', 'mei')
  expect((await call('GET', `/v1/payments/${other.id}`)).agreement).toBeNull()
})

test('an answer that is lost is work that is done; one that is unavailable has done nothing', async () => {
  await steer('faults', { lost_answer: { times: 1, match: 'POST /v1/payments' } })
  await expect(open('dep_1')).rejects.toThrow('fetch failed')
  const found = await fetch(`${wallet.url}/v1/payments?merchant_reference=dep_1`, {
    headers: { authorization: `Bearer ${apiKey}` },
  })
  expect(await found.json()).toMatchObject({ data: [{ merchant_reference: 'dep_1', status: 'waiting' }] })
  await steer('faults', { unavailable: { times: 1 } })
  expect((await open('dep_2')).http).toBe(503)
  const none = await fetch(`${wallet.url}/v1/payments?merchant_reference=dep_2`, {
    headers: { authorization: `Bearer ${apiKey}` },
  })
  expect(await none.json()).toEqual({ data: [], next: null })
})

test('the books are told whole and in order, 100 at a time', async () => {
  for (let number = 0; number < 101; number += 1) await open(`dep_${number}`)
  const page = z.object({
    data: z.array(z.object({ merchant_reference: z.string() })),
    next: z.number().nullable(),
  })
  const references: string[] = []
  for (let after: number | null = 0; after !== null;) {
    const query = new URLSearchParams({
      created_from: new Date(Date.now() - 600_000).toISOString(),
      created_until: new Date(Date.now() + 600_000).toISOString(),
      after: String(after),
    })
    const answer = await fetch(`${wallet.url}/v1/payments?${query.toString()}`, {
      headers: { authorization: `Bearer ${apiKey}` },
    })
    const { data, next }: z.output<typeof page> = page.parse(await answer.json())
    references.push(...data.map(payment => payment.merchant_reference))
    after = next
  }
  expect(references).toEqual(Array.from({ length: 101 }, (_, number) => `dep_${number}`))
})

test('a restart forgets nothing: payments, what is still to be told, the clock', async () => {
  await steer('faults', { notifications: { paused: true } })
  await steer('clock', { offset_ms: 5_000 })
  const { id, pay_url: page } = await open('dep_1')
  await payWithWallet(page ?? '', 'tom')
  await wallet.close()
  wallet = await start()
  expect((await call('GET', `/v1/payments/${id}`)).status).toBe('paid')
  expect(merchant.told).toEqual([])
  expect(await steer('clock', { offset_ms: 4_000 })).toBe(409)
  await steer('faults', {})
  const told = await merchant.heard(2)
  expect(new Set(told.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
})

test('a wallet nobody is told of: paid, silent, and the browser stays', async () => {
  const { id, pay_url: page } = await open('dep_1')
  expect((await payWithWallet(page ?? '', 'silent')).kind).toBe('stayed')
  expect((await call('GET', `/v1/payments/${id}`)).status).toBe('paid')
  expect(merchant.told).toEqual([])
})

test('settings that would be a mistake are named', () => {
  expect(() => readSettings({ EWALLET_API_KEY: 'live_key_of_somebody_real_24' })).toThrow(SettingsError)
  expect(() => readSettings({})).toThrow(/EWALLET_NOTIFY_SECRET is missing.*\n.*EWALLET_DATA_DIR is missing/)
})
