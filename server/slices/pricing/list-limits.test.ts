import { beforeAll, expect, test } from 'vitest'
import { currencies } from '../../../contract/money.ts'
import { startTestApp, type Person, type TestApp } from '../../../test/factories/app.ts'
import { makeSession } from '../../../test/factories/customers.ts'
import type { LimitRule } from './schedules.ts'

/** New York, because its midnight is that of no other clock in the test: not the machine's, not the database's. */
let world: TestApp
beforeAll(async () => {
  world = await startTestApp({ OKPAY_TIME_ZONE: 'America/New_York' })
})

type Wire = {
  operation: string
  interval: string
  limit: { value: string; currency: string }
  used: { value: string }
  remaining: { value: string }
  resets_at: string | null
}

async function limitsOf(who: Person, query = ''): Promise<Wire[]> {
  const { status, body } = await world.call('GET', `/v1/limits${query}`, { token: who.token })
  expect(status).toBe(200)
  return body.data
}

async function daily(who: Person, currency: string): Promise<Wire> {
  const found = (await limitsOf(who, `?currency=${currency}`)).find(
    ({ operation, interval }) => operation === 'transfer' && interval === 'daily',
  )
  if (!found) throw new Error(`there is no daily limit in ${currency}`)
  return found
}

const send = (payer: Person, payee: Person, value: string, currency = 'EUR') =>
  world.call('POST', '/v1/transfers', {
    token: payer.token,
    body: { recipient: payee.email, amount: { value, currency } },
  })

test('a new customer reads every limit of every currency, none of it used', async () => {
  const limits = await limitsOf(await world.person())
  const wanted = currencies.flatMap(currency =>
    ['transfer', 'deposit', 'withdrawal', 'transfer_abroad'].flatMap(operation =>
      ['transaction', 'daily'].map(interval => `${currency} ${operation} ${interval}`),
    ),
  )
  expect(limits.map(each => `${each.limit.currency} ${each.operation} ${each.interval}`)).toEqual(wanted)
  expect(limits.every(({ used }) => Number(used.value) === 0)).toBe(true)
  expect(limits.every(({ limit, remaining }) => limit.value === remaining.value)).toBe(true)
})

test('one currency when one is asked for', async () => {
  const limits = await limitsOf(await world.person(), '?currency=KWD')
  expect(limits.map(({ limit }) => limit)).toEqual(
    ['2000', '8000', '2000', '4000', '2000', '8000', '2000', '8000'].map(whole => ({
      value: `${whole}.000`,
      currency: 'KWD',
    })),
  )
})

test('what went through is used, what was declined is not, and fees and the recipient use nothing', async () => {
  await world.app.slices.pricing.publishFees([
    {
      id: 'transfer',
      operation: 'transfer',
      currency: null,
      fixed: '1',
      basis_points: 0,
      minimum: null,
      maximum: null,
    },
  ])
  const [payer, payee] = [await world.person({ EUR: 100_00n, JPY: 5_000n }), await world.person()]
  await send(payer, payee, '30.25')
  await send(payer, payee, '1000', 'JPY')
  expect((await send(payer, payee, '90')).status).toBe(402)
  expect((await send(payer, payee, '6500.01')).status).toBe(422)
  expect(await daily(payer, 'EUR')).toMatchObject({
    used: { value: '30.25' },
    remaining: { value: '25969.75' },
  })
  expect(await daily(payer, 'JPY')).toMatchObject({
    used: { value: '1000' },
    remaining: { value: '3999000' },
  })
  expect((await daily(payee, 'EUR')).used.value).toBe('0.00')
  const topUp = (await limitsOf(payer, '?currency=EUR')).filter(each => each.operation === 'deposit')
  expect(topUp.map(({ used }) => used.value)).toEqual(['0.00', '0.00'])
})

test('new limits hold from the next transfer on, and count what was used under the old ones', async () => {
  const [payer, payee] = [await world.person({ EUR: 100_00n }), await world.person()]
  await send(payer, payee, '30')
  const { rules } = (await world.app.slices.pricing.schedules()).limits
  const publish = (dailyEuros: string) =>
    world.app.slices.pricing.publishLimits(
      rules.map((rule): LimitRule => {
        const isMeant = rule.operation === 'transfer' && rule.interval === 'daily'
        return isMeant ? { ...rule, amounts: { ...rule.amounts, EUR: dailyEuros } } : rule
      }),
    )
  await publish('40')
  const declined = await send(payer, payee, '10.01')
  expect([declined.status, declined.body.details.remaining.value]).toEqual([422, '10.00'])
  expect((await send(payer, payee, '10')).status).toBe(201)
  await publish('20')
  expect(await daily(payer, 'EUR')).toMatchObject({
    limit: { value: '20.00' },
    used: { value: '40.00' },
    remaining: { value: '0.00' },
  })
  expect((await send(payer, payee, '0.01')).body.code).toBe('limit_exceeded')
  await publish('26000')
  expect((await send(payer, payee, '0.01')).status).toBe(201)
})

test.each([
  ['?currency=XXX', 'currency', 'not_allowed'],
  ['?operation=transfer', 'operation', 'unknown_field'],
])('422 for %s', async (query, path, code) => {
  const { token } = await world.person()
  const { status, body } = await world.call('GET', `/v1/limits${query}`, { token })
  expect([status, body.errors[0]]).toMatchObject([422, { path, code }])
})

test('401 without a session', async () => {
  const { status, body } = await world.call('GET', '/v1/limits')
  expect([status, body.code]).toEqual([401, 'not_signed_in'])
})

// The clock of this world stays ahead from here on.
test('at the operator’s midnight the day’s use is gone', async () => {
  const [payer, payee] = [await world.person({ EUR: 100_00n }), await world.person()]
  await send(payer, payee, '30')
  const before = await daily(payer, 'EUR')
  const midnight = Temporal.Instant.from(before.resets_at ?? '').toZonedDateTimeISO('America/New_York')
  expect(midnight.toPlainTime().toString()).toBe('00:00:00')

  const now = await advanceTo(midnight.epochMilliseconds)
  const { identity } = world.app.slices
  const session = await makeSession({ db: world.app.db, clock: { now: () => now }, identity }, payer)
  const later = { ...payer, token: session.token }
  const after = await daily(later, 'EUR')
  expect([before.used.value, after.used.value]).toEqual(['30.00', '0.00'])
  const nextMidnight = midnight.add({ days: 1 }).toInstant()
  expect(Date.parse(after.resets_at ?? '')).toBe(nextMidnight.epochMilliseconds)
  await send(later, payee, '1')
  expect((await daily(later, 'EUR')).used.value).toBe('1.00')
})

async function advanceTo(moment: number): Promise<Date> {
  const advance_seconds = Math.ceil((moment - Date.now()) / 1_000)
  const { status, body } = await world.call('POST', '/v1/test_helpers/clock', { body: { advance_seconds } })
  expect(status).toBe(200)
  return new Date(body.now)
}

test('after all of it the books are in order', async () => {
  expect((await world.app.slices.ledger.watch.verifyAll()).findings).toEqual([])
})
