import { describe, expect, test } from 'vitest'
import { toTypeId } from '../../../contract/ids.ts'
import { makeCustomer, makeDevice, makeSession } from '../../../test/factories/customers.ts'
import { restrict } from '../../../test/factories/restrictions.ts'
import { newId } from '../../platform/id.ts'
import { startIdentity, statementsOf, type Request } from './identity.fixture.ts'

const fixture = await startIdentity()
const minute = 60_000

const signedIn = async () => {
  const customer = await makeCustomer(fixture)
  return { customer, ...(await makeSession(fixture, customer)) }
}
const get = (path: string, request: Partial<Request>) => fixture.send({ method: 'GET', path, ...request })
const remove = (path: string, request: Partial<Request>) =>
  fixture.send({ method: 'DELETE', path, ...request })
const isIn = async (bearer: string) => (await get('/v1/customers/me', { bearer })).status === 200
const lastSeen = async (id: string) => {
  const [row] = await fixture.rows('SELECT last_seen_at FROM session WHERE id = $1', [id])
  return row?.['last_seen_at']
}
/** Requests do not wait for the note of their time; ending the slice's queue does. */
const noted = async (id: string, before: unknown) => {
  await expect.poll(() => lastSeen(id), { timeout: 5_000 }).not.toEqual(before)
}

describe('how long a session lasts', () => {
  test('an hour without a request ends it', async () => {
    const { token } = await signedIn()
    fixture.clock.advance(59 * minute)
    expect(await isIn(token)).toBe(true)
    fixture.clock.advance(60 * minute)
    expect(await isIn(token)).toBe(false)
    expect(await get('/v1/customers/me', { bearer: token })).toMatchObject({
      status: 401,
      code: 'not_signed_in',
    })
  })

  test('used every half hour it lasts, but never longer than a day', async () => {
    const { id, token } = await signedIn()
    for (let halfHour = 1; halfHour < 48; halfHour++) {
      const before = await lastSeen(id)
      fixture.clock.advance(30 * minute)
      expect(await isIn(token)).toBe(true)
      await noted(id, before)
    }
    fixture.clock.advance(30 * minute)
    expect(await isIn(token)).toBe(false)
  })

  test('the last use is written at most once a minute', async () => {
    const { token } = await signedIn()
    const fresh = await statementsOf(async () => {
      for (let request = 0; request < 5; request++) await isIn(token)
    })
    expect(fresh.filter(statement => statement.includes('UPDATE session'))).toEqual([])
    fixture.clock.advance(minute)
    const old = await statementsOf(async () => {
      await Promise.all(Array.from({ length: 20 }, () => isIn(token)))
      await new Promise(resolve => setTimeout(resolve, 200))
      for (let request = 0; request < 5; request++) await isIn(token)
    })
    expect(old.filter(statement => statement.includes('UPDATE session'))).toHaveLength(1)
  })
})

test('twenty requests at once ask the database a few times, not twenty', async () => {
  const tokens = await Promise.all(Array.from({ length: 20 }, async () => (await signedIn()).token))
  const statements = await statementsOf(async () => {
    const answers = await Promise.all(tokens.map(isIn))
    expect(answers).toEqual(Array(20).fill(true))
  })
  expect(statements.filter(statement => statement.includes('token_hash = ANY')).length).toBeLessThan(5)
})

test('a customer who is suspended or kept from signing in is out at once', async () => {
  const suspended = await signedIn()
  const kept = await signedIn()
  const now = fixture.clock.now()
  expect(await isIn(suspended.token)).toBe(true)
  await fixture.db.transaction(tx =>
    fixture.identity.changeStatus(tx, { customerId: suspended.customer.id, change: 'suspend', now }),
  )
  await restrict(fixture, kept.customer.id, 'sign_in', now)
  expect(await isIn(suspended.token)).toBe(false)
  expect(await isIn(kept.token)).toBe(false)
  expect(await fixture.identity.aliveSessions([suspended.id, kept.id], now)).toEqual(new Set())
})

test('the hub learns which of its sessions are alive', async () => {
  const alive = await signedIn()
  const ended = await signedIn()
  await remove('/v1/sessions/current', { bearer: ended.token })
  const asked = [alive.id, ended.id, newId()]
  expect(await fixture.identity.aliveSessions(asked, fixture.clock.now())).toEqual(new Set([alive.id]))
  const later = new Date(fixture.clock.now().getTime() + 61 * minute)
  expect(await fixture.identity.aliveSessions(asked, later)).toEqual(new Set())
})

describe('list', () => {
  test('shows my sessions, the one I use marked, none that is over', async () => {
    const { customer, id, token } = await signedIn()
    const phone = await makeSession(fixture, customer, { ip: '198.51.100.4', userAgent: 'phone' })
    const over = await makeSession(fixture, customer)
    await remove('/v1/sessions/current', { bearer: over.token })
    await signedIn()
    const list = await get('/v1/sessions', { bearer: token })
    expect(list.status).toBe(200)
    expect(list.body).toEqual({
      data: expect.arrayContaining([
        expect.objectContaining({ id: toTypeId('session', id), current: true }),
        expect.objectContaining({
          id: toTypeId('session', phone.id),
          current: false,
          ip: '198.51.100.4',
          user_agent: 'phone',
        }),
      ]),
    })
    expect(list.text.match(/"id"/g)).toHaveLength(2)
  })

  test('refuses who is not signed in', async () => {
    expect(await get('/v1/sessions', {})).toMatchObject({ status: 401, code: 'not_signed_in' })
  })
})

describe('end', () => {
  test('one of mine: it is out at once, the others stay', async () => {
    const { customer, token } = await signedIn()
    const other = await makeSession(fixture, customer)
    const ended = await remove(`/v1/sessions/${toTypeId('session', other.id)}`, { bearer: token })
    expect(ended).toMatchObject({ status: 204, text: '', setCookie: undefined })
    expect(await isIn(other.token)).toBe(false)
    expect(await isIn(token)).toBe(true)
  })

  test('another’s, an unknown or an ended one is absent, with the same body', async () => {
    const mine = await signedIn()
    const others = await signedIn()
    const over = await makeSession(fixture, mine.customer)
    await remove('/v1/sessions/current', { bearer: over.token })
    const bodies = []
    for (const id of [others.id, newId(), over.id]) {
      const { status, code, details } = await remove(`/v1/sessions/${toTypeId('session', id)}`, {
        bearer: mine.token,
      })
      bodies.push({ status, code, details })
    }
    expect(new Set(bodies.map(body => JSON.stringify(body)))).toEqual(
      new Set([JSON.stringify({ status: 404, code: 'not_found', details: undefined })]),
    )
    expect(await isIn(others.token)).toBe(true)
  })

  test('the one I use clears the cookie too', async () => {
    const { id, token } = await signedIn()
    const ended = await remove(`/v1/sessions/${toTypeId('session', id)}`, {
      cookie: `okpay_session=${token}`,
    })
    expect(ended.setCookie).toMatch(/^okpay_session=;.*Max-Age=0/)
    expect(await isIn(token)).toBe(false)
  })

  test('twenty times at once ends it once', async () => {
    const { customer, token } = await signedIn()
    const other = await makeSession(fixture, customer)
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        remove(`/v1/sessions/${toTypeId('session', other.id)}`, { bearer: token }),
      ),
    )
    expect(answers.filter(answer => answer.status === 204)).toHaveLength(1)
    expect(answers.filter(answer => answer.status === 404)).toHaveLength(19)
  })
})

describe('sign out', () => {
  test('ends the session and clears the cookie', async () => {
    const { id, token } = await signedIn()
    const out = await remove('/v1/sessions/current', { cookie: `okpay_session=${token}` })
    expect(out).toMatchObject({ status: 204, text: '' })
    expect(out.setCookie).toMatch(/^okpay_session=;.*Max-Age=0/)
    expect(await isIn(token)).toBe(false)
    expect(await fixture.rows('SELECT end_reason FROM session WHERE id = $1', [id])).toEqual([
      { end_reason: 'signed_out' },
    ])
  })

  test('refuses who is not signed in', async () => {
    expect(await remove('/v1/sessions/current', {})).toMatchObject({ status: 401, code: 'not_signed_in' })
    expect(await remove('/v1/sessions/current', { bearer: 'x'.repeat(43) })).toMatchObject({ status: 401 })
  })
})

test.each(['from there', 'from elsewhere'] as const)(
  'a session ended %s is told with its device, so that its browser reads no more messages',
  async how => {
    const { customer, token } = await signedIn()
    const device = await makeDevice(fixture, customer)
    const there = await makeSession(fixture, customer)
    await fixture.rows('UPDATE session SET device_id = $1 WHERE id = $2', [device.id, there.id])
    const ended =
      how === 'from there'
        ? await remove('/v1/sessions/current', { bearer: there.token })
        : await remove(`/v1/sessions/${toTypeId('session', there.id)}`, { bearer: token })
    expect(ended.status).toBe(204)
    const told = await fixture.rows(
      `SELECT payload ->> 'device_id' AS device FROM outbox WHERE stream_id = $1 AND type = 'session.ended'`,
      [customer.id],
    )
    expect(told).toEqual([{ device: toTypeId('device', device.id) }])
  },
)
