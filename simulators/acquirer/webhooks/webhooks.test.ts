import type { Stripe } from 'stripe'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { TEST_CARDS } from '../cards.ts'
import { payWithCard } from '../testing/pay-with-card.ts'
import { pageOf, setUp, topUp, type Bench } from '../testing/harness.ts'

let bench: Bench
beforeEach(async () => {
  bench = await setUp()
})
afterEach(async () => {
  await bench.close()
})

async function payNew(card: string): Promise<Stripe.Checkout.Session> {
  const session = await bench.stripe.checkout.sessions.create(topUp())
  await payWithCard(pageOf(session), card)
  return session
}

const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))

const namesSession = (event: Stripe.Event, session: Stripe.Checkout.Session) =>
  z.object({ id: z.string() }).parse(event.data.object).id === session.id

describe('what is sent', () => {
  test('every step of a payment, signed, in the version of the client', async () => {
    const session = await payNew('4242424242424242')
    const received = await bench.merchant.waitFor(() => true, 4)
    const events = received.map(bench.open)
    expect(events.map(event => event.type).toSorted()).toEqual([
      'charge.succeeded',
      'checkout.session.completed',
      'payment_intent.created',
      'payment_intent.succeeded',
    ])
    const completed = events.find(event => event.type === 'checkout.session.completed')
    expect(completed).toMatchObject({
      object: 'event',
      api_version: bench.stripe.getApiField('version'),
      livemode: false,
      request: { id: null, idempotency_key: null },
      data: {
        object: { id: session.id, payment_status: 'paid', payment_intent: expect.stringMatching(/^pi_/) },
      },
    })
  })

  test('a signature by another secret, or for another body, is not accepted', async () => {
    await payNew('4242424242424242')
    const [webhook] = await bench.merchant.waitFor(() => true, 1)
    if (!webhook) throw new Error('no webhook came')
    expect(() =>
      bench.stripe.webhooks.constructEvent(webhook.body, webhook.signature, 'whsec_of_another'),
    ).toThrow('No signatures found')
    expect(() =>
      bench.stripe.webhooks.constructEvent(
        webhook.body.replace('"livemode"', '"Livemode"'),
        webhook.signature,
        bench.acquirer.settings.webhookSecret,
      ),
    ).toThrow('No signatures found')
  })

  test('an event caused by a call names the call and its key', async () => {
    const session = await bench.stripe.checkout.sessions.create(topUp())
    const expired = await bench.stripe.checkout.sessions.expire(
      session.id,
      {},
      { idempotencyKey: 'expire-1' },
    )
    const [event] = await bench.waitForEvents('checkout.session.expired')
    expect(event?.request).toEqual({ id: expired.lastResponse.requestId, idempotency_key: 'expire-1' })
  })

  test('events are listed and retrieved as they were sent, without later changes of their object', async () => {
    await payNew('4000000000000002')
    await bench.merchant.waitFor(() => true, 3)
    const list = await bench.stripe.events.list({ type: 'payment_intent.*' })
    expect(list.data.map(event => event.type)).toEqual([
      'payment_intent.payment_failed',
      'payment_intent.created',
    ])
    const created = await bench.stripe.events.retrieve(list.data[1]?.id ?? '')
    expect(created.data.object).toMatchObject({ status: 'requires_payment_method', last_payment_error: null })
    expect((await bench.stripe.events.list({ types: ['charge.failed'] })).data).toHaveLength(1)
    await expect(bench.stripe.events.retrieve('evt_none')).rejects.toMatchObject({ statusCode: 404 })
  })
})

describe('delivery', () => {
  test('is tried again, later each time, until it is accepted', async () => {
    await bench.close()
    bench = await setUp({ webhookEvents: ['checkout.session.completed'] })
    bench.merchant.answerWith(500, 302, 503)
    await payNew('4242424242424242')
    const attempts = await bench.merchant.waitFor(() => true, 4)
    expect(new Set(attempts.map(attempt => bench.open(attempt).id)).size).toBe(1)
    const gaps = attempts.slice(1).map((attempt, index) => attempt.atMs - (attempts[index]?.atMs ?? 0))
    for (const [index, atLeast] of [30, 60, 120].entries())
      expect(gaps[index]).toBeGreaterThanOrEqual(atLeast - 1)
    await pause(200)
    expect(bench.merchant.received).toHaveLength(4)
    const completed = { type: 'checkout.session.completed' }
    expect((await bench.stripe.events.list({ ...completed, delivery_success: true })).data).toHaveLength(1)
    expect((await bench.stripe.events.list({ ...completed, delivery_success: false })).data).toEqual([])
  })

  test('is given up after the last attempt, and the event can still be found', async () => {
    await bench.close()
    bench = await setUp({ webhookEvents: ['checkout.session.completed'], webhookRetryDelaysMs: [10] })
    bench.merchant.answerWith(500, 500)
    await payNew('4242424242424242')
    await bench.merchant.waitFor(() => true, 2)
    await pause(100)
    expect(bench.merchant.received).toHaveLength(2)
    const undelivered = await bench.stripe.events.list({ delivery_success: false })
    expect(undelivered.data).toMatchObject([{ type: 'checkout.session.completed', pending_webhooks: 1 }])
    await bench.steer('POST', `/steer/api/events/${undelivered.data[0]?.id}/send`, {})
    await bench.merchant.waitFor(() => true, 3)
  })

  test('waits while webhooks are paused', async () => {
    await bench.setFaults({ webhooks: { paused: true } })
    await payNew('4242424242424242')
    await pause(100)
    expect(bench.merchant.received).toEqual([])
    await bench.setFaults({})
    await bench.merchant.waitFor(() => true, 4)
  })

  test('waits for the delay that was steered', async () => {
    await bench.setFaults({ webhooks: { delay_ms: 150 } })
    const before = Date.now()
    await payNew('4242424242424242')
    await bench.merchant.waitFor(() => true, 4)
    expect(Date.now() - before).toBeGreaterThanOrEqual(149)
  })

  test('can bring every event twice', async () => {
    await bench.setFaults({ webhooks: { duplicate: { match: 'checkout.session.completed' } } })
    await payNew('4242424242424242')
    const received = await bench.merchant.waitFor(() => true, 5)
    const completed = received.map(bench.open).filter(event => event.type === 'checkout.session.completed')
    expect(completed.map(event => event.id)).toEqual([completed[0]?.id, completed[0]?.id])
  })

  test('can bring the newest first', async () => {
    await bench.setFaults({ webhooks: { out_of_order: {} } })
    await payNew('4242424242424242')
    const received = await bench.merchant.waitFor(() => true, 4)
    expect(received.map(bench.open).map(event => event.type)).toEqual([
      'checkout.session.completed',
      'payment_intent.succeeded',
      'charge.succeeded',
      'payment_intent.created',
    ])
  })
})

describe('cards with trouble on the way', () => {
  test('debited but never confirmed: asking is the only way to know', async () => {
    const session = await bench.stripe.checkout.sessions.create(topUp())
    const url = pageOf(session)
    expect(await payWithCard(url, TEST_CARDS.never_confirmed.number)).toEqual({ kind: 'connection_lost' })
    expect(await payWithCard(url, TEST_CARDS.never_confirmed.number)).toEqual({
      kind: 'closed',
      state: 'connection_lost',
    })
    await pause(150)
    expect(bench.merchant.received).toEqual([])
    expect(await bench.stripe.checkout.sessions.retrieve(session.id)).toMatchObject({
      status: 'complete',
      payment_status: 'paid',
    })
    const withheld = await bench.stripe.events.list({
      type: 'checkout.session.completed',
      delivery_success: false,
    })
    expect(withheld.data).toHaveLength(1)
  })

  test('confirmed twice: the same event two times, and another one for the same session', async () => {
    const session = await payNew(TEST_CARDS.confirmed_twice.number)
    const events = await bench.waitForEvents('checkout.session.completed', 3)
    await pause(50)
    expect(bench.merchant.received).toHaveLength(6)
    expect(events.every(event => namesSession(event, session))).toBe(true)
    expect(new Set(events.map(event => event.id)).size).toBe(2)
  })

  test('confirmed before the answer: the merchant knows before the browser is back', async () => {
    const session = await bench.stripe.checkout.sessions.create(topUp())
    await payWithCard(pageOf(session), TEST_CARDS.confirmed_before_answer.number)
    const types = bench.merchant.received.map(bench.open).map(event => event.type)
    expect(types).toContain('checkout.session.completed')
    expect(types).toHaveLength(4)
  })

  test('confirmed before the answer still returns when the merchant fails', async () => {
    bench.merchant.answerWith(500, 500, 500, 500)
    const session = await bench.stripe.checkout.sessions.create(topUp())
    const result = await payWithCard(pageOf(session), TEST_CARDS.confirmed_before_answer.number)
    expect(result.kind).toBe('returned')
    await bench.merchant.waitFor(() => true, 8)
  })

  test('very late: the confirmation comes with the clock', async () => {
    const session = await payNew(TEST_CARDS.settled_late.number)
    const [completed] = await bench.waitForEvents('checkout.session.completed')
    expect(completed?.data.object).toMatchObject({ payment_status: 'unpaid' })
    await bench.steer('PUT', '/steer/api/clock', { offset_ms: 61_000 })
    const [succeeded] = await bench.waitForEvents('checkout.session.async_payment_succeeded')
    expect(succeeded && namesSession(succeeded, session)).toBe(true)
    expect(succeeded?.data.object).toMatchObject({ payment_status: 'paid' })
  })
})

describe('time', () => {
  test('expires open sessions, cancels what was begun, and sends the event', async () => {
    const session = await bench.stripe.checkout.sessions.create(topUp())
    await payWithCard(pageOf(session), '4000000000000002')
    await bench.steer('PUT', '/steer/api/clock', { offset_ms: 24 * 3_600_000 + 1_000 })
    const [event] = await bench.waitForEvents('checkout.session.expired')
    expect(event && namesSession(event, session)).toBe(true)
    const after = await bench.stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent'] })
    expect(after).toMatchObject({ status: 'expired', payment_intent: { status: 'canceled' } })
    expect(await payWithCard(pageOf(session), '4242424242424242')).toEqual({
      kind: 'closed',
      state: 'expired',
    })
  })

  test('never runs backwards', async () => {
    await bench.steer('PUT', '/steer/api/clock', { offset_ms: 5_000 })
    await expect(bench.steer('PUT', '/steer/api/clock', { offset_ms: 4_000 })).rejects.toThrow('409')
  })

  test('makes funds available after two days', async () => {
    await payNew('4242424242424242')
    const euros = async (part: 'available' | 'pending') =>
      (await bench.stripe.balance.retrieve())[part].find(funds => funds.currency === 'eur')?.amount
    expect([await euros('pending'), await euros('available')]).toEqual([1_050, 0])
    await bench.steer('PUT', '/steer/api/clock', { offset_ms: 2 * 24 * 3_600_000 + 1_000 })
    expect([await euros('pending'), await euros('available')]).toEqual([0, 1_050])
  })
})
