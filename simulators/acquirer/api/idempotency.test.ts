import { Stripe } from 'stripe'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { payWithCard } from '../testing/pay-with-card.ts'
import { errorOf, idOf, pageOf, setUp, topUp, topUpOf, type Bench } from '../testing/harness.ts'

let bench: Bench
beforeEach(async () => {
  bench = await setUp()
})
afterEach(async () => {
  await bench.close()
})

const countSessions = async () => (await bench.stripe.checkout.sessions.list({ limit: 100 })).data.length

describe('the same key', () => {
  test('with the same parameters replays the first answer', async () => {
    const first = await bench.stripe.checkout.sessions.create(topUp(), { idempotencyKey: 'k1' })
    const second = await bench.stripe.checkout.sessions.create(topUp(), { idempotencyKey: 'k1' })
    expect(second).toEqual(first)
    expect(first.lastResponse.headers['idempotent-replayed']).toBeUndefined()
    expect(second.lastResponse.headers).toMatchObject({
      'idempotent-replayed': 'true',
      'original-request': first.lastResponse.requestId,
      'idempotency-key': 'k1',
    })
    expect(await countSessions()).toBe(1)
  })

  test('replays the first answer even when the object has changed since', async () => {
    const first = await bench.stripe.checkout.sessions.create(topUp(), { idempotencyKey: 'k1' })
    await payWithCard(pageOf(first), '4242424242424242')
    const again = await bench.stripe.checkout.sessions.create(topUp(), { idempotencyKey: 'k1' })
    expect(again).toMatchObject({ id: first.id, status: 'open' })
  })

  test('with other parameters is an idempotency error', async () => {
    await bench.stripe.checkout.sessions.create(topUp(), { idempotencyKey: 'k1' })
    const error = await errorOf(
      bench.stripe.checkout.sessions.create(topUpOf(2_000, 'eur'), { idempotencyKey: 'k1' }),
    )
    expect(error).toBeInstanceOf(Stripe.errors.StripeIdempotencyError)
    expect(error).toMatchObject({ statusCode: 400, rawType: 'idempotency_error' })
    expect(await countSessions()).toBe(1)
  })

  test('at another endpoint is an idempotency error', async () => {
    const session = await bench.stripe.checkout.sessions.create(topUp(), { idempotencyKey: 'k1' })
    const error = await errorOf(
      bench.stripe.checkout.sessions.expire(session.id, {}, { idempotencyKey: 'k1' }),
    )
    expect(error.rawType).toBe('idempotency_error')
    expect(error.message).toContain('/v1/checkout/sessions')
  })

  test('replays a refusal that was decided', async () => {
    const session = await bench.stripe.checkout.sessions.create(topUp())
    await bench.stripe.checkout.sessions.expire(session.id)
    const refuse = () =>
      errorOf(bench.stripe.checkout.sessions.expire(session.id, {}, { idempotencyKey: 'k2' }))
    expect((await refuse()).message).toBe((await refuse()).message)
    expect((await refuse()).headers?.['idempotent-replayed']).toBe('true')
  })

  test('is not used up by wrong parameters', async () => {
    await errorOf(bench.stripe.checkout.sessions.create(topUpOf(1, 'eur'), { idempotencyKey: 'k3' }))
    const session = await bench.stripe.checkout.sessions.create(topUp(), { idempotencyKey: 'k3' })
    expect(session.status).toBe('open')
  })

  test('sent while the first is being worked on is 409', async () => {
    await bench.setFaults({ api: { latency_ms: 200 } })
    const results = await Promise.allSettled(
      [1, 2, 3].map(() => bench.stripe.checkout.sessions.create(topUp(), { idempotencyKey: 'k4' })),
    )
    await bench.setFaults({})
    expect(results.filter(result => result.status === 'fulfilled')).toHaveLength(1)
    const refused = results.filter(result => result.status === 'rejected')
    for (const { reason } of refused)
      expect(reason).toMatchObject({ statusCode: 409, code: 'idempotency_key_in_use' })
    expect(await countSessions()).toBe(1)
  })

  test('is forgotten after a day', async () => {
    const first = await bench.stripe.checkout.sessions.create(topUp(), { idempotencyKey: 'k5' })
    await bench.steer('PUT', '/steer/api/clock', { offset_ms: 24 * 3_600_000 + 1_000 })
    const second = await bench.stripe.checkout.sessions.create(topUp(), { idempotencyKey: 'k5' })
    expect(second.id).not.toBe(first.id)
  })
})

describe('faults', () => {
  test('a lost answer has done the work; repeating with its key finds it', async () => {
    // The client repeats once by itself after a closed connection, so the second answer is lost too.
    await bench.setFaults({ api: { lost_answer: { times: 2, match: 'POST /v1/checkout/sessions' } } })
    const error = await errorOf(bench.stripe.checkout.sessions.create(topUp(), { idempotencyKey: 'lost' }))
    expect(error).toBeInstanceOf(Stripe.errors.StripeConnectionError)
    const [kept] = (await bench.stripe.checkout.sessions.list()).data
    const repeated = await bench.stripe.checkout.sessions.create(topUp(), { idempotencyKey: 'lost' })
    expect(repeated.id).toBe(kept?.id)
    expect(repeated.lastResponse.headers['idempotent-replayed']).toBe('true')
    expect(await countSessions()).toBe(1)
  })

  test('a lost answer to a refund does not refund twice', async () => {
    const session = await bench.stripe.checkout.sessions.create(topUp())
    await payWithCard(pageOf(session), '4242424242424242')
    const { payment_intent: intent } = await bench.stripe.checkout.sessions.retrieve(session.id)
    const params = { payment_intent: idOf(intent), amount: 100 }
    await bench.setFaults({ api: { lost_answer: { times: 2, match: 'POST /v1/refunds' } } })
    await errorOf(bench.stripe.refunds.create(params, { idempotencyKey: 'r1' }))
    const refund = await bench.stripe.refunds.create(params, { idempotencyKey: 'r1' })
    expect(await bench.stripe.charges.retrieve(idOf(refund.charge))).toMatchObject({ amount_refunded: 100 })
  })

  test('503 and 429 do no work and use up no key', async () => {
    await bench.setFaults({ api: { unavailable: { times: 1 } } })
    const unavailable = await errorOf(bench.stripe.checkout.sessions.create(topUp(), { idempotencyKey: 'u' }))
    expect(unavailable).toMatchObject({ statusCode: 503, rawType: 'api_error' })
    await bench.setFaults({ api: { rate_limited: { times: 1 } } })
    const limited = await errorOf(bench.stripe.checkout.sessions.create(topUp(), { idempotencyKey: 'u' }))
    expect(limited).toBeInstanceOf(Stripe.errors.StripeRateLimitError)
    expect(await countSessions()).toBe(0)
    const session = await bench.stripe.checkout.sessions.create(topUp(), { idempotencyKey: 'u' })
    expect(session.lastResponse.headers['idempotent-replayed']).toBeUndefined()
  })

  test('the same seed strikes the same requests', async () => {
    const strike = async () => {
      await bench.setFaults({ seed: 7, api: { unavailable: { probability: 0.5 } } })
      const outcomes: boolean[] = []
      for (let asked = 0; asked < 20; asked += 1) {
        outcomes.push(
          await bench.stripe.balance.retrieve().then(
            () => true,
            () => false,
          ),
        )
      }
      return outcomes
    }
    const first = await strike()
    expect(await strike()).toEqual(first)
    expect(new Set(first).size).toBe(2)
  })

  test('latency slows the answer down', async () => {
    await bench.setFaults({ api: { latency_ms: 120 } })
    const before = performance.now()
    await bench.stripe.balance.retrieve()
    expect(performance.now() - before).toBeGreaterThanOrEqual(119)
  })

  test('a condition that is not understood is refused and changes nothing', async () => {
    await bench.setFaults({ api: { latency_ms: 5 } })
    const wrong = { api: { unavailable: { probability: 2 } } }
    await expect(bench.setFaults(wrong)).rejects.toThrow('422')
    expect(await bench.steer('GET', '/steer/api/faults')).toMatchObject({
      api: { latency_ms: 5, unavailable: null },
    })
  })
})
