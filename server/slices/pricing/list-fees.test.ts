import { beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/factories/app.ts'
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

test('anybody may read the prices; at first nothing costs anything', async () => {
  const { status, body } = await world.call('GET', '/v1/fees')
  expect([status, body.version]).toEqual([200, 1])
  const free = { currency: null, fixed: '0', basis_points: 0, minimum: null, maximum: null }
  expect(body.rules).toEqual([
    feeRuleSchema.parse({ id: 'transfer', operation: 'transfer', ...free }),
    feeRuleSchema.parse({ id: 'deposit-card', operation: 'deposit', method: 'card', ...free }),
  ])
  expect(new Date(body.valid_from).getTime()).toBeLessThanOrEqual(Date.now())
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
  expect([first, second]).toEqual([2, 3])
  expect([free, charged, dearer, other].map(({ fees, total }) => [fees, total])).toEqual([
    [[], eur('10.00')],
    [[{ kind: 'transfer', amount: eur('0.20'), rule: 'v2/transfer-eur' }], eur('10.20')],
    [[{ kind: 'transfer', amount: eur('0.60'), rule: 'v3/transfer-eur' }], eur('10.60')],
    [[], { value: '10.00', currency: 'USD' }],
  ])
  const later = await Promise.all(
    [free, charged, dearer].map(({ id }) => world.call('GET', `/v1/transfers/${id}`, { token: payer.token })),
  )
  expect(later.map(({ body }) => body)).toEqual([free, charged, dearer])
  expect(await world.balanceOf(payer, 'EUR')).toBe('69.20')
  const { body: published } = await world.call('GET', '/v1/fees')
  expect(published).toMatchObject({ version: 3, rules: [{ ...euroFee, fixed: '0.50' }] })
})

test('of several who publish at once, each gets a version of its own or an error', async () => {
  const { pricing } = world.app.slices
  const before = (await world.call('GET', '/v1/fees')).body.version
  const settled = await Promise.allSettled(Array.from({ length: 8 }, () => pricing.publishFees([euroFee])))
  const versions = settled.flatMap(each => (each.status === 'fulfilled' ? [each.value] : []))
  expect(new Set(versions).size).toBe(versions.length)
  expect(versions).toContain(before + 1)
  expect((await world.call('GET', '/v1/fees')).body.version).toBe(before + versions.length)
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
