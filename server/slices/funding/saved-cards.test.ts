import { randomUUID } from 'node:crypto'
import { Stripe } from 'stripe'
import { describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { fromTypeId } from '../../../contract/ids.ts'
import { TEST_CARDS } from '../../../simulators/acquirer/index.ts'
import { makeSession } from '../../../test/factories/customers.ts'
import {
  aCustomer,
  balanceOf,
  is,
  jobsDone,
  openDeposit,
  pay,
  send,
  untilDeposit,
  type Customer,
} from './customer.fixture.ts'
import { startFunding } from './funding.fixture.ts'

const funding = await startFunding()
const { settings, client } = funding.acquirer
const stripe = new Stripe(settings.secretKey, { ...client, telemetry: false })
const rule = { operation: 'deposit' as const, currency: null, fixed: '0', minimum: null, maximum: null }
await funding.pricing.publishFees([
  { ...rule, id: 'debit', method: 'card_debit', basis_points: 50 },
  { ...rule, id: 'credit', method: 'card_credit', basis_points: 200 },
])

const listShape = z.object({
  data: z.array(z.looseObject({ id: z.string(), status: z.string(), is_default: z.boolean() })),
})

async function methodsOf(customer: Customer) {
  const { body } = await send(funding, customer, { method: 'GET', path: '/v1/payment_methods' })
  return listShape.parse(body).data
}

/** Pays with a card and ticks that it is to be kept; answers the payment method. */
async function keepCard(customer: Customer, card: keyof typeof TEST_CARDS, save = true) {
  const deposit = await openDeposit(funding, customer, { save_payment_method: true })
  await pay(deposit, { number: TEST_CARDS[card].number, save })
  await untilDeposit(funding, customer, deposit.id, is('succeeded'))
  await jobsDone(funding)
  return methodsOf(customer)
}

/** The acquirer's name of a kept card. */
async function tokenOf(customer: Customer, id: string): Promise<string> {
  const uuid = fromTypeId('paymentMethod', id) ?? ''
  const method = await funding.paymentMethods.methodOf(funding.db.read, customer.id, uuid)
  if (!method) throw new Error('there is no such method')
  return z.object({ token: z.string() }).parse(funding.paymentMethods.secretOf(method)).token
}

describe('keeping a card', () => {
  test('only tokens, brand, last four and expiry ever reach us, and only when the cardholder ticked it', async () => {
    const customer = await aCustomer(funding)
    expect(await keepCard(customer, 'visa_debit', false)).toEqual([])
    const methods = await keepCard(customer, 'visa_debit')
    expect(methods).toMatchObject([
      {
        kind: 'card',
        status: 'active',
        label: 'Visa •••• 5556',
        is_default: true,
        details: { brand: 'visa', last4: '5556', funding: 'debit', exp_month: 12 },
        expires_on: expect.stringMatching(/^\d{4}-12-31$/),
      },
    ])
    const [stored] = await funding.rows(
      `SELECT (SELECT string_agg(t::text, ' ') FROM payment_method t) || (SELECT string_agg(d::text, ' ') FROM deposit d)
         AS text`,
    )
    expect(String(stored?.['text'])).not.toContain(TEST_CARDS.visa_debit.number)
  })

  test('the same card is kept once', async () => {
    const customer = await aCustomer(funding)
    await keepCard(customer, 'mastercard_credit')
    expect(await keepCard(customer, 'mastercard_credit')).toHaveLength(1)
  })
})

describe('paying with a kept card', () => {
  test('is priced by what the card is, and paid on the acquirer’s page with one press', async () => {
    const customer = await aCustomer(funding)
    const [method] = await keepCard(customer, 'visa_credit')
    if (!method) throw new Error('the card was not kept')
    const deposit = await openDeposit(funding, customer, { payment_method: method.id })
    expect(deposit).toMatchObject({ method: 'card_credit', fees: [{ amount: { value: '0.20' } }] })
    await pay(deposit, { number: '', saved: await tokenOf(customer, method.id) })
    expect(await untilDeposit(funding, customer, deposit.id, is('succeeded'))).toMatchObject({
      paid_with: { label: 'Visa •••• 4242', funding: 'credit' },
    })
  })

  test('a cheaper card on the page lowers the fee, and the timeline says so', async () => {
    const customer = await aCustomer(funding)
    const deposit = await openDeposit(funding, customer, { method: 'card_credit' })
    expect(deposit.fees).toMatchObject([{ amount: { value: '0.20' } }])
    await pay(deposit, 'visa_debit')
    const paid = await untilDeposit(funding, customer, deposit.id, is('succeeded'))
    expect(paid).toMatchObject({ fees: [{ amount: { value: '0.05' } }], credit: { value: '9.95' } })
    expect(paid.timeline).toContainEqual(
      expect.objectContaining({ text: 'deposit_fee_lowered', reason: 'other_card' }),
    )
    expect(await balanceOf(funding, customer)).toEqual({ balance: '995', credits: 1 })
  })

  test('a dearer card on the page costs what was shown', async () => {
    const customer = await aCustomer(funding)
    const deposit = await openDeposit(funding, customer)
    await pay(deposit, 'visa_credit')
    expect(await untilDeposit(funding, customer, deposit.id, is('succeeded'))).toMatchObject({
      fees: [{ amount: { value: '0.05' } }],
      paid_with: { funding: 'credit' },
    })
  })

  const order = (customer: Customer, id: string) =>
    send(funding, customer, {
      method: 'POST',
      path: '/v1/deposits',
      body: { amount: { value: '5.00', currency: 'EUR' }, payment_method: id },
      key: randomUUID(),
    })

  test('expired: refused with a way on before anything is opened', async () => {
    const customer = await aCustomer(funding)
    const [method] = await keepCard(customer, 'visa_debit')
    if (!method) throw new Error('the card was not kept')
    await funding.rows(`UPDATE payment_method SET expires_on = '2020-01-31' WHERE customer_id = $1`, [
      customer.id,
    ])
    expect(await order(customer, method.id)).toMatchObject({
      status: 422,
      code: 'payment_method_expired',
      body: { next_step: 'other_method' },
    })
  })

  test('another customer’s is as absent as none', async () => {
    const [owner, thief] = await Promise.all([aCustomer(funding), aCustomer(funding)])
    const [method] = await keepCard(owner, 'visa_debit')
    if (!method) throw new Error('the card was not kept')
    expect(await order(thief, method.id)).toMatchObject({ status: 422, code: 'validation_failed' })
  })

  test('removed here, it is removed at the acquirer', async () => {
    const customer = await aCustomer(funding)
    const [method] = await keepCard(customer, 'visa_debit')
    if (!method) throw new Error('the card was not kept')
    const token = await tokenOf(customer, method.id)
    expect((await stripe.paymentMethods.retrieve(token)).customer).not.toBeNull()
    const removed = await funding.http.inject({
      method: 'DELETE',
      url: `/v1/payment_methods/${method.id}`,
      headers: { authorization: `Bearer ${(await makeSession(funding, customer)).token}` },
    })
    expect(removed.statusCode).toBe(204)
    await vi.waitFor(async () => expect((await stripe.paymentMethods.retrieve(token)).customer).toBeNull(), {
      timeout: 10_000,
    })
    expect(await methodsOf(customer)).toEqual([])
  })
})

describe('the end of a card', () => {
  const lookAtEnds = async () => {
    for (const job of funding.paymentMethods.jobs)
      if (job.name === 'payment_methods.expiry') await job.run({}, { attempt: 1, isLastAttempt: false })
  }
  const told = async ({ id }: Customer) => {
    await vi.waitFor(
      async () => {
        const [row] = await funding.rows('SELECT count(*)::int AS waiting FROM outbox')
        expect(row?.['waiting']).toBe(0)
      },
      { timeout: 15_000 },
    )
    const rows = await funding.rows(
      `SELECT type, payload ->> 'days' AS days FROM event WHERE stream_id = $1 AND type LIKE 'payment_method.exp%'
       ORDER BY position`,
      [id],
    )
    return rows.map(({ type, days }) => `${String(type)} ${String(days)}`)
  }
  const endsIn = (customer: Customer, days: number) => {
    const end = new Date(funding.clock.now().getTime() + days * 86_400_000).toISOString().slice(0, 10)
    return funding.rows('UPDATE payment_method SET expires_on = $2 WHERE customer_id = $1', [
      customer.id,
      end,
    ])
  }

  test('is told 30 and 7 days before and when it has come, once each; then it cannot be used', async () => {
    const customer = await aCustomer(funding)
    const [method] = await keepCard(customer, 'visa_debit')
    await endsIn(customer, 31)
    await lookAtEnds()
    expect(await told(customer)).toEqual([])
    for (const days of [30, 20, 7, 0]) {
      await endsIn(customer, days)
      await lookAtEnds()
      await lookAtEnds()
    }
    expect(await told(customer)).toEqual(['payment_method.expiring 30', 'payment_method.expiring 7'])
    expect(await methodsOf(customer)).toMatchObject([{ status: 'active', is_default: true }])
    await endsIn(customer, -1)
    await Promise.all([lookAtEnds(), lookAtEnds()])
    expect((await told(customer)).slice(2)).toEqual(['payment_method.expired 0'])
    expect(await methodsOf(customer)).toMatchObject([
      { id: method?.id, status: 'expired', is_default: false },
    ])
  })

  test('kept a week before its end: the nearest word only', async () => {
    const customer = await aCustomer(funding)
    await keepCard(customer, 'visa_debit')
    await endsIn(customer, 3)
    await lookAtEnds()
    expect(await told(customer)).toEqual(['payment_method.expiring 7'])
  })
})
