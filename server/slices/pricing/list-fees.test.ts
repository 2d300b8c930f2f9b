import { beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/factories/app.ts'
import { insertFeeSchedule } from './queries.ts'
import { feeRuleSchema } from './schedules.ts'

let world: TestApp
beforeAll(async () => {
  world = await startTestApp()
})

const eur = (value: string) => ({ value, currency: 'EUR' })

const euroFee = feeRuleSchema.parse({
  id: 'transfer-eur',
  operation: 'transfer',
  currency: 'EUR',
  fixed: '0.10',
  basis_points: 100,
  minimum: '0.15',
  maximum: '2',
})

test('anybody may read the prices, each with an example; between customers nothing costs anything at first', async () => {
  const { status, body } = await world.call('GET', '/v1/fees')
  const first = (await world.app.slices.pricing.schedules()).fees
  expect([status, body.version, body.upcoming]).toEqual([200, first.version, []])
  const free = { currency: null, fixed: '0', basis_points: 0, minimum: null, maximum: null }
  const example = { amount: eur('1000.00'), fee: eur('0.00') }
  expect(body.rules.slice(0, 2)).toEqual([
    { ...feeRuleSchema.parse({ id: 'transfer', operation: 'transfer', ...free }), example },
    {
      ...feeRuleSchema.parse({ id: 'deposit-card', operation: 'deposit', method: 'card', ...free }),
      example,
    },
  ])
  expect(body.rules.find((rule: { method: string }) => rule.method === 'card_credit')).toMatchObject({
    example: { amount: eur('1000.00'), fee: eur('12.00') },
  })
  expect(new Date(body.valid_from).getTime()).toBeLessThanOrEqual(Date.now())
})

test.each([
  ['a credit card', { operation: 'deposit', method: 'card_credit', amount: eur('250') }, '3.00'],
  ['a debit card', { operation: 'deposit', method: 'card_debit', amount: eur('250') }, '0.00'],
  ['a transfer', { operation: 'transfer', amount: eur('250') }, '0.00'],
])('anybody may ask what something would cost: %s', async (_, body, fee) => {
  const answer = await world.call('POST', '/v1/fee_previews', { body })
  expect([answer.status, answer.body.fee]).toEqual([200, eur(fee)])
  expect(answer.body.fees).toHaveLength(fee === '0.00' ? 0 : 1)
})

test.each([
  ['amount', { operation: 'transfer', amount: eur('0') }],
  ['operation', { operation: 'gift', amount: eur('1') }],
  ['payer_region', { operation: 'transfer', payer_region: 'Germany', amount: eur('1') }],
])('422 for a preview with a wrong %s', async (path, body) => {
  const answer = await world.call('POST', '/v1/fee_previews', { body })
  expect([answer.status, answer.body.errors[0].path.split('.')[0]]).toEqual([422, path])
})

test('what is to come is published with the words customers are told, and does not hold yet', async () => {
  const { db } = world.app
  const startsAt = new Date(Date.now() + 86_400_000)
  const { fees } = await world.app.slices.pricing.schedules()
  await insertFeeSchedule(db.pool, { rules: [feeRuleSchema.parse(euroFee)], startsAt })
  const { body } = await world.call('GET', '/v1/fees')
  expect(body.version).toBe(fees.version)
  expect(body.upcoming).toMatchObject([
    { version: fees.version + 1, valid_from: startsAt.toISOString(), change: null, rules: [euroFee] },
  ])
})

test('a new schedule holds from the next transfer on; what was moved before keeps its price and version', async () => {
  const [payer, payee] = [await world.person({ EUR: 100_00n, USD: 100_00n }), await world.person()]
  const send = async (amount: { value: string; currency: string }) =>
    (
      await world.call('POST', '/v1/transfers', {
        token: payer.token,
        body: { recipient: payee.email, amount },
      })
    ).body
  const free = await send(eur('10'))
  const first = await world.app.slices.pricing.publishFees([euroFee])
  const charged = await send(eur('10'))
  const second = await world.app.slices.pricing.publishFees([{ ...euroFee, fixed: '0.50' }])
  const dearer = await send(eur('10'))
  const other = await send({ value: '10', currency: 'USD' })
  expect(second).toBe(first + 1)
  expect([free, charged, dearer, other].map(({ fees, total }) => [fees, total])).toEqual([
    [[], eur('10.00')],
    [[{ kind: 'transfer', amount: eur('0.20'), rule: `v${first}/transfer-eur` }], eur('10.20')],
    [[{ kind: 'transfer', amount: eur('0.60'), rule: `v${second}/transfer-eur` }], eur('10.60')],
    [[], { value: '10.00', currency: 'USD' }],
  ])
  const later = await Promise.all(
    [free, charged, dearer].map(({ id }) => world.call('GET', `/v1/transfers/${id}`, { token: payer.token })),
  )
  expect(later.map(({ body }) => body)).toEqual([free, charged, dearer])
  expect(await world.balanceOf(payer, 'EUR')).toBe('69.20')
  const { body: published } = await world.call('GET', '/v1/fees')
  expect(published).toMatchObject({ version: second, rules: [{ ...euroFee, fixed: '0.50' }] })
})

test('of several who publish at once, each gets a version of its own or an error', async () => {
  const { pricing } = world.app.slices
  const before = (await world.call('GET', '/v1/fees')).body.version
  const settled = await Promise.allSettled(Array.from({ length: 8 }, () => pricing.publishFees([euroFee])))
  const versions = settled.flatMap(each => (each.status === 'fulfilled' ? [each.value] : []))
  expect(new Set(versions).size).toBe(versions.length)
  expect(versions).toContain(Math.min(...versions))
  const after = (await world.call('GET', '/v1/fees')).body.version
  // In force is the one that starts last, which of two in one millisecond need not be the one numbered last.
  expect(versions).toContain(after)
  expect(versions.length).toBe(Math.max(...versions) - before)
})

test('a schedule with a problem is not published, whoever forgot to look', async () => {
  const before = (await world.call('GET', '/v1/fees')).body.version
  await expect(world.app.slices.pricing.publishFees([{ ...euroFee, fixed: '0.001' }])).rejects.toThrow(
    'not_an_amount in transfer-eur',
  )
  expect((await world.call('GET', '/v1/fees')).body.version).toBe(before)
})

test('the application itself cannot change or remove what was published', async () => {
  const { pool } = world.app.db
  for (const statement of [
    `UPDATE fee_schedule SET rules = '[]' WHERE version = 1`,
    'DELETE FROM fee_schedule WHERE version = 1',
    `UPDATE limit_schedule SET rules = '[]' WHERE version = 1`,
    'TRUNCATE limit_schedule',
  ])
    await expect(pool.query(statement)).rejects.toThrow('permission denied')
})

test('422 for a parameter nobody knows', async () => {
  const { status, body } = await world.call('GET', '/v1/fees?currency=EUR')
  expect([status, body.errors[0].code]).toEqual([422, 'unknown_field'])
})

test('after all of it the books are in order', async () => {
  expect((await world.app.slices.ledger.watch.verifyAll()).findings).toEqual([])
})
