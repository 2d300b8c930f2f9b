import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startTestApp, type Person, type TestApp } from '../../../test/factories/app.ts'
import { restrict } from '../../../test/factories/restrictions.ts'
import type { Currency } from '../../../contract/money.ts'
import { takeRates } from './fx.fixture.ts'

let world: TestApp
beforeAll(async () => {
  world = await startTestApp({}, { processes: 2 })
  await takeRates(world)
  await world.app.slices.fx.desk.publishMarkup([
    { id: 'any', from: null, to: null, basis_points: 50 },
    { id: 'from-hkd', from: 'HKD', to: null, basis_points: 100 },
    { id: 'hkd-cny', from: 'HKD', to: 'CNY', basis_points: 0 },
    { id: 'any-much', from: null, to: null, from_volume: '1000000', basis_points: 10 },
  ])
})

afterEach(async () => {
  const { findings } = await world.app.slices.ledger.watch.verifyAll()
  if (findings.length > 0) throw new Error(`the books do not hold: ${JSON.stringify(findings)}`)
})

const amount = (value: string, currency: Currency) => ({ value, currency })

async function quoted(who: Person, from: Currency, to: Currency, value: string, of: Currency = from) {
  const body = { from, to, amount: amount(value, of) }
  return world.call('POST', '/v1/quotes', { token: who.token, body, key: null })
}

async function exchange(who: Person, quote: string, key?: string) {
  const options = { token: who.token, body: { quote }, ...(key === undefined ? {} : { key }) }
  return world.call('POST', '/v1/conversions', options)
}

describe('a quote', () => {
  test('names both amounts, the rates and our share, and moves nothing', async () => {
    const who = await world.person({ EUR: 100_00n })
    const { status, body } = await quoted(who, 'EUR', 'CNY', '100')
    expect(status).toBe(201)
    // 100 × 7.82 = 782.00; 0.5 % of it is 3.91.
    expect(body).toMatchObject({
      status: 'active',
      fixed: 'send',
      send: amount('100.00', 'EUR'),
      receive: amount('778.09', 'CNY'),
      markup: amount('3.91', 'CNY'),
      markup_basis_points: 50,
      mid_rate: '7.82000',
      rate: '7.78090',
    })
    expect(await world.balanceOf(who, 'EUR')).toBe('100.00')
  })

  test('costs less from the next one on for who exchanged much this month; declined exchanges count nothing', async () => {
    const who = await world.person({ EUR: 1_000_100_00n })
    const points = async () => (await quoted(who, 'EUR', 'USD', '10')).body.markup_basis_points
    const declined = await quoted(who, 'EUR', 'USD', '1000101')
    expect((await exchange(who, declined.body.id)).status).toBe(402)
    expect(await points()).toBe(50)
    const large = await quoted(who, 'EUR', 'USD', '1000000')
    expect((await exchange(who, large.body.id)).status).toBe(201)
    expect(await points()).toBe(10)
  })

  test('can be asked for what is to arrive', async () => {
    const who = await world.person()
    const { body } = await quoted(who, 'JPY', 'KWD', '1.000', 'KWD')
    expect(body).toMatchObject({ fixed: 'receive', receive: amount('1.000', 'KWD') })
    // 1.000 / 0.995 = 1.006 (up), / 0.332 × 161.4 = 489.06, so 490.
    expect(body.send).toEqual(amount('490', 'JPY'))
  })

  test.each([
    ['HKD', 'CNY', 0],
    ['HKD', 'USD', 100],
    ['USD', 'HKD', 50],
  ] as const)('from %s to %s has a mark-up of %i basis points', async (from, to, points) => {
    const who = await world.person()
    const { body } = await quoted(who, from, to, '10')
    expect(body.markup_basis_points).toBe(points)
  })

  test.each([
    [
      'the same currency twice',
      { from: 'EUR', to: 'EUR', amount: amount('1', 'EUR') },
      422,
      'currency_unsupported',
    ],
    [
      'an amount in a third currency',
      { from: 'EUR', to: 'USD', amount: amount('1', 'GBP') },
      422,
      'validation_failed',
    ],
    [
      'an amount that gives nothing',
      { from: 'JPY', to: 'GBP', amount: amount('1', 'JPY') },
      422,
      'amount_below_minimum',
    ],
    [
      'an amount that overflows',
      { from: 'JPY', to: 'KWD', amount: amount('999999999999999999', 'JPY') },
      422,
      'amount_above_maximum',
    ],
    ['an unknown currency', { from: 'EUR', to: 'XXX', amount: amount('1', 'EUR') }, 422, 'validation_failed'],
  ])('of %s is refused', async (_name, body, status, code) => {
    const who = await world.person()
    const answer = await world.call('POST', '/v1/quotes', { token: who.token, body, key: null })
    expect([answer.status, answer.body.code]).toEqual([status, code])
  })
})

describe('an exchange', () => {
  test('moves both amounts at once and is in the history of both currencies', async () => {
    const who = await world.person({ EUR: 100_00n })
    const { body: quote } = await quoted(who, 'EUR', 'CNY', '60')
    const { status, body } = await exchange(who, quote.id)
    expect(status).toBe(201)
    expect(body).toMatchObject({
      status: 'completed',
      send: quote.send,
      receive: quote.receive,
      rate: quote.rate,
    })
    expect([await world.balanceOf(who, 'EUR'), await world.balanceOf(who, 'CNY')]).toEqual([
      '40.00',
      '466.85',
    ])
    const { body: history } = await world.call('GET', '/v1/transactions?kind=conversion', {
      token: who.token,
    })
    expect(history.data).toHaveLength(2)
    expect(history.data).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ direction: 'out', amount: amount('60.00', 'EUR'), counterparty: 'CNY' }),
        expect.objectContaining({ direction: 'in', amount: amount('466.85', 'CNY'), counterparty: 'EUR' }),
      ]),
    )
    const { body: detail } = await world.call('GET', `/v1/transactions/${body.number}`, { token: who.token })
    expect(detail).toMatchObject({ kind: 'conversion', balance_after: amount('40.00', 'EUR') })
    const { body: again } = await world.call('GET', `/v1/conversions/${body.id}`, { token: who.token })
    expect(again).toEqual(body)
  })

  test('for want of money is declined, remembered, and its price can still be used', async () => {
    const who = await world.person({ EUR: 5_00n })
    const { body: quote } = await quoted(who, 'EUR', 'USD', '10')
    const key = randomUUID()
    const first = await exchange(who, quote.id, key)
    expect([first.status, first.body.code]).toEqual([402, 'insufficient_funds'])
    expect(first.body.resource).toMatchObject({ status: 'failed', status_reason: 'insufficient_funds' })
    const repeat = await exchange(who, quote.id, key)
    expect(repeat.headers['idempotency-replayed']).toBe('true')
    expect(repeat.body.resource).toEqual(first.body.resource)
    expect(await world.balanceOf(who, 'EUR')).toBe('5.00')
  })

  test('counts against the limits of exchanging, whatever comes at once from wherever', async () => {
    const { pricing } = world.app.slices
    const { limits } = await pricing.schedules()
    await pricing.publishLimits([
      ...limits.rules,
      { operation: 'exchange', interval: 'daily', amounts: { GBP: '100' } },
    ])
    const who = await world.person({ GBP: 1_000_00n })
    const quotes = await Promise.all(Array.from({ length: 8 }, () => quoted(who, 'GBP', 'USD', '30')))
    const answers = await Promise.all(quotes.map(({ body }) => exchange(who, body.id)))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(3)
    const refused = answers.filter(({ body }) => body.code === 'limit_exceeded')
    expect(refused).toHaveLength(5)
    expect(refused.at(-1)?.body).toMatchObject({
      details: { interval: 'daily', limit: amount('100.00', 'GBP'), remaining: amount('10.00', 'GBP') },
      resource: { status: 'failed', status_reason: 'limit_exceeded' },
    })
    expect(await world.balanceOf(who, 'GBP')).toBe('910.00')
    const { body } = await world.call('GET', '/v1/limits?currency=GBP', { token: who.token })
    expect(body.data).toContainEqual(
      expect.objectContaining({ operation: 'exchange', used: amount('90.00', 'GBP') }),
    )
  })

  test('at a price whose time is over is refused, and a repeat of one made in time is not', async () => {
    const who = await world.person({ EUR: 100_00n })
    const { body: late } = await quoted(who, 'EUR', 'USD', '10')
    const { body: taken } = await quoted(who, 'EUR', 'USD', '20')
    const key = randomUUID()
    const made = await exchange(who, taken.id, key)
    await sql`UPDATE fx_quote SET created_at = created_at - interval '1 hour', expires_at = expires_at - interval '1 hour'
      WHERE conversion_id IS NULL`.execute(world.app.db.read)
    const refused = await exchange(who, late.id)
    expect([refused.status, refused.body.code]).toEqual([410, 'quote_expired'])
    expect((await exchange(who, taken.id, key)).body).toEqual(made.body)
    expect(await world.balanceOf(who, 'EUR')).toBe('80.00')
  })

  test('at one price happens once, whatever comes at once from wherever', async () => {
    const who = await world.person({ EUR: 1_000_00n })
    const { body: quote } = await quoted(who, 'EUR', 'GBP', '100')
    const answers = await Promise.all(Array.from({ length: 30 }, () => exchange(who, quote.id)))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(answers.filter(({ body }) => body.code === 'quote_used')).toHaveLength(29)
    expect(await world.balanceOf(who, 'EUR')).toBe('900.00')
  })

  test('of the whole balance against transfers of it at once: one of them succeeds', async () => {
    const [who, friend] = [await world.person({ EUR: 100_00n }), await world.person()]
    const quotes = await Promise.all(Array.from({ length: 10 }, () => quoted(who, 'EUR', 'USD', '100')))
    const send = { recipient: friend.accountNumber, amount: amount('100', 'EUR') }
    const answers = await Promise.all([
      ...quotes.map(({ body }) => exchange(who, body.id)),
      ...quotes.map(() => world.call('POST', '/v1/transfers', { token: who.token, body: send })),
    ])
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(await world.balanceOf(who, 'EUR')).toBe('0.00')
  })

  test('at another customer’s price is answered like one that does not exist', async () => {
    const [who, other] = [await world.person({ EUR: 10_00n }), await world.person({ EUR: 10_00n })]
    const { body: quote } = await quoted(other, 'EUR', 'USD', '10')
    const answer = await exchange(who, quote.id)
    expect([answer.status, answer.body.code]).toEqual([404, 'not_found'])
  })

  test('by a restricted customer is declined with the reason', async () => {
    const who = await world.person({ EUR: 10_00n })
    const { body: quote } = await quoted(who, 'EUR', 'USD', '10')
    await restrict({ db: world.app.db, identity: world.app.slices.identity }, who.id, 'debit', new Date())
    const answer = await exchange(who, quote.id)
    expect([answer.status, answer.body.code]).toEqual([403, 'account_restricted'])
  })
})

test('a restricted customer is told so instead of a price, as in sending, and nothing is stored', async () => {
  const [who, payee] = [await world.person({ EUR: 10_00n }), await world.person()]
  await restrict({ db: world.app.db, identity: world.app.slices.identity }, who.id, 'debit', new Date())
  const asked = await quoted(who, 'EUR', 'USD', '10')
  expect([asked.status, asked.body.code]).toEqual([403, 'account_restricted'])
  const { obstacle } = (
    await world.call('POST', '/v1/transfer_previews', {
      token: who.token,
      body: { recipient: payee.accountNumber, amount: { value: '10.00', currency: 'EUR' } },
    })
  ).body
  expect({ title: asked.body.title, detail: asked.body.detail }).toEqual({
    title: obstacle.title,
    detail: obstacle.detail,
  })
  const { rows } = await sql`SELECT FROM fx_quote WHERE customer_id = ${who.id}`.execute(world.app.db.read)
  expect(rows).toEqual([])
})

test('the verifier finds an exchange that gave too much, one at a stale price, and one at a foreign one', async () => {
  const who = await world.person({ EUR: 100_00n })
  const { body: quote } = await quoted(who, 'EUR', 'CNY', '10')
  await exchange(who, quote.id)
  const found = async (): Promise<string[]> => {
    const { findings } = await world.app.slices.ledger.watch.verifyAll()
    return findings.map(({ invariant }) => invariant)
  }
  const spoil = async (set: string, undo: string): Promise<string[]> => {
    await sql`UPDATE fx_quote SET ${sql.raw(set)} WHERE conversion_id IS NOT NULL`.execute(world.app.db.read)
    const invariants = await found()
    await sql`UPDATE fx_quote SET ${sql.raw(undo)} WHERE conversion_id IS NOT NULL`.execute(world.app.db.read)
    return invariants
  }
  expect(await spoil('to_rate = to_rate * 0.99', 'to_rate = round(to_rate / 0.99, 4)')).toContain(
    'fx.never_in_customers_favour',
  )
  expect(await spoil('receive = receive + 1', 'receive = receive - 1')).toContain('fx.legs_are_the_price')
  expect(
    await spoil(
      `expires_at = created_at + interval '1 microsecond'`,
      `expires_at = created_at + interval '15 minutes'`,
    ),
  ).toContain('fx.quote_used_once_in_time')
})
