import { createHmac, randomUUID } from 'node:crypto'
import { describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { makeSession } from '../../../test/factories/customers.ts'
import { payWithWallet } from '../../../simulators/ewallet/index.ts'
import {
  aCustomer,
  balanceOf,
  getDeposit,
  is,
  jobsDone,
  openDeposit,
  post,
  send,
  untilDeposit,
  type Customer,
  type WireDeposit,
} from './customer.fixture.ts'
import { startFunding } from './funding.fixture.ts'
import { readNotification } from './rails/ewallet-notification.ts'

const funding = await startFunding()
const { notifySecret } = funding.ewallet.settings

const open = (customer: Customer, wish: { save_payment_method?: boolean } = {}) =>
  openDeposit(funding, customer, { method: 'ewallet', ...wish })

function pageOf({ action }: WireDeposit): string {
  if (action?.kind !== 'redirect') throw new Error('there is no page')
  return action.url
}

const walletState = z.object({
  payments: z.array(z.object({ merchantReference: z.string() })),
  agreements: z.array(z.object({ ended: z.boolean() })),
})

const listShape = z.object({
  data: z.array(z.object({ id: z.string(), status: z.string(), label: z.string(), kind: z.string() })),
})

async function methodsOf(customer: Customer) {
  const { body } = await send(funding, customer, { method: 'GET', path: '/v1/payment_methods' })
  return listShape.parse(body).data
}

describe('paying with an e-wallet', () => {
  test('by redirect: told by a signed notification, credited once', async () => {
    const customer = await aCustomer(funding)
    const deposit = await open(customer)
    expect(deposit).toMatchObject({ method: 'ewallet', status: 'requires_action', fees: [] })
    expect(await payWithWallet(pageOf(deposit), 'mei')).toEqual({
      kind: 'returned',
      location: `${funding.origin}/app/add-money/${deposit.id}?returned=paid`,
    })
    const paid = await untilDeposit(funding, customer, deposit.id, is('succeeded'))
    expect(paid).toMatchObject({
      paid_with: { kind: 'ewallet', label: 'mei***@wallet.example', funding: null },
    })
    expect(paid.timeline.find(({ text }) => text === 'deposit_confirmed')?.evidence?.kind).toBe('rail_event')
    expect(await balanceOf(funding, customer)).toEqual({ balance: '1000', credits: 1 })
  })

  test('told twice and asked by hand at the same time, it is credited once', async () => {
    const customer = await aCustomer(funding)
    const deposit = await open(customer)
    await payWithWallet(pageOf(deposit), 'tom')
    await Promise.all(Array.from({ length: 5 }, () => post(funding, customer, deposit, 'check')))
    await jobsDone(funding)
    expect(await balanceOf(funding, customer)).toEqual({ balance: '1000', credits: 1 })
  })

  test('debited and nobody told: found by asking', async () => {
    const customer = await aCustomer(funding)
    const deposit = await open(customer)
    expect(await payWithWallet(pageOf(deposit), 'silent')).toEqual({ kind: 'stayed', state: 'silent' })
    expect(await getDeposit(funding, customer, deposit.id)).toMatchObject({ status: 'requires_action' })
    await funding.advance(1)
    await untilDeposit(funding, customer, deposit.id, is('succeeded'))
  })

  test('declined: says why, and another wallet pays on the same page', async () => {
    const customer = await aCustomer(funding)
    const deposit = await open(customer)
    expect(await payWithWallet(pageOf(deposit), 'poor')).toMatchObject({ state: 'refused' })
    await untilDeposit(
      funding,
      customer,
      deposit.id,
      ({ last_decline }) => last_decline?.code === 'insufficient_funds',
    )
    await payWithWallet(pageOf(deposit), 'mei')
    await untilDeposit(funding, customer, deposit.id, is('succeeded'))
  })

  test.each([
    ['late', 'succeeded', null],
    ['late_declined', 'failed', 'velocity_exceeded'],
  ] as const)('%s: pending, then %s', async (wallet, status, reason) => {
    const customer = await aCustomer(funding)
    const deposit = await open(customer)
    await payWithWallet(pageOf(deposit), wallet)
    await untilDeposit(funding, customer, deposit.id, is('pending'))
    await funding.advance(61)
    expect(await untilDeposit(funding, customer, deposit.id, is(status))).toMatchObject({
      status_reason: reason,
    })
  })

  test('given up: the page is closed and nobody can pay on it any more', async () => {
    const customer = await aCustomer(funding)
    const deposit = await open(customer)
    expect((await post(funding, customer, deposit, 'cancel')).body).toMatchObject({ status: 'canceled' })
    expect(await payWithWallet(pageOf(deposit), 'mei')).toEqual({ kind: 'stayed', state: 'canceled' })
    expect(await balanceOf(funding, customer)).toEqual({ balance: '0', credits: 0 })
  })

  test('a currency the partner does not settle is refused before anything is opened', async () => {
    const customer = await aCustomer(funding)
    const sent = await send(funding, customer, {
      method: 'POST',
      path: '/v1/deposits',
      body: { amount: { value: '1000', currency: 'JPY' }, method: 'ewallet' },
      key: randomUUID(),
    })
    expect(sent).toMatchObject({ status: 422, code: 'currency_unsupported' })
  })
})

describe('lost answers', () => {
  test('of the opening: the same payment is opened again, and once', async () => {
    const customer = await aCustomer(funding)
    await funding.setWalletFaults({ lost_answer: { match: 'POST /v1/payments', times: 1 } })
    const deposit = await open(customer)
    const opened = await untilDeposit(funding, customer, deposit.id, ({ action }) => action !== null)
    await payWithWallet(pageOf(opened), 'mei')
    await untilDeposit(funding, customer, deposit.id, is('succeeded'))
    const { payments } = walletState.parse(
      await (await fetch(`${funding.ewallet.url}/steer/api/state`)).json(),
    )
    expect(payments.filter(({ merchantReference }) => merchantReference === deposit.id)).toHaveLength(1)
  })

  test('while the partner is away: the customer is told so, and it goes on when it is back', async () => {
    const customer = await aCustomer(funding)
    const deposit = await open(customer)
    await payWithWallet(pageOf(deposit), 'silent')
    await funding.setWalletFaults({ unavailable: {} })
    expect(await post(funding, customer, deposit, 'check')).toMatchObject({
      status: 503,
      code: 'rail_unavailable',
    })
    await funding.setWalletFaults({})
    expect((await post(funding, customer, deposit, 'check')).body).toMatchObject({ status: 'succeeded' })
  })

  test('notifications are lost and so are jobs: the comparison of the books finds it', async () => {
    const customer = await aCustomer(funding)
    const deposit = await open(customer)
    await payWithWallet(pageOf(deposit), 'silent')
    await funding.reconcile()
    expect(await getDeposit(funding, customer, deposit.id)).toMatchObject({ status: 'succeeded' })
  })
})

describe('notifications', () => {
  const message = { type: 'payment.paid', data: { id: 'pay_1', merchant_reference: 'dep_x' } }
  const seconds = Math.floor(Date.now() / 1_000)
  const signed = (body: string, { id = 'msg_1', at = seconds, secret = notifySecret } = {}) => {
    const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
    const value = createHmac('sha256', key).update(`${id}.${at}.${body}`).digest('base64')
    return { 'webhook-id': id, 'webhook-timestamp': String(at), 'webhook-signature': `v1,${value}` }
  }
  const body = JSON.stringify(message)
  const look = (headers: Record<string, string>, text = body) =>
    readNotification(notifySecret, Buffer.from(text), headers)

  test('genuine and fresh ones are read; one about nothing of ours is ignored', () => {
    expect(look(signed(body))).toMatchObject({ kind: 'ignored' })
    const rotated = signed(body)
    expect(
      look({ ...rotated, 'webhook-signature': `v1,AAAA ${rotated['webhook-signature']}` }),
    ).toMatchObject({
      kind: 'ignored',
    })
  })

  test.each([
    ['another body', () => look(signed(body), body.replace('paid', 'pood'))],
    ['another key', () => look(signed(body, { secret: 'whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }))],
    ['another id', () => look({ ...signed(body), 'webhook-id': 'msg_2' })],
    ['six minutes old', () => look(signed(body, { at: seconds - 361 }))],
    ['from the future', () => look(signed(body, { at: seconds + 361 }))],
    ['no signature', () => look({ 'webhook-id': 'msg_1', 'webhook-timestamp': String(seconds) })],
    ['not JSON', () => look(signed('{'), '{')],
  ])('refused: %s', (_, read) => {
    expect(read()).toMatchObject({ kind: 'refused' })
  })

  test('a replay within its time is kept once and asks once', async () => {
    const customer = await aCustomer(funding)
    const deposit = await open(customer)
    const text = JSON.stringify({ ...message, data: { id: 'pay_1', merchant_reference: deposit.id } })
    const headers = { ...signed(text, { id: `msg_${randomUUID()}` }), 'content-type': 'application/json' }
    for (let time = 0; time < 3; time++) {
      const request = { method: 'POST', url: '/v1/webhooks/ewallet', headers, payload: text } as const
      expect((await funding.http.inject(request)).statusCode).toBe(200)
    }
    const kept = await funding.rows('SELECT 1 FROM rail_event WHERE event_id = $1', [headers['webhook-id']])
    expect(kept).toHaveLength(1)
  })
})

describe('an agreement with the wallet', () => {
  async function withAgreement(): Promise<{ customer: Customer; id: string }> {
    const customer = await aCustomer(funding)
    const deposit = await open(customer, { save_payment_method: true })
    await payWithWallet(pageOf(deposit), 'mei', { agree: true })
    await untilDeposit(funding, customer, deposit.id, is('succeeded'))
    await jobsDone(funding)
    const [method] = await methodsOf(customer)
    if (!method) throw new Error('the wallet was not kept')
    expect(method).toMatchObject({ kind: 'ewallet', status: 'active', label: 'mei***@wallet.example' })
    return { customer, id: method.id }
  }

  test('pays the next time without a page', async () => {
    const { customer, id } = await withAgreement()
    const deposit = await openDeposit(funding, customer, { payment_method: id })
    expect(await untilDeposit(funding, customer, deposit.id, is('succeeded'))).toMatchObject({
      method: 'ewallet',
    })
    expect(await balanceOf(funding, customer)).toEqual({ balance: '2000', credits: 2 })
  })

  test('removed here, it is ended at the partner and pays no more', async () => {
    const { customer, id } = await withAgreement()
    const removed = await funding.http.inject({
      method: 'DELETE',
      url: `/v1/payment_methods/${id}`,
      headers: await bearer(customer),
    })
    expect(removed.statusCode).toBe(204)
    const sent = await send(funding, customer, {
      method: 'POST',
      path: '/v1/deposits',
      body: { amount: { value: '5.00', currency: 'EUR' }, payment_method: id },
      key: randomUUID(),
    })
    expect(sent).toMatchObject({ status: 422, code: 'validation_failed' })
    await vi.waitFor(
      async () => {
        const { agreements } = walletState.parse(
          await (await fetch(`${funding.ewallet.url}/steer/api/state`)).json(),
        )
        expect(agreements.some(({ ended }) => ended)).toBe(true)
      },
      { timeout: 10_000 },
    )
  })
})

async function bearer(customer: Customer): Promise<Record<string, string>> {
  return { authorization: `Bearer ${(await makeSession(funding, customer)).token}` }
}
