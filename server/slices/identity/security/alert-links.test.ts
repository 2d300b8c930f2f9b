import { describe, expect, test } from 'vitest'
import { makeSession } from '../../../../test/factories/customers.ts'
import { startIdentity } from '../identity.fixture.ts'
import { alertFor, answerAlert, dayMs, somebody, type Somebody } from './security.fixture.ts'

const fixture = await startIdentity()
const { clock } = fixture
const lookUp = (token: string) =>
  fixture.send({ method: 'POST', path: '/v1/alert_links/look_up', body: { token } })
const frozen = async (who: Somebody) =>
  (await fixture.count(`restriction WHERE customer_id = '${who.customer.id}' AND lifted_at IS NULL`)) > 0
const used = (who: Somebody) =>
  fixture.count(`alert_link WHERE customer_id = '${who.customer.id}' AND used_at IS NOT NULL`)
const nobodysToken = 'A'.repeat(43)

test('the token is in the fragment, which no server sees, and only its hash is kept', async () => {
  const who = await somebody(fixture)
  const { links, notMe, freeze } = await alertFor(fixture, who.customer.id)
  expect([links.notMe, links.freeze]).toEqual([
    `http://okpay.test/alert#${notMe}`,
    `http://okpay.test/alert#${freeze}`,
  ])
  expect(notMe).toMatch(/^[\w-]{43}$/)
  expect(freeze).not.toBe(notMe)
  const [row] = await fixture.rows(
    'SELECT to_jsonb(a)::text AS text FROM alert_link a WHERE customer_id = $1',
    [who.customer.id],
  )
  expect(row?.['text']).not.toContain(notMe)
})

describe('looking changes nothing', () => {
  test('however often; it says what the link would do and not whose it is', async () => {
    const who = await somebody(fixture)
    const { notMe } = await alertFor(fixture, who.customer.id, 'transfer.completed')
    const answers = await Promise.all(Array.from({ length: 20 }, () => lookUp(notMe)))
    for (const { status, body } of answers) {
      expect(status).toBe(200)
      expect(body).toEqual({
        kind: 'not_me',
        about: 'transfer.completed',
        told_at: expect.any(String),
        expires_at: expect.any(String),
        usable: true,
      })
    }
    expect([await frozen(who), await used(who)]).toEqual([false, 0])
    expect((await who.ask('GET', '/v1/customers/me')).status).toBe(200)
  })

  test('there is no GET that does anything', async () => {
    const who = await somebody(fixture)
    const { notMe, freeze } = await alertFor(fixture, who.customer.id)
    for (const token of [notMe, freeze])
      for (const path of [
        '/alert',
        '/v1/alert_links/answer',
        '/v1/alert_links/look_up',
        `/v1/alert_links/${token}`,
      ]) {
        const answer = await fixture.send({ method: 'GET', path: `${path}?token=${token}` })
        expect([404, 405]).toContain(answer.status)
      }
    expect([await frozen(who), await used(who)]).toEqual([false, 0])
  })

  test('a token that never was is not found', async () => {
    expect(await lookUp(nobodysToken)).toMatchObject({ status: 404 })
    expect(await lookUp('short')).toMatchObject({ status: 404 })
  })
})

describe('pressed', () => {
  test('"freeze" freezes and signs nobody out', async () => {
    const who = await somebody(fixture)
    const { freeze } = await alertFor(fixture, who.customer.id)
    expect(await answerAlert(fixture, freeze)).toMatchObject({
      status: 200,
      body: { freeze: { reason: 'frozen_by_customer' }, ended_sessions: 0 },
    })
    expect((await who.ask('GET', '/v1/customers/me')).status).toBe(200)
  })

  test('"not me" freezes, ends every session and forgets every device', async () => {
    const who = await somebody(fixture)
    await makeSession(fixture, who.customer)
    await fixture.rows(
      `INSERT INTO device (id, customer_id, token_hash, name, first_seen_at, last_seen_at, remembered_until, ip, user_agent)
       VALUES (gen_random_uuid(), $1, sha256('x'), 'x', now(), now(), now() + interval '1 year', '', '')`,
      [who.customer.id],
    )
    const { notMe } = await alertFor(fixture, who.customer.id)
    expect(await answerAlert(fixture, notMe)).toMatchObject({
      status: 200,
      body: { freeze: { reason: 'not_me' }, ended_sessions: 2 },
      setCookie: undefined,
    })
    expect((await who.ask('GET', '/v1/customers/me')).status).toBe(401)
    expect(
      await fixture.rows(
        'SELECT revoked_at IS NULL AS known, remembered_until FROM device WHERE customer_id = $1',
        [who.customer.id],
      ),
    ).toEqual([{ known: false, remembered_until: null }])
  })

  test('of twenty presses at once one is taken', async () => {
    const who = await somebody(fixture)
    const { notMe } = await alertFor(fixture, who.customer.id)
    const answers = await Promise.all(Array.from({ length: 20 }, () => answerAlert(fixture, notMe)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ code }) => code === 'challenge_expired')).toHaveLength(19)
    expect(await fixture.count(`restriction WHERE customer_id = '${who.customer.id}'`)).toBe(1)
    expect((await lookUp(notMe)).body).toMatchObject({ usable: false })
  })

  test('each link is its own: using one leaves the other', async () => {
    const who = await somebody(fixture)
    const { notMe, freeze } = await alertFor(fixture, who.customer.id)
    expect((await answerAlert(fixture, freeze)).status).toBe(200)
    expect((await answerAlert(fixture, notMe)).status).toBe(200)
  })

  test('after thirty days it is too late', async () => {
    const who = await somebody(fixture)
    const { freeze, notMe } = await alertFor(fixture, who.customer.id)
    clock.advance(30 * dayMs - 1_000)
    expect((await answerAlert(fixture, freeze)).status).toBe(200)
    clock.advance(1_000)
    expect(await answerAlert(fixture, notMe)).toMatchObject({ status: 410, code: 'challenge_expired' })
    expect((await lookUp(notMe)).body).toMatchObject({ usable: false })
  })

  test('a token that never was is answered like one that is over', async () => {
    expect(await answerAlert(fixture, nobodysToken)).toMatchObject({ status: 410, code: 'challenge_expired' })
    expect(await answerAlert(fixture, 'short')).toMatchObject({ status: 410, code: 'challenge_expired' })
  })

  test('on a closed account it says so and is not used up', async () => {
    const who = await somebody(fixture)
    const { freeze } = await alertFor(fixture, who.customer.id)
    for (const change of ['suspend', 'close'] as const)
      await fixture.db.transaction(tx =>
        fixture.identity.changeStatus(tx, { customerId: who.customer.id, change, now: clock.now() }),
      )
    expect(await answerAlert(fixture, freeze)).toMatchObject({ status: 403, code: 'account_closed' })
    expect(await used(who)).toBe(0)
  })
})
