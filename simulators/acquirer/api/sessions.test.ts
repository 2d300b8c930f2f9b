import { Stripe } from 'stripe'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { payWithCard } from '../testing/pay-with-card.ts'
import { connect, errorOf, idOf, pageOf, setUp, topUp, type Bench } from '../testing/harness.ts'
import { API_VERSION } from './version.ts'

let bench: Bench
beforeAll(async () => {
  bench = await setUp()
})
afterAll(async () => {
  await bench.close()
})

const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds

describe('create', () => {
  test('answers an open, unpaid session with everything that was asked for', async () => {
    const expiresAt = inSeconds(3_600)
    const session = await bench.stripe.checkout.sessions.create(topUp({ expires_at: expiresAt }))
    expect(session).toMatchObject({
      object: 'checkout.session',
      livemode: false,
      mode: 'payment',
      status: 'open',
      payment_status: 'unpaid',
      payment_intent: null,
      amount_total: 1_050,
      amount_subtotal: 1_050,
      currency: 'eur',
      client_reference_id: 'dep_01',
      metadata: { deposit: 'dep_01' },
      customer_email: 'li.wei@example.com',
      locale: 'zh',
      expires_at: expiresAt,
      url: `${bench.acquirer.url}/c/pay/${session.id}`,
    })
    expect(session.id).toMatch(/^cs_test_a1[A-Za-z0-9]{56}$/)
    expect(session.lastResponse.requestId).toMatch(/^req_/)
    expect(session.lastResponse.apiVersion).toBe(API_VERSION)
  })

  test('lives for 24 hours unless told otherwise', async () => {
    const session = await bench.stripe.checkout.sessions.create(topUp())
    expect(session.expires_at - session.created).toBe(86_400)
  })

  test('shows its line items when they are asked for', async () => {
    const session = await bench.stripe.checkout.sessions.create(topUp({ expand: ['line_items'] }))
    expect(session.line_items?.data[0]).toMatchObject({
      description: 'Top up',
      amount_total: 1_050,
      quantity: 1,
    })
    expect(String(session.line_items?.data[0]?.price?.unit_amount_decimal)).toBe('1050')
  })

  test.each([
    ['less than 30 minutes', 29 * 60, 'at least 30 minutes'],
    ['more than 24 hours', 24 * 3_600 + 60, 'less than 24 hours'],
  ])('refuses to expire in %s', async (_name, seconds, words) => {
    const error = await errorOf(
      bench.stripe.checkout.sessions.create(topUp({ expires_at: inSeconds(seconds) })),
    )
    expect(error).toMatchObject({ type: 'StripeInvalidRequestError', statusCode: 400, param: 'expires_at' })
    expect(error.message).toContain(words)
  })

  test.each([
    ['without a success_url', topUp({ success_url: '' }), 'url_invalid', 'success_url'],
    ['with an unknown parameter', { ...topUp(), colour: 'red' }, 'parameter_unknown', 'colour'],
    ['with a mistaken address', topUp({ customer_email: 'nobody' }), 'email_invalid', 'customer_email'],
    ['without line items', topUp({ line_items: [] }), 'parameter_missing', 'line_items'],
    [
      'with a long reference',
      topUp({ client_reference_id: 'x'.repeat(201) }),
      'parameter_invalid_string_too_long',
      'client_reference_id',
    ],
  ])('refuses a session %s', async (_name, params, code, param) => {
    const error = await errorOf(bench.stripe.checkout.sessions.create(params))
    expect(error).toMatchObject({ type: 'StripeInvalidRequestError', statusCode: 400, code, param })
  })

  test('names a missing nested parameter as the client wrote it', async () => {
    const error = await errorOf(
      bench.stripe.checkout.sessions.create(
        topUp({
          line_items: [{ price_data: { currency: 'eur', product_data: { name: 'x' } }, quantity: 1 }],
        }),
      ),
    )
    expect(error).toMatchObject({
      code: 'parameter_missing',
      param: 'line_items[0][price_data][unit_amount]',
    })
  })
})

describe('retrieve, expire and list', () => {
  test('an unknown session is 404 resource_missing', async () => {
    const error = await errorOf(bench.stripe.checkout.sessions.retrieve('cs_test_nothing'))
    expect(error).toMatchObject({ statusCode: 404, code: 'resource_missing' })
    expect(error.message).toBe("No such checkout.session: 'cs_test_nothing'")
  })

  test('expands the payment intent and its charge', async () => {
    const session = await bench.stripe.checkout.sessions.create(topUp())
    await payWithCard(pageOf(session), '4242424242424242')
    const paid = await bench.stripe.checkout.sessions.retrieve(session.id, {
      expand: ['payment_intent', 'payment_intent.latest_charge'],
    })
    expect(paid).toMatchObject({
      status: 'complete',
      payment_status: 'paid',
      url: null,
      payment_intent: {
        status: 'succeeded',
        metadata: { deposit: 'dep_01' },
        latest_charge: { object: 'charge', paid: true, amount: 1_050 },
      },
    })
  })

  test('refuses to expand what is not linked', async () => {
    const session = await bench.stripe.checkout.sessions.create(topUp())
    const error = await errorOf(bench.stripe.checkout.sessions.retrieve(session.id, { expand: ['customer'] }))
    expect(error.message).toBe('This property cannot be expanded (customer).')
  })

  test('expires an open session once, and sends the event', async () => {
    const session = await bench.stripe.checkout.sessions.create(topUp())
    const expired = await bench.stripe.checkout.sessions.expire(session.id)
    expect(expired).toMatchObject({ status: 'expired', url: null })
    const error = await errorOf(bench.stripe.checkout.sessions.expire(session.id))
    expect(error.message).toContain('has a status of `expired`')
    expect(await payWithCard(pageOf(session), '4242424242424242')).toEqual({
      kind: 'closed',
      state: 'expired',
    })
    await bench.merchant.waitFor(
      ({ body }) => body.includes('checkout.session.expired') && body.includes(session.id),
      1,
    )
  })

  test('does not expire a paid session', async () => {
    const session = await bench.stripe.checkout.sessions.create(topUp())
    await payWithCard(pageOf(session), '4242424242424242')
    const error = await errorOf(bench.stripe.checkout.sessions.expire(session.id))
    expect(error.message).toContain('has a status of `complete`')
  })

  test('pages through a list, newest first, in both directions', async () => {
    const email = 'pages@example.com'
    const ids: string[] = []
    for (let made = 0; made < 5; made += 1) {
      ids.unshift((await bench.stripe.checkout.sessions.create(topUp({ customer_email: email }))).id)
    }
    const filter = { customer_details: { email } }
    const first = await bench.stripe.checkout.sessions.list({ ...filter, limit: 2 })
    expect(first.data.map(session => session.id)).toEqual(ids.slice(0, 2))
    expect(first.has_more).toBe(true)
    const next = await bench.stripe.checkout.sessions.list({
      ...filter,
      limit: 2,
      starting_after: ids[1] ?? '',
    })
    expect(next.data.map(session => session.id)).toEqual(ids.slice(2, 4))
    const back = await bench.stripe.checkout.sessions.list({
      ...filter,
      limit: 2,
      ending_before: ids[3] ?? '',
    })
    expect(back.data.map(session => session.id)).toEqual(ids.slice(1, 3))
    expect(back.has_more).toBe(true)
    const all = await bench.stripe.checkout.sessions
      .list({ ...filter, limit: 2 })
      .autoPagingToArray({ limit: 100 })
    expect(all.map(session => session.id)).toEqual(ids)
  })

  test('filters by status, payment intent and time', async () => {
    const session = await bench.stripe.checkout.sessions.create(topUp())
    await payWithCard(pageOf(session), '4242424242424242')
    const { payment_intent: intent } = await bench.stripe.checkout.sessions.retrieve(session.id)
    const list = bench.stripe.checkout.sessions.list.bind(bench.stripe.checkout.sessions)
    expect((await list({ payment_intent: idOf(intent) })).data.map(found => found.id)).toEqual([session.id])
    expect((await list({ status: 'complete' })).data.every(found => found.status === 'complete')).toBe(true)
    expect((await list({ created: { gt: inSeconds(60) } })).data).toEqual([])
    expect(
      (await list({ created: { lte: inSeconds(60), gte: session.created }, limit: 100 })).data,
    ).not.toEqual([])
  })

  test.each([0, 101])('refuses a page of %i', async limit => {
    const error = await errorOf(bench.stripe.checkout.sessions.list({ limit }))
    expect(error).toMatchObject({ statusCode: 400, param: 'limit' })
  })
})

describe('who may ask', () => {
  test('a wrong key is 401, and is not shown whole', async () => {
    const stranger = connect(bench.acquirer, 'sk_test_somebody_else_altogether')
    const error = await errorOf(stranger.balance.retrieve())
    expect(error).toBeInstanceOf(Stripe.errors.StripeAuthenticationError)
    expect(error.statusCode).toBe(401)
    expect(error.message).not.toContain('somebody_else_altogether')
  })

  test('no key is 401', async () => {
    const answer = await fetch(`${bench.acquirer.url}/v1/balance`)
    expect(answer.status).toBe(401)
  })

  test('the installed client speaks the version of this simulator', async () => {
    expect(Stripe.API_VERSION).toBe(API_VERSION)
    const error = await errorOf(
      bench.stripe.rawRequest('GET', '/v1/balance', undefined, {
        additionalHeaders: { 'Stripe-Version': '2019-01-01' },
      }),
    )
    expect(error.message).toContain('Invalid Stripe API version: 2019-01-01')
  })

  test('an address that does not exist is 404 in the shape of an API error', async () => {
    const error = await errorOf(bench.stripe.customers.list())
    expect(error.statusCode).toBe(404)
    expect(error.message).toContain('Unrecognized request URL (GET: /v1/customers)')
  })

  test('a body that is not a form is refused', async () => {
    const answer = await fetch(`${bench.acquirer.url}/v1/refunds`, {
      method: 'POST',
      body: '{}',
      headers: {
        Authorization: `Bearer ${bench.acquirer.settings.secretKey}`,
        'Content-Type': 'application/json',
      },
    })
    expect(answer.status).toBe(415)
    expect(await answer.json()).toMatchObject({ error: { type: 'invalid_request_error' } })
  })
})
