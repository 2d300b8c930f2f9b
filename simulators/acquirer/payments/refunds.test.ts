import type { Stripe } from 'stripe'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { payWithCard } from '../testing/pay-with-card.ts'
import { idOf, pageOf, setUp, topUp, topUpOf, type Bench } from '../testing/harness.ts'

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

describe('refunds', () => {
  async function paidIntent(): Promise<string> {
    const session = await newSession()
    await payWithCard(pageOf(session), '4242424242424242')
    return (await look(session.id)).intent?.id ?? ''
  }

  test('give back in parts until nothing is left', async () => {
    const intent = await paidIntent()
    const first = await bench.stripe.refunds.create({
      payment_intent: intent,
      amount: 300,
      metadata: { why: 'test' },
    })
    expect(first).toMatchObject({ status: 'succeeded', amount: 300, currency: 'eur', payment_intent: intent })
    const tooMuch = await bench.stripe.refunds.create({ payment_intent: intent, amount: 751 }).catch(String)
    expect(tooMuch).toContain(
      'Refund amount (€7.51 eur) is greater than unrefunded amount on charge (€7.50 eur)',
    )
    const rest = await bench.stripe.refunds.create({
      payment_intent: intent,
      reason: 'requested_by_customer',
    })
    expect(rest.amount).toBe(750)
    const again = bench.stripe.refunds.create({ payment_intent: intent })
    await expect(again).rejects.toMatchObject({ code: 'charge_already_refunded', statusCode: 400 })
    const charge = await bench.stripe.charges.retrieve(idOf(rest.charge))
    expect(charge).toMatchObject({ amount_refunded: 1_050, refunded: true })
    expect(await bench.stripe.refunds.retrieve(first.id)).toMatchObject({
      id: first.id,
      metadata: { why: 'test' },
    })
  })

  test('need a payment that went through', async () => {
    const session = await newSession()
    await payWithCard(pageOf(session), '4000000000000002')
    const { intent, charge } = await look(session.id)
    await expect(bench.stripe.refunds.create({ payment_intent: intent?.id ?? '' })).rejects.toThrow(
      'does not have a successful charge',
    )
    await expect(bench.stripe.refunds.create({ charge: charge?.id ?? '' })).rejects.toMatchObject({
      code: 'charge_not_refundable',
    })
    await expect(bench.stripe.refunds.create({ charge: 'ch_none' })).rejects.toMatchObject({
      statusCode: 404,
    })
  })

  test('in three-decimal currencies end in 0', async () => {
    const session = await bench.stripe.checkout.sessions.create(topUpOf(5_120, 'kwd'))
    await payWithCard(pageOf(session), '4242424242424242')
    const { charge } = await look(session.id)
    await expect(
      bench.stripe.refunds.create({ charge: charge?.id ?? '', amount: 1_005 }),
    ).rejects.toMatchObject({
      code: 'invalid_charge_amount',
    })
    await expect(bench.stripe.refunds.create({ charge: charge?.id ?? '', amount: 0 })).rejects.toMatchObject({
      param: 'amount',
    })
  })

  test('are taken out of the balance', async () => {
    const before = await bench.stripe.balance.retrieve()
    const intent = await paidIntent()
    await bench.stripe.refunds.create({ payment_intent: intent, amount: 50 })
    const after = await bench.stripe.balance.retrieve()
    const euros = (balance: Stripe.Balance) =>
      balance.pending.find(funds => funds.currency === 'eur')?.amount ?? 0
    expect(euros(after) - euros(before)).toBe(1_000)
  })
})
