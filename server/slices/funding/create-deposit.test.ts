import { describe, expect, test } from 'vitest'
import { depositSchema } from '../../../contract/api/funding.ts'
import {
  aCustomer,
  balanceOf,
  is,
  limitUsed,
  openDeposit,
  pay,
  send,
  tenEuros,
  untilDeposit,
  uuidOf,
  type Customer,
} from './customer.fixture.ts'
import { startFunding } from './funding.fixture.ts'

const funding = await startFunding()

const create = (customer: Customer | null, body: object, key: string | undefined = crypto.randomUUID()) =>
  send(funding, customer, { method: 'POST', path: '/v1/deposits', body, ...(key ? { key } : {}) })
const preview = (customer: Customer, body: object) =>
  send(funding, customer, { method: 'POST', path: '/v1/deposit_previews', body })

const euros = (value: string) => ({ amount: { value, currency: 'EUR' as const }, method: 'card_debit' })

describe('the Idempotency-Key', () => {
  test('repeated with the same body gives the same deposit with its page, and opens no second one', async () => {
    const customer = await aCustomer(funding)
    const first = await create(customer, euros('10.00'), 'once')
    const again = await create(customer, euros('10.00'), 'once')
    expect(first).toMatchObject({ status: 201, replayed: false })
    expect(again).toMatchObject({ status: 201, replayed: true, body: first.body })
    expect(await funding.rows('SELECT 1 FROM deposit WHERE customer_id = $1', [customer.id])).toHaveLength(1)
  })

  test('repeated with another body is refused', async () => {
    const customer = await aCustomer(funding)
    await create(customer, euros('10.00'), 'once')
    expect(await create(customer, euros('11.00'), 'once')).toMatchObject({
      status: 422,
      code: 'idempotency_key_reused',
    })
  })

  test('sent 50 times at once makes one deposit, one page and one use of the limit', async () => {
    const customer = await aCustomer(funding)
    const sent = await Promise.all(
      Array.from({ length: 50 }, () => create(customer, euros('10.00'), 'at-once')),
    )
    const ids = new Set(sent.map(({ body }) => depositSchema.parse(body).id))
    expect(ids.size).toBe(1)
    expect(sent.filter(({ replayed }) => !replayed)).toHaveLength(1)
    expect(await limitUsed(funding, customer)).toBe('1000')
    const steps = await funding.rows(
      `SELECT s.text FROM deposit_step s JOIN deposit d ON d.id = s.deposit_id WHERE d.customer_id = $1 ORDER BY s.number`,
      [customer.id],
    )
    expect(steps.map(({ text }) => text)).toEqual(['deposit_opened', 'deposit_page_opened'])
  })

  test('missing is refused; of another customer it is another key', async () => {
    const [one, two] = [await aCustomer(funding), await aCustomer(funding)]
    expect(await create(one, euros('10.00'), '')).toMatchObject({
      status: 400,
      code: 'idempotency_key_missing',
    })
    const first = await create(one, euros('10.00'), 'shared')
    const other = await create(two, euros('10.00'), 'shared')
    expect(depositSchema.parse(other.body).id).not.toBe(depositSchema.parse(first.body).id)
  })
})

describe('refused before anything is opened', () => {
  test.each([
    [{ amount: { value: '0.49', currency: 'EUR' }, method: 'card_debit' }, 'amount_below_minimum'],
    [{ amount: { value: '1000000.00', currency: 'EUR' }, method: 'card_debit' }, 'amount_above_maximum'],
    [{ amount: { value: '1.005', currency: 'KWD' }, method: 'card_debit' }, 'validation_failed'],
    [{ amount: { value: '10.5', currency: 'JPY' }, method: 'card_debit' }, 'validation_failed'],
    [{ amount: { value: '6500.01', currency: 'EUR' }, method: 'card_debit' }, 'limit_exceeded'],
    [{ ...euros('10.00'), expected_fee: { value: '0.01', currency: 'EUR' } }, 'price_changed'],
    [{ ...euros('10.00'), expected_fee: { value: '0', currency: 'USD' } }, 'validation_failed'],
    [{ ...euros('10.00'), method: 'cash' }, 'validation_failed'],
  ])('%j: %s', async (body, code) => {
    const customer = await aCustomer(funding)
    expect(await create(customer, body)).toMatchObject({ code })
    expect(await funding.rows('SELECT 1 FROM deposit WHERE customer_id = $1', [customer.id])).toEqual([])
    expect(await funding.rows('SELECT 1 FROM idempotency_outcome WHERE scope = $1', [customer.id])).toEqual(
      [],
    )
  })

  test('the answer says what would be possible', async () => {
    const customer = await aCustomer(funding)
    const { body: below } = await create(customer, {
      amount: { value: '0.100', currency: 'KWD' },
      method: 'card_debit',
    })
    expect(below).toMatchObject({ details: { minimum: { value: '0.160', currency: 'KWD' } } })
    const { body: odd } = await create(customer, {
      amount: { value: '1.005', currency: 'KWD' },
      method: 'card_debit',
    })
    expect(odd).toMatchObject({
      errors: [{ path: 'amount.value', code: 'amount_too_precise' }],
      details: { smallest_step: { value: '0.010', currency: 'KWD' } },
    })
  })

  test('nobody signed in', async () => {
    expect(await create(null, euros('10.00'))).toMatchObject({ status: 401, code: 'not_signed_in' })
  })
})

describe('limits', () => {
  test('two opened deposits use them together; given up, one makes room again', async () => {
    const customer = await aCustomer(funding)
    const opened = await openDeposit(funding, customer, { amount: { value: '6500.00', currency: 'EUR' } })
    await openDeposit(funding, customer, { amount: { value: '6500.00', currency: 'EUR' } })
    const third = await create(customer, euros('0.50'))
    expect(third).toMatchObject({
      status: 422,
      code: 'limit_exceeded',
      body: { details: { interval: 'daily', remaining: { value: '0.00', currency: 'EUR' } } },
    })
    const canceled = await send(funding, customer, {
      method: 'POST',
      path: `/v1/deposits/${opened.id}/cancel`,
    })
    expect(canceled.status).toBe(200)
    expect(await create(customer, euros('6500.00'))).toMatchObject({ status: 201 })
    expect(await create(customer, euros('0.50'))).toMatchObject({ code: 'limit_exceeded' })
  })

  test('opened at once they are never exceeded', async () => {
    const customer = await aCustomer(funding)
    const sent = await Promise.all(Array.from({ length: 8 }, () => create(customer, euros('6500.00'))))
    expect(sent.filter(({ status }) => status === 201)).toHaveLength(2)
    expect(sent.filter(({ code }) => code === 'limit_exceeded')).toHaveLength(6)
  })
})

describe('fees', () => {
  test('are shown before, taken from what arrives, posted by themselves, and kept as promised', async () => {
    const customer = await aCustomer(funding)
    const rule = {
      id: 'deposit-card',
      operation: 'deposit' as const,
      currency: null,
      fixed: '0',
      minimum: null,
    }
    await funding.pricing.publishFees([{ ...rule, basis_points: 150, maximum: null }])
    const shown = await preview(customer, euros('100.00'))
    expect(shown).toMatchObject({
      status: 200,
      body: {
        fee: { value: '1.50', currency: 'EUR' },
        credit: { value: '98.50', currency: 'EUR' },
        fees: [{ kind: 'deposit', rule: expect.stringContaining('/deposit-card') }],
        arrives: 'within_minutes',
        latest_hours: 24,
      },
    })
    const body = { ...euros('100.00'), expected_fee: { value: '1.50', currency: 'EUR' } }
    const opened = depositSchema.parse((await create(customer, body)).body)
    await funding.pricing.publishFees([{ ...rule, basis_points: 900, maximum: null }])
    expect(await create(customer, body)).toMatchObject({
      status: 409,
      code: 'price_changed',
      body: { details: { fee: { value: '9.00', currency: 'EUR' } } },
    })
    await pay(opened, 'visa_credit')
    const done = await untilDeposit(funding, customer, opened.id, is('succeeded'))
    expect(done).toMatchObject({ credit: { value: '98.50' }, fees: [{ amount: { value: '1.50' } }] })
    expect(await balanceOf(funding, customer)).toMatchObject({ balance: '9850' })
    const postings = await funding.rows(
      `SELECT p.kind, f.purpose AS "from", t.purpose AS "to", p.amount::text
       FROM journal j JOIN posting p ON p.journal_id = j.id
       JOIN account f ON f.id = p.from_account_id JOIN account t ON t.id = p.to_account_id
       WHERE j.subject_id = $1 ORDER BY p.number`,
      [uuidOf(opened)],
    )
    expect(postings).toEqual([
      { kind: 'principal', from: 'clearing:card', to: 'available', amount: '10000' },
      { kind: 'fee', from: 'available', to: 'fees:deposit', amount: '150' },
    ])
    await funding.pricing.publishFees([{ ...rule, basis_points: 0, maximum: null }])
  })

  test('that would leave nothing are refused', async () => {
    const customer = await aCustomer(funding)
    const rule = { id: 'deposit-card', operation: 'deposit' as const, currency: null, basis_points: 0 }
    await funding.pricing.publishFees([{ ...rule, fixed: '5', minimum: null, maximum: null }])
    const refused = { code: 'amount_below_minimum', body: { details: { fee: { value: '5.00' } } } }
    const inEuros = { amount: { value: '5.00', currency: 'EUR' }, method: 'card_debit' }
    expect(await preview(customer, inEuros)).toMatchObject(refused)
    expect(await create(customer, inEuros)).toMatchObject(refused)
    await funding.pricing.publishFees([{ ...rule, fixed: '0', minimum: null, maximum: null }])
  })
})

test('the preview refuses what the opening would refuse', async () => {
  const customer = await aCustomer(funding)
  expect(await preview(customer, euros('0.10'))).toMatchObject({ code: 'amount_below_minimum' })
  expect(await preview(customer, euros('6500.01'))).toMatchObject({ code: 'limit_exceeded' })
  expect(await preview(customer, euros('6500.00'))).toMatchObject({ status: 200 })
})

test('a customer who may not receive opens nothing', async () => {
  const customer = await aCustomer(funding)
  const session = await send(funding, customer, { method: 'GET', path: '/v1/transactions' })
  expect(session.status).toBe(200)
  const now = funding.clock.now()
  await funding.db.transaction(tx =>
    funding.identity.changeStatus(tx, { customerId: customer.id, change: 'start_closing', now }),
  )
  expect(await create(customer, euros('10.00'))).toMatchObject({ code: 'account_restricted' })
  expect(await preview(customer, euros('10.00'))).toMatchObject({ code: 'account_restricted' })
})

test('a deposit of another customer is as absent as none', async () => {
  const [owner, stranger] = [await aCustomer(funding), await aCustomer(funding)]
  const opened = await openDeposit(funding, owner, { amount: tenEuros })
  for (const path of [
    `/v1/deposits/${opened.id}`,
    '/v1/deposits/dep_01m8142jjwftwbbcpz8sdn8ytb',
    '/v1/deposits/x',
  ])
    expect(await send(funding, stranger, { method: 'GET', path })).toMatchObject({
      status: 404,
      code: 'not_found',
    })
  for (const verb of ['check', 'cancel'])
    expect(
      await send(funding, stranger, { method: 'POST', path: `/v1/deposits/${opened.id}/${verb}` }),
    ).toMatchObject({ status: 404 })
})
