import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { startTestApp, type Person, type TestApp } from '../../../test/factories/app.ts'
import { restrict as placeRestriction } from '../../../test/factories/restrictions.ts'
import { isTransactionNumber } from '../../../contract/check-digit.ts'

let world: TestApp
beforeAll(async () => {
  world = await startTestApp()
})

const send = (payer: Person, body: Record<string, unknown>, key?: string | null) =>
  world.call('POST', '/v1/transfers', { token: payer.token, body, ...(key === undefined ? {} : { key }) })

const sendConfirmed = (payer: Person, body: Record<string, unknown>) =>
  world.callConfirmed('POST', '/v1/transfers', { token: payer.token, body })
const eur = (value: string) => ({ value, currency: 'EUR' })

describe('201', () => {
  test('moves the money at once, and both sides read it in balance and history', async () => {
    const payer = await world.person({ EUR: 100_00n }, { name: '张小明' })
    const payee = await world.person({}, { name: 'Alice Baker' })
    const { status, body } = await send(payer, {
      recipient: payee.email,
      amount: eur('30.5'),
      note: 'Dinner 🍜',
    })
    expect(status).toBe(201)
    expect(body).toMatchObject({
      status: 'completed',
      status_reason: null,
      amount: eur('30.50'),
      total: eur('30.50'),
      fees: [],
      recipient: { matched_by: 'email', name: 'A*** B***' },
      note: 'Dinner 🍜',
    })
    expect(isTransactionNumber(body.number)).toBe(true)
    expect(body.timeline.map((step: { state: string }) => step.state)).toEqual(['processing', 'completed'])
    expect(await world.balanceOf(payer, 'EUR')).toBe('69.50')
    expect(await world.balanceOf(payee, 'EUR')).toBe('30.50')
    const seen = await world.call('GET', `/v1/transactions/${body.number}`, { token: payee.token })
    expect(seen.body).toMatchObject({
      direction: 'in',
      status: 'completed',
      counterparty: '*小明',
      amount: eur('30.50'),
      balance_after: eur('30.50'),
    })
  })

  test.each([
    ['mobile number', (who: Person) => who.phone, 'phone'],
    [
      'mobile number with spaces',
      (who: Person) => `+86 ${who.phone.slice(3, 6)} ${who.phone.slice(6)}`,
      'phone',
    ],
    ['e-mail in capitals', (who: Person) => who.email.toUpperCase(), 'email'],
    ['account number', (who: Person) => who.accountNumber, 'account_number'],
    [
      'account number in groups',
      (who: Person) => who.accountNumber.replaceAll(/(.{4})/g, '$1 ').trim(),
      'account_number',
    ],
  ])('finds the recipient by %s', async (_name, identify, matchedBy) => {
    const [payer, payee] = [await world.person({ EUR: 10_00n }), await world.person()]
    const { status, body } = await send(payer, { recipient: identify(payee), amount: eur('1') })
    expect([status, body.recipient?.matched_by]).toEqual([201, matchedBy])
    expect(await world.balanceOf(payee, 'EUR')).toBe('1.00')
  })

  test('keeps currencies of 0 and 3 decimals exact', async () => {
    const [payer, payee] = [await world.person({ JPY: 500n, KWD: 5_000n }), await world.person()]
    await send(payer, { recipient: payee.email, amount: { value: '499', currency: 'JPY' } })
    await send(payer, { recipient: payee.email, amount: { value: '4.999', currency: 'KWD' } })
    expect([await world.balanceOf(payer, 'JPY'), await world.balanceOf(payer, 'KWD')]).toEqual(['1', '0.001'])
    expect([await world.balanceOf(payee, 'JPY'), await world.balanceOf(payee, 'KWD')]).toEqual([
      '499',
      '4.999',
    ])
  })
})

describe('the same key', () => {
  test('with the same body gives the first outcome again and moves nothing', async () => {
    const [payer, payee] = [await world.person({ EUR: 10_00n }), await world.person()]
    const key = randomUUID()
    const body = { recipient: payee.email, amount: eur('4') }
    const first = await send(payer, body, key)
    const again = await send(payer, { amount: eur('4'), recipient: payee.email }, key)
    expect(again.body).toEqual(first.body)
    expect([first.headers['idempotency-replayed'], again.headers['idempotency-replayed']]).toEqual([
      undefined,
      'true',
    ])
    expect(await world.balanceOf(payer, 'EUR')).toBe('6.00')
  })

  test('replays a decline although the money would suffice by now', async () => {
    const [payer, payee] = [await world.person(), await world.person({ EUR: 10_00n })]
    const key = randomUUID()
    const body = { recipient: payee.email, amount: eur('4') }
    const first = await send(payer, body, key)
    await send(payee, { recipient: payer.email, amount: eur('10') })
    const again = await send(payer, body, key)
    expect([first.status, again.status]).toEqual([402, 402])
    expect(again.body.resource).toEqual(first.body.resource)
    expect(await world.balanceOf(payer, 'EUR')).toBe('10.00')
  })

  test('is answered although the recipient has left since: success and decline as they were', async () => {
    const [payer, payee] = [await world.person({ EUR: 10_00n }), await world.person()]
    const [paid, declined] = [randomUUID(), randomUUID()]
    const order = (value: string) => ({ recipient: payee.email, amount: eur(value) })
    const first = [await send(payer, order('4'), paid), await send(payer, order('7'), declined)]
    await world.app.db.pool.query('UPDATE customer SET email_key = id::text WHERE id = $1', [payee.id])

    const again = [await send(payer, order('4'), paid), await send(payer, order('7'), declined)]
    expect(again.map(({ status }) => status)).toEqual([201, 402])
    expect(again.map(({ headers }) => headers['idempotency-replayed'])).toEqual(['true', 'true'])
    expect(again[0]?.body).toEqual(first[0]?.body)
    expect(again[1]?.body).toEqual({ ...first[1]?.body, request_id: again[1]?.body.request_id })
    const reused = await send(payer, order('5'), paid)
    expect([reused.status, reused.body.code]).toEqual([422, 'idempotency_key_reused'])
    expect((await send(payer, order('4'))).body.code).toBe('recipient_not_found')
    expect(await world.balanceOf(payer, 'EUR')).toBe('6.00')
  })

  test('with another body is refused', async () => {
    const [payer, payee] = [await world.person({ EUR: 10_00n }), await world.person()]
    const key = randomUUID()
    await send(payer, { recipient: payee.email, amount: eur('4') }, key)
    const { status, body } = await send(payer, { recipient: payee.email, amount: eur('5') }, key)
    expect([status, body.code]).toEqual([422, 'idempotency_key_reused'])
  })

  test('of two customers are two keys', async () => {
    const [one, other] = [await world.person({ EUR: 10_00n }), await world.person({ EUR: 10_00n })]
    const key = randomUUID()
    const statuses = [
      (await send(one, { recipient: other.email, amount: eur('1') }, key)).status,
      (await send(other, { recipient: one.email, amount: eur('1') }, key)).status,
    ]
    expect(statuses).toEqual([201, 201])
  })

  test('fifty times in parallel has one effect and one answer', async () => {
    const [payer, payee] = [await world.person({ EUR: 100_00n }), await world.person()]
    const key = randomUUID()
    const body = { recipient: payee.accountNumber, amount: eur('1') }
    const answers = await Promise.all(Array.from({ length: 50 }, () => send(payer, body, key)))
    expect(new Set(answers.map(answer => answer.status))).toEqual(new Set([201]))
    expect(new Set(answers.map(answer => answer.body.number)).size).toBe(1)
    expect(answers.filter(answer => answer.headers['idempotency-replayed'] === undefined)).toHaveLength(1)
    expect(await world.balanceOf(payer, 'EUR')).toBe('99.00')
  })
})

describe('declined and kept', () => {
  test('402 insufficient_funds says what is missing and stays in the payer’s history alone', async () => {
    const [payer, payee] = [await world.person({ EUR: 2_00n }), await world.person()]
    const { status, body } = await send(payer, { recipient: payee.email, amount: eur('2.01') })
    expect([status, body.code, body.next_step]).toEqual([402, 'insufficient_funds', 'add_money'])
    expect(body.details).toEqual({ available: eur('2.00'), missing: eur('0.01') })
    expect(body.resource).toMatchObject({ status: 'failed', status_reason: 'insufficient_funds' })
    const ofPayer = await world.call('GET', '/v1/transactions?status=failed', { token: payer.token })
    const ofPayee = await world.call('GET', '/v1/transactions', { token: payee.token })
    expect(ofPayer.body.data.map((each: { number: string }) => each.number)).toEqual([body.resource.number])
    expect(ofPayee.body.data).toEqual([])
    expect(await world.balanceOf(payer, 'EUR')).toBe('2.00')
  })

  test('422 limit_exceeded names the single limit', async () => {
    const [payer, payee] = [await world.person({ EUR: 20_000_00n }), await world.person()]
    const { status, body } = await send(payer, { recipient: payee.email, amount: eur('6500.01') })
    expect([status, body.code]).toEqual([422, 'limit_exceeded'])
    expect(body.details).toMatchObject({ interval: 'transaction', limit: eur('6500.00'), resets_at: null })
  })

  test('422 limit_exceeded names the daily limit, what is left and when it resets', async () => {
    const [payer, payee] = [await world.person({ EUR: 50_000_00n }), await world.person()]
    for (let index = 0; index < 4; index++)
      await sendConfirmed(payer, { recipient: payee.email, amount: eur('6499') })
    const { status, body } = await send(payer, { recipient: payee.email, amount: eur('4.01') })
    expect([status, body.code]).toEqual([422, 'limit_exceeded'])
    expect(body.details).toMatchObject({ interval: 'daily', limit: eur('26000.00'), remaining: eur('4.00') })
    expect(new Date(body.details.resets_at).getTime()).toBeGreaterThan(Date.now())
    expect((await send(payer, { recipient: payee.email, amount: eur('4.00') })).status).toBe(201)
  })

  test('403 account_restricted when the payer’s account may not be debited', async () => {
    const [payer, payee] = [await world.person({ EUR: 5_00n }), await world.person()]
    await restrict(payer, 'debit')
    const { status, body } = await send(payer, { recipient: payee.email, amount: eur('1') })
    expect([status, body.code, body.resource.status]).toEqual([403, 'account_restricted', 'failed'])
  })

  test('422 counterparty_restricted when the recipient may not receive', async () => {
    const [payer, payee] = [await world.person({ EUR: 5_00n }), await world.person()]
    await restrict(payee, 'credit')
    const { status, body } = await send(payer, { recipient: payee.email, amount: eur('1') })
    expect([status, body.code]).toEqual([422, 'counterparty_restricted'])
    expect(await world.balanceOf(payer, 'EUR')).toBe('5.00')
  })
})

async function restrict(who: Person, scope: 'debit' | 'credit'): Promise<void> {
  const { db, slices } = world.app
  await placeRestriction({ db, identity: slices.identity }, who.id, scope, new Date())
}

describe('refused without a trace', () => {
  test('409 price_changed when the fee is not what the payer was shown', async () => {
    const [payer, payee] = [await world.person({ EUR: 5_00n }), await world.person()]
    const key = randomUUID()
    const body = { recipient: payee.email, amount: eur('1'), expected_fee: eur('0.10') }
    const refused = await send(payer, body, key)
    expect([refused.status, refused.body.code]).toEqual([409, 'price_changed'])
    const { body: history } = await world.call('GET', '/v1/transactions', { token: payer.token })
    expect(history.data).toEqual([])
    // The key is unused: the reviewed order goes through under it.
    expect((await send(payer, { ...body, expected_fee: eur('0') }, key)).status).toBe(201)
  })

  test.each([
    ['an address nobody has', 'nobody@example.com', 'recipient_not_found'],
    ['a number nobody has', '+8613800000000', 'recipient_not_found'],
    ['something that is neither address nor number', 'what is this', 'recipient_invalid'],
    ['an account number with a wrong check digit', '812345678900', 'recipient_invalid'],
  ])('422 for %s', async (_name, recipient, code) => {
    const payer = await world.person({ EUR: 5_00n })
    const { status, body } = await send(payer, { recipient, amount: eur('1') })
    expect([status, body.code]).toEqual([422, code])
  })

  test('422 recipient_invalid for oneself', async () => {
    const payer = await world.person({ EUR: 5_00n })
    const { status, body } = await send(payer, { recipient: payer.accountNumber, amount: eur('1') })
    expect([status, body.code]).toEqual([422, 'recipient_invalid'])
  })

  test.each([
    '-5',
    '0',
    '+5',
    '1e2',
    '0x10',
    '5,00',
    '.5',
    '1.001',
    '1234567890123456789',
    '１２',
    'NaN',
    '',
  ])('422 for the amount %j', async value => {
    const [payer, payee] = [await world.person(), await world.person()]
    const { status, body } = await send(payer, { recipient: payee.email, amount: eur(value) })
    expect([status, body.code, body.errors[0].path]).toEqual([422, 'validation_failed', 'amount.value'])
  })

  test('422 for an amount that is a JSON number', async () => {
    const payer = await world.person()
    const { status, body } = await send(payer, {
      recipient: 'a@example.com',
      amount: { value: 5, currency: 'EUR' },
    })
    expect([status, body.errors[0]]).toMatchObject([422, { path: 'amount.value', code: 'wrong_type' }])
  })

  test('400 without a key', async () => {
    const payer = await world.person()
    const { status, body } = await send(payer, { recipient: 'a@example.com', amount: eur('1') }, null)
    expect([status, body.code]).toEqual([400, 'idempotency_key_missing'])
  })

  test('401 without a session', async () => {
    const { status, body } = await world.call('POST', '/v1/transfers', { body: {} })
    expect([status, body.code]).toEqual([401, 'not_signed_in'])
  })
})

test('after all of it the books are in order', async () => {
  expect((await world.app.slices.ledger.watch.verifyAll()).findings).toEqual([])
})
