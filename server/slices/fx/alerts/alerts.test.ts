import { describe, expect, test } from 'vitest'
import { startTestApp, type Person } from '../../../../test/factories/app.ts'
import { takeRates, usualRates } from '../fx.fixture.ts'
import { watchAlerts } from './watch.ts'

const world = await startTestApp()
await takeRates(world)
const clock = { now: () => new Date() }
const watch = () => watchAlerts({ db: world.app.db, clock })

const ask = (who: Person, body: Record<string, unknown>) =>
  world.call('POST', '/v1/rate_alerts', {
    token: who.token,
    body: { from: 'EUR', to: 'CNY', ...body },
    key: null,
  })

const alertsOf = async (who: Person) =>
  (await world.call('GET', '/v1/rate_alerts', { token: who.token })).body.data

async function toldOf(who: Person): Promise<Record<string, unknown>[]> {
  const { rows } = await world.app.db.pool.query(
    `SELECT payload FROM (SELECT stream_id, type, payload FROM outbox UNION ALL SELECT stream_id, type, payload FROM event) e
     WHERE stream_id = $1 AND type = 'rate_alert.reached'`,
    [who.id],
  )
  return rows.map(({ payload }) => payload)
}

/** The day’s rates anew: the last file of a day counts. */
async function rateBecomes(cny: string) {
  const decided = await takeRates(world, { ...usualRates, CNY: cny })
  expect(decided.held).toEqual([])
}

describe('an alert', () => {
  test('waits for the side the rate has to come from, and tells once when it is there', async () => {
    const [riser, faller] = [await world.person(), await world.person()]
    const rising = await ask(riser, { target: '7.9', basis: 'mid' })
    expect([rising.status, rising.body]).toMatchObject([
      201,
      { direction: 'rise', status: 'active', target: '7.9' },
    ])
    expect((await ask(faller, { target: '7.7', basis: 'mid' })).body.direction).toBe('fall')
    await watch()
    expect([await toldOf(riser), await toldOf(faller)]).toEqual([[], []])

    await rateBecomes('7.9')
    await Promise.all([watch(), watch(), watch()])
    expect(await toldOf(riser)).toMatchObject([{ from: 'EUR', to: 'CNY', target: '7.9', rate: '7.90000' }])
    expect(await alertsOf(riser)).toMatchObject([{ status: 'reached', reached_rate: '7.9' }])
    await rateBecomes('7.95')
    await watch()
    expect(await toldOf(riser)).toHaveLength(1)
    await rateBecomes('7.69')
    await watch()
    expect(await toldOf(faller)).toMatchObject([{ target: '7.7', rate: '7.69000' }])
  })

  test('for our own rate counts the mark-up: the reference rate alone does not reach it', async () => {
    await rateBecomes('7.82')
    const who = await world.person()
    // 7.86 × (1 − 0.005) = 7.8207
    await ask(who, { target: '7.83' })
    await rateBecomes('7.86')
    await watch()
    expect(await toldOf(who)).toEqual([])
    await rateBecomes('7.87')
    await watch()
    expect(await toldOf(who)).toMatchObject([{ basis: 'ours' }])
  })

  test('of a rate that jumped and waits for a look tells nobody', async () => {
    await rateBecomes('7.82')
    const who = await world.person()
    await ask(who, { target: '9', basis: 'mid' })
    const { held } = await takeRates(world, { ...usualRates, CNY: '9.5' })
    expect(held).toEqual(['CNY'])
    await watch()
    expect(await toldOf(who)).toEqual([])
    await world.app.slices.fx.desk.decideHeld('CNY', 'rejected')
    await watch()
    expect(await toldOf(who)).toEqual([])
  })

  test('is forgotten when it is deleted, and by nobody else', async () => {
    await rateBecomes('7.81')
    const [who, stranger] = [await world.person(), await world.person()]
    const { body } = await ask(who, { target: '7.85', basis: 'mid' })
    const remove = async (by: Person) => {
      const headers = { authorization: `Bearer ${by.token}` }
      const url = `/v1/rate_alerts/${body.id}`
      return (await world.app.http.inject({ method: 'DELETE', url, headers })).statusCode
    }
    expect(await remove(stranger)).toBe(404)
    expect(await remove(who)).toBe(204)
    expect(await alertsOf(who)).toEqual([])
    await rateBecomes('7.86')
    await watch()
    expect(await toldOf(who)).toEqual([])
  })

  test('ends after half a year, without a word', async () => {
    await rateBecomes('7.81')
    const who = await world.person()
    await ask(who, { target: '7.85', basis: 'mid' })
    const later = new Date(Date.now() + 181 * 86_400_000)
    await world.app.db.pool.query('UPDATE rate_alert SET expires_at = now() WHERE customer_id = $1', [who.id])
    await watchAlerts({ db: world.app.db, clock: { now: () => later } })
    expect(await alertsOf(who)).toMatchObject([{ status: 'expired' }])
    expect(await toldOf(who)).toEqual([])
  })
})

describe('refused', () => {
  test('twenty may wait and no more, however many ask at once', async () => {
    const who = await world.person()
    const answers = await Promise.all(Array.from({ length: 24 }, () => ask(who, { target: '99' })))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(20)
    expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({
      code: 'transition_not_allowed',
      details: { reason: 'too_many_alerts' },
    })
  })

  test.each([
    [409, { target: '7.81', basis: 'mid' }],
    [422, { target: '0' }],
    [422, { target: '-1' }],
    [422, { target: '7,9' }],
    [422, { from: 'EUR', to: 'EUR', target: '1' }],
  ])('%i for %o', async (status, body) => {
    await rateBecomes('7.81')
    expect((await ask(await world.person(), body)).status).toBe(status)
  })

  test('401 without a session', async () => {
    expect((await world.call('GET', '/v1/rate_alerts')).status).toBe(401)
  })
})
