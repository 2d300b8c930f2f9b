import type { Stripe } from 'stripe'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TEST_CARDS } from '../cards.ts'
import { answerBank, openCardPage, payWithCard } from '../testing/pay-with-card.ts'
import { pageOf, setUp, topUp, type Bench } from '../testing/harness.ts'

let bench: Bench
beforeAll(async () => {
  bench = await setUp()
})
afterAll(async () => {
  await bench.close()
})

async function newSession(): Promise<Stripe.Checkout.Session> {
  return bench.stripe.checkout.sessions.create(topUp())
}

/** The session with payment intent and charge, as the funding slice asks for it. */
async function look(id: string) {
  const session = await bench.stripe.checkout.sessions.retrieve(id, {
    expand: ['payment_intent', 'payment_intent.latest_charge'],
  })
  const intent = session.payment_intent
  if (typeof intent === 'string') throw new Error('the payment intent was not expanded')
  const charge = intent?.latest_charge ?? null
  if (typeof charge === 'string') throw new Error('the charge was not expanded')
  return { session, intent, charge }
}

describe('success', () => {
  test('sends the browser back with the session id filled in', async () => {
    const session = await newSession()
    expect(await payWithCard(pageOf(session), '4242 4242 4242 4242')).toEqual({
      kind: 'returned',
      location: `http://127.0.0.1:9/app/top-up?session=${session.id}`,
    })
  })

  test.each([
    ['visa_credit', 'visa', 'credit', 'US'],
    ['visa_debit', 'visa', 'debit', 'US'],
    ['mastercard_credit', 'mastercard', 'credit', 'US'],
    ['mastercard_prepaid', 'mastercard', 'prepaid', 'US'],
    ['unionpay_debit', 'unionpay', 'debit', 'CN'],
    ['amex_credit', 'amex', 'credit', 'US'],
  ] as const)('with %s tells brand, funding and country', async (key, brand, funding, country) => {
    const session = await newSession()
    await payWithCard(pageOf(session), TEST_CARDS[key].number)
    const { charge } = await look(session.id)
    expect(charge?.payment_method_details?.card).toMatchObject({
      brand,
      funding,
      country,
      last4: TEST_CARDS[key].number.slice(-4),
      three_d_secure: null,
    })
  })

  test('keeps who paid, and counts the money received', async () => {
    const session = await newSession()
    await payWithCard(pageOf(session), { number: '4242424242424242', name: '李伟' })
    const paid = await look(session.id)
    expect(paid.session.customer_details).toMatchObject({ email: 'li.wei@example.com', name: '李伟' })
    expect(paid.intent).toMatchObject({ status: 'succeeded', amount: 1_050, amount_received: 1_050 })
    expect(paid.charge).toMatchObject({ paid: true, captured: true, outcome: { type: 'authorized' } })
  })

  test('the number of the card is nowhere in the state', async () => {
    const session = await newSession()
    await payWithCard(pageOf(session), '5555555555554444')
    expect(JSON.stringify(await bench.steer('GET', '/steer/api/state'))).not.toContain('5555555555554444')
  })

  test('a page opened after the payment says that it is done', async () => {
    const session = await newSession()
    await payWithCard(pageOf(session), '4242424242424242')
    expect(await payWithCard(pageOf(session), '4242424242424242')).toEqual({
      kind: 'closed',
      state: 'complete',
    })
  })
})

describe('declines', () => {
  test.each([
    ['generic_decline', 'card_declined'],
    ['insufficient_funds', 'card_declined'],
    ['lost_card', 'card_declined'],
    ['stolen_card', 'card_declined'],
    ['expired_card', 'expired_card'],
    ['incorrect_cvc', 'incorrect_cvc'],
    ['processing_error', 'processing_error'],
    ['card_velocity_exceeded', 'card_declined'],
  ] as const)('%s is reported as %s, and another card can be tried', async (key, code) => {
    const session = await newSession()
    const { number } = TEST_CARDS[key]
    expect(await payWithCard(pageOf(session), number)).toEqual({ kind: 'refused', reason: key })
    const refused = await look(session.id)
    expect(refused.session).toMatchObject({ status: 'open', payment_status: 'unpaid' })
    expect(refused.intent).toMatchObject({
      status: 'requires_payment_method',
      amount_received: 0,
      last_payment_error: { type: 'card_error', code, decline_code: key, charge: refused.charge?.id },
    })
    expect(refused.charge).toMatchObject({
      status: 'failed',
      paid: false,
      failure_code: code,
      outcome: { type: 'issuer_declined', reason: key },
    })
    expect(await payWithCard(pageOf(session), '4242424242424242')).toMatchObject({ kind: 'returned' })
    const paid = await look(session.id)
    expect(paid.intent).toMatchObject({
      id: refused.intent?.id,
      status: 'succeeded',
      last_payment_error: null,
    })
  })

  test('a number that is no test card is refused without asking a bank', async () => {
    const session = await newSession()
    expect(await payWithCard(pageOf(session), '4539578763621486')).toEqual({
      kind: 'refused',
      reason: 'test_mode_live_card',
    })
    const { charge } = await look(session.id)
    expect(charge?.outcome).toMatchObject({ network_status: 'not_sent_to_network' })
  })
})

describe('3-D Secure', () => {
  test('debits only after the cardholder agreed', async () => {
    const session = await newSession()
    const asked = await payWithCard(pageOf(session), TEST_CARDS.authentication_required.number)
    if (asked.kind !== 'authentication') throw new Error(`expected the bank's page, got ${asked.kind}`)
    const waiting = await look(session.id)
    expect(waiting.intent).toMatchObject({ status: 'requires_action', latest_charge: null })
    expect(waiting.session.status).toBe('open')
    expect(await answerBank(asked.bankUrl, 'approve')).toMatchObject({ kind: 'returned' })
    const paid = await look(session.id)
    expect(paid.session.payment_status).toBe('paid')
    expect(paid.charge?.payment_method_details?.card?.three_d_secure).toMatchObject({
      result: 'authenticated',
    })
  })

  test('rejected leaves the session open without a charge', async () => {
    const session = await newSession()
    const card = { number: TEST_CARDS.authentication_required.number, bank: 'reject' } as const
    expect(await payWithCard(pageOf(session), card)).toEqual({
      kind: 'refused',
      reason: 'authentication_failed',
    })
    const { intent, session: after } = await look(session.id)
    expect(after.status).toBe('open')
    expect(intent).toMatchObject({
      status: 'requires_payment_method',
      latest_charge: null,
      last_payment_error: { code: 'payment_intent_authentication_failure' },
    })
  })

  test('agreed and then declined for want of money', async () => {
    const session = await newSession()
    const card = { number: TEST_CARDS.authentication_then_declined.number, bank: 'approve' } as const
    expect(await payWithCard(pageOf(session), card)).toEqual({
      kind: 'refused',
      reason: 'insufficient_funds',
    })
  })

  test('a page of the bank that was left behind answers for no later attempt', async () => {
    const session = await newSession()
    const { number } = TEST_CARDS.authentication_required
    const [first, second] = [
      await payWithCard(pageOf(session), number),
      await payWithCard(pageOf(session), number),
    ]
    if (first.kind !== 'authentication' || second.kind !== 'authentication')
      throw new Error('the bank did not ask')
    expect(await answerBank(first.bankUrl, 'approve')).toEqual({ kind: 'closed', state: 'card' })
    expect((await look(session.id)).intent).toMatchObject({ status: 'requires_action', amount_received: 0 })
    expect(await answerBank(second.bankUrl, 'approve')).toMatchObject({ kind: 'returned' })
  })

  test('an answer given twice pays once', async () => {
    const session = await newSession()
    const asked = await payWithCard(pageOf(session), TEST_CARDS.authentication_required.number)
    if (asked.kind !== 'authentication') throw new Error(`expected the bank's page, got ${asked.kind}`)
    const answers = await Promise.all([
      answerBank(asked.bankUrl, 'approve'),
      answerBank(asked.bankUrl, 'approve'),
    ])
    expect(answers.map(answer => answer.kind)).toEqual(['returned', 'returned'])
    const events = await bench.stripe.events.list({ type: 'charge.succeeded', limit: 100 })
    const { charge } = await look(session.id)
    expect(events.data.filter(event => JSON.stringify(event).includes(charge?.id ?? '-'))).toHaveLength(1)
  })
})

describe('mistakes on the form', () => {
  test.each([
    ['a wrong digit', { number: '4242424242424241' }, ['number']],
    ['a short number', { number: '42424242' }, ['number']],
    ['letters', { number: '4242abcd42424242' }, ['number']],
    ['a past month', { number: '4242424242424242', expiry: '01 / 20' }, ['expiry']],
    ['a 13th month', { number: '4242424242424242', expiry: '13 / 40' }, ['expiry']],
    ['a short code', { number: '4242424242424242', cvc: '12' }, ['cvc']],
    ['three digits for American Express', { number: '378282246310005', cvc: '123' }, ['cvc']],
    ['no name', { number: '4242424242424242', name: ' ' }, ['name']],
    ['nothing right', { number: '1', expiry: 'x', cvc: '', name: '' }, ['number', 'expiry', 'cvc', 'name']],
  ])('%s marks the field and charges nothing', async (_name, card, fields) => {
    const session = await newSession()
    expect(await payWithCard(pageOf(session), card)).toEqual({ kind: 'invalid', fields })
    expect((await look(session.id)).intent).toBeNull()
  })

  test('the current month is still good', async () => {
    const session = await newSession()
    const now = new Date()
    const expiry = `${String(now.getUTCMonth() + 1).padStart(2, '0')}/${String(now.getUTCFullYear()).slice(-2)}`
    expect(await payWithCard(pageOf(session), { number: '4242424242424242', expiry })).toMatchObject({
      kind: 'returned',
    })
  })

  test('an e-mail is asked for when the merchant gave none', async () => {
    const { customer_email: _left, ...params } = topUp()
    const session = await bench.stripe.checkout.sessions.create(params)
    const wrong = { number: '4242424242424242', email: 'nobody' }
    expect(await payWithCard(pageOf(session), wrong)).toEqual({ kind: 'invalid', fields: ['email'] })
    expect(await payWithCard(pageOf(session), { ...wrong, email: 'zoe@example.com' })).toMatchObject({
      kind: 'returned',
    })
    expect((await look(session.id)).session.customer_details?.email).toBe('zoe@example.com')
  })
})

describe('the same form sent twice', () => {
  test('pays once', async () => {
    const session = await newSession()
    const { formToken } = await openCardPage(pageOf(session))
    const results = await Promise.all(
      [1, 2, 3].map(() => payWithCard(pageOf(session), '4242424242424242', formToken)),
    )
    expect(results.map(result => result.kind)).toEqual(['returned', 'returned', 'returned'])
    const events = await bench.stripe.events.list({ type: 'checkout.session.completed', limit: 100 })
    expect(events.data.filter(event => JSON.stringify(event).includes(session.id))).toHaveLength(1)
  })

  test('is declined once', async () => {
    const session = await newSession()
    const { formToken } = await openCardPage(pageOf(session))
    for (let sent = 0; sent < 2; sent += 1) {
      expect(await payWithCard(pageOf(session), '4000000000000002', formToken)).toMatchObject({
        kind: 'refused',
      })
    }
    const { intent } = await look(session.id)
    const events = await bench.stripe.events.list({ type: 'payment_intent.payment_failed', limit: 100 })
    expect(events.data.filter(event => JSON.stringify(event).includes(intent?.id ?? '-'))).toHaveLength(1)
  })

  test('shows how the payment ended, not its own old refusal', async () => {
    const session = await newSession()
    const { formToken } = await openCardPage(pageOf(session))
    await payWithCard(pageOf(session), '4000000000000002', formToken)
    await payWithCard(pageOf(session), '4242424242424242')
    expect(await payWithCard(pageOf(session), '4000000000000002', formToken)).toEqual({
      kind: 'closed',
      state: 'complete',
    })
  })
})

describe('late payments', () => {
  test('are complete and unpaid until they are settled', async () => {
    const session = await newSession()
    expect(await payWithCard(pageOf(session), TEST_CARDS.settled_late.number)).toMatchObject({
      kind: 'returned',
    })
    const waiting = await look(session.id)
    expect(waiting.session).toMatchObject({ status: 'complete', payment_status: 'unpaid' })
    expect(waiting.intent).toMatchObject({ status: 'processing', amount_received: 0 })
    expect(waiting.charge).toMatchObject({ status: 'pending', paid: false })

    await bench.steer('POST', `/steer/api/sessions/${session.id}/settle`, {})
    const settled = await look(session.id)
    expect(settled.session).toMatchObject({ status: 'complete', payment_status: 'paid' })
    expect(settled.charge).toMatchObject({ id: waiting.charge?.id, status: 'succeeded' })
    await bench.waitForEvents('checkout.session.async_payment_succeeded')
    await expect(bench.steer('POST', `/steer/api/sessions/${session.id}/settle`, {})).rejects.toThrow('409')
  })

  test('settle by themselves after the delay that was steered', async () => {
    await bench.setFaults({ settlement_delay_ms: 50 })
    const session = await newSession()
    await payWithCard(pageOf(session), TEST_CARDS.failed_late.number)
    await bench.setFaults({})
    await bench.waitForEvents('checkout.session.async_payment_failed')
    const failed = await look(session.id)
    expect(failed.session).toMatchObject({ status: 'complete', payment_status: 'unpaid' })
    expect(failed.intent).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: { decline_code: 'generic_decline' },
    })
  })
})
