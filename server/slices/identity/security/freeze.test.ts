import { describe, expect, test } from 'vitest'
import { toTypeId } from '../../../../contract/ids.ts'
import { makeSession } from '../../../../test/factories/customers.ts'
import { restrict } from '../../../../test/factories/restrictions.ts'
import { startIdentity } from '../identity.fixture.ts'
import { provedRecovery } from '../recovery/recovery.fixture.ts'
import { confirmed, dayMs, hourMs, somebody, type Somebody } from './security.fixture.ts'

const fixture = await startIdentity()
const { clock } = fixture
const frozenBy = async (who: Somebody) =>
  await fixture.rows(
    'SELECT reason, scope, source FROM restriction WHERE customer_id = $1 AND lifted_at IS NULL',
    [who.customer.id],
  )
const eventsOf = async (who: Somebody) =>
  (
    await fixture.rows('SELECT type, payload FROM outbox WHERE stream_id = $1 ORDER BY id', [who.customer.id])
  ).filter(({ type }) => type !== 'customer.active')
const at = (ms: number) => new Date(ms).toISOString()

describe('freeze', () => {
  test('any session may, at once; it is told, and said what of, why, from when on it can be lifted', async () => {
    const who = await somebody(fixture)
    const before = clock.now().getTime()
    const answer = await who.ask('POST', '/v1/security/freeze')
    expect(answer).toMatchObject({
      status: 200,
      body: {
        scope: 'debit',
        reason: 'frozen_by_customer',
        until: null,
        way_out: 'unfreeze',
        liftable: false,
      },
    })
    const list = await who.ask('GET', '/v1/restrictions')
    expect(list.body).toEqual({ data: [answer.body] })
    const [row] = await fixture.rows('SELECT liftable_from FROM restriction WHERE customer_id = $1', [
      who.customer.id,
    ])
    const waits = new Date(String(row?.['liftable_from'])).getTime() - before
    expect(Math.round(waits / hourMs)).toBe(1)
    expect(await eventsOf(who)).toMatchObject([
      {
        type: 'restriction.active',
        payload: { reason: 'frozen_by_customer', scope: 'debit', source: 'customer' },
      },
    ])
  })

  test('pressed again it stays the same freeze and is not told again', async () => {
    const who = await somebody(fixture)
    const [first, second] = [
      await who.ask('POST', '/v1/security/freeze'),
      await who.ask('POST', '/v1/security/freeze'),
    ]
    expect(Object(second.body).id).toBe(Object(first.body).id)
    expect(await eventsOf(who)).toHaveLength(1)
  })
})

describe('unfreeze', () => {
  const unfreeze = async (who: Somebody) => {
    const ask = await who.again()
    return confirmed(fixture, more => ask('POST', '/v1/security/unfreeze', more))
  }

  test('not before an hour has passed, whatever is proved', async () => {
    const who = await somebody(fixture)
    await who.ask('POST', '/v1/security/freeze')
    clock.advance(59 * 60_000)
    const early = await unfreeze(who)
    expect(early).toMatchObject({
      status: 409,
      code: 'unfreeze_too_early',
      details: { from: expect.any(String) },
    })
    expect(early.retryAfter).toBeGreaterThan(0)
    expect(early.retryAfter).toBeLessThanOrEqual(60)
    expect(await frozenBy(who)).toHaveLength(1)
  })

  test('then with a step-up, once; it is told', async () => {
    const who = await somebody(fixture)
    await who.ask('POST', '/v1/security/freeze')
    clock.advance(hourMs)
    const ask = await who.again()
    expect(await ask('POST', '/v1/security/unfreeze')).toMatchObject({
      status: 403,
      code: 'step_up_required',
    })
    expect(await frozenBy(who)).toHaveLength(1)
    expect(await unfreeze(who)).toMatchObject({ status: 204 })
    expect(await frozenBy(who)).toEqual([])
    expect((await eventsOf(who)).map(({ type }) => type)).toEqual([
      'restriction.active',
      'restriction.lifted',
    ])
    expect(await unfreeze(who)).toMatchObject({ status: 409, code: 'transition_not_allowed' })
  })

  test('a freeze that became stricter while the proof was given is not lifted by it', async () => {
    const who = await somebody(fixture)
    await who.ask('POST', '/v1/security/freeze')
    clock.advance(hourMs)
    const ask = await who.again()
    const answer = await confirmed(fixture, async more => {
      if (more.stepUp !== undefined)
        await ask('POST', '/v1/security/not_me', { body: { about: 'session.new_device' } })
      return ask('POST', '/v1/security/unfreeze', more)
    })
    expect(answer).toMatchObject({ status: 409, code: 'unfreeze_too_early' })
    expect(await frozenBy(who)).toMatchObject([{ reason: 'not_me' }])
  })

  test('lifts nothing that somebody else has placed', async () => {
    const who = await somebody(fixture)
    await restrict(fixture, who.customer.id, 'debit', clock.now())
    expect(await unfreeze(who)).toMatchObject({ status: 409, code: 'transition_not_allowed' })
    expect(await frozenBy(who)).toMatchObject([{ source: 'risk' }])
  })

  test('waits while support looks at a recovery of the account: who holds the proofs may have taken them', async () => {
    const who = await somebody(fixture)
    await who.ask('POST', '/v1/security/not_me', { body: { about: 'session.new_device' } })
    const { id, token } = await provedRecovery(fixture, who.customer.email)
    const opened = await fixture.send({
      method: 'POST',
      path: `/v1/recoveries/${id}/request`,
      body: {
        token,
        lost: ['authenticator', 'recovery_codes'],
        statement: 'My phone was stolen with everything on it.',
      },
    })
    expect(opened).toMatchObject({ status: 201 })
    clock.advance(dayMs)
    const disputed = await unfreeze(who)
    expect(disputed).toMatchObject({
      status: 409,
      code: 'unfreeze_too_early',
      details: { reason: 'recovery_request' },
    })
    expect(disputed.text).toMatch(/asked support to recover this account.*at the latest by [A-Z][a-z]+ /)
    expect(disputed.text).not.toContain('{{')
    expect(await frozenBy(who)).toHaveLength(1)
    const { request, follow_token } = Object(opened.body)
    const path = `/v1/recovery_requests/${request.id}/withdraw`
    expect(await fixture.send({ method: 'POST', path, body: { follow_token } })).toMatchObject({
      status: 200,
    })
    expect(await unfreeze(who)).toMatchObject({ status: 204 })
  })
})

describe('"this was not me"', () => {
  test('freezes for a day, ends every other session, forgets every other device, keeps the one that says it', async () => {
    const who = await somebody(fixture)
    const others = [await makeSession(fixture, who.customer), await makeSession(fixture, who.customer)]
    const stranger = await somebody(fixture)
    const answer = await who.ask('POST', '/v1/security/not_me', { body: { about: 'session.new_device' } })
    expect(answer).toMatchObject({
      status: 200,
      body: { freeze: { reason: 'not_me', scope: 'debit' }, ended_sessions: 2 },
    })
    for (const { token } of others)
      expect((await fixture.send({ method: 'GET', path: '/v1/customers/me', bearer: token })).status).toBe(
        401,
      )
    expect((await who.ask('GET', '/v1/customers/me')).status).toBe(200)
    expect((await stranger.ask('GET', '/v1/customers/me')).status).toBe(200)
    const liftable = Object(answer.body).freeze.liftable_from
    expect(Math.round((Date.parse(liftable) - clock.now().getTime()) / hourMs)).toBe(24)
  })

  test('makes a freeze there is stricter, and a later freeze does not soften it', async () => {
    const who = await somebody(fixture)
    await who.ask('POST', '/v1/security/freeze')
    await who.ask('POST', '/v1/security/not_me', { body: { about: 'transfer.completed' } })
    const strict = await who.ask('POST', '/v1/security/freeze')
    expect(strict.body).toMatchObject({ reason: 'not_me' })
    expect(Object(strict.body).liftable_from > at(clock.now().getTime() + 23 * hourMs)).toBe(true)
    expect((await eventsOf(who)).map(({ type, payload }) => Object(payload).reason ?? type)).toEqual([
      'frozen_by_customer',
      'not_me',
      // Every time it is said, also when the freeze is there already: another browser may have been added since.
      'sessions.ended',
    ])
  })
})

describe('a restriction that ends by itself', () => {
  const hold = (who: Somebody, expiresAt: Date) =>
    fixture.db.transaction(tx =>
      fixture.identity.placeRestriction(tx, {
        customerId: who.customer.id,
        scope: 'sign_in',
        source: 'system',
        reason: 'recovery_hold',
        expiresAt,
        now: clock.now(),
      }),
    )

  test('counts as lifted from then on, without anything having run, and says so beforehand', async () => {
    const who = await somebody(fixture)
    const until = new Date(clock.now().getTime() + 30 * 60_000)
    await hold(who, until)
    expect((await who.ask('GET', '/v1/customers/me')).status).toBe(401)
    clock.advance(30 * 60_000 + 1)
    expect((await who.ask('GET', '/v1/customers/me')).status).toBe(200)
    expect((await who.ask('GET', '/v1/restrictions')).body).toEqual({ data: [] })
  })

  test('is told once, by the job of every minute', async () => {
    const who = await somebody(fixture)
    const id = await hold(who, new Date(clock.now().getTime() + dayMs))
    const expire = fixture.identity.crons.find(({ job }) => job.name === 'identity.expire_restrictions')
    const run = () => expire?.job.run({}, { attempt: 1, isLastAttempt: false })
    await run()
    expect((await eventsOf(who)).map(({ type }) => type)).toEqual(['restriction.active'])
    clock.advance(dayMs)
    await Promise.all([run(), run()])
    await run()
    expect(await eventsOf(who)).toMatchObject([
      { type: 'restriction.active' },
      { type: 'restriction.lifted', payload: { id: toTypeId('restriction', id), reason: 'recovery_hold' } },
    ])
  })
})
