import { describe, expect, test } from 'vitest'
import { lessonNames, lessons } from '../../../../contract/lessons.ts'
import { makeSession } from '../../../../test/factories/customers.ts'
import { newId } from '../../../platform/id.ts'
import { startIdentity, statementsOf } from '../identity.fixture.ts'
import { judgeSecurity, type SecurityFacts } from './judge.ts'
import { phraseOf } from './phrase.ts'
import { recordSignIn, type SignInRecord } from './record-sign-in.ts'
import { dayMs, hourMs, somebody, type Somebody } from './security.fixture.ts'

const fixture = await startIdentity()
const { clock, db } = fixture

const record = (who: Somebody, outcome: SignInRecord['outcome'], more: Partial<SignInRecord> = {}) =>
  db.transaction(tx =>
    recordSignIn(tx, {
      customerId: who.customer.id,
      outcome,
      method: 'password',
      origin: { ip: '8.8.8.8', userAgent: 'Mozilla/5.0 Chrome/140', now: clock.now() },
      ...more,
    }),
  )

describe('the score', () => {
  const now = new Date('2026-11-22T12:00:00Z')
  const nothing: SecurityFacts = {
    has_totp: false,
    has_passkey: false,
    recovery_codes: 0,
    phone_verified: false,
    passwordChangedAt: new Date(now.getTime() - 366 * dayMs),
    phrase: null,
    lessonsDone: [],
  }
  const scoreOf = (facts: Partial<SecurityFacts>) => judgeSecurity({ ...nothing, ...facts }, now).score
  test('goes from nothing to a hundred', () => {
    expect(scoreOf({})).toBe(0)
    expect(
      scoreOf({
        has_totp: true,
        recovery_codes: 10,
        phone_verified: true,
        passwordChangedAt: now,
        phrase: 'red kite',
        lessonsDone: lessonNames,
      }),
    ).toBe(100)
  })
  test.each<[string, Partial<SecurityFacts>, number]>([
    ['an authenticator app', { has_totp: true }, 35],
    ['a passkey', { has_passkey: true }, 35],
    ['both', { has_totp: true, has_passkey: true }, 35],
    ['three recovery codes', { recovery_codes: 3 }, 15],
    ['two, which is too few', { recovery_codes: 2 }, 0],
    ['a proved number', { phone_verified: true }, 15],
    ['a password of a year', { passwordChangedAt: new Date(now.getTime() - 365 * dayMs) }, 15],
    ['a phrase', { phrase: 'red kite' }, 10],
    ['some lessons', { lessonsDone: lessonNames.slice(1) }, 0],
    ['all lessons, and one that is no more', { lessonsDone: ['gone', ...lessonNames] }, 10],
  ])('%s', (_, facts, points) => {
    expect(scoreOf(facts)).toBe(points)
  })

  test('is told with what to do next, the password’s age and the phrase', async () => {
    const who = await somebody(fixture)
    expect((await who.ask('GET', '/v1/security')).body).toMatchObject({
      score: 30,
      steps: [
        { name: 'second_factor', points: 35, done: false },
        { name: 'recovery_codes', done: false },
        { name: 'phone_verified', done: true },
        { name: 'fresh_password', done: true },
        { name: 'phrase', done: false },
        { name: 'lessons', done: false },
      ],
      password: { old: false },
      phrase: null,
      freeze: null,
      previous_sign_in: null,
    })
    clock.advance(366 * dayMs)
    const later = await who.again()
    expect((await later('GET', '/v1/security')).body).toMatchObject({ score: 15, password: { old: true } })
  })
})

describe('the history of sign-ins', () => {
  test('holds failures too, newest first, with place and browser, in pages; nobody else’s', async () => {
    const who = await somebody(fixture)
    const other = await somebody(fixture)
    await record(other, 'succeeded')
    const outcomes = ['wrong_password', 'locked', 'second_factor_failed', 'succeeded'] as const
    for (const outcome of outcomes) {
      clock.advance(1_000)
      await record(who, outcome, outcome === 'succeeded' ? { sessionId: who.session.id } : {})
    }
    const first = await who.ask('GET', '/v1/security/sign_ins?limit=3')
    expect(first.body).toMatchObject({
      data: [
        {
          outcome: 'succeeded',
          current: true,
          place: 'US',
          ip: '8.8.8.8',
          user_agent: 'Mozilla/5.0 Chrome/140',
        },
        { outcome: 'second_factor_failed', current: false },
        { outcome: 'locked' },
      ],
    })
    const cursor = String(Object(first.body).next_cursor)
    const rest = await who.ask('GET', `/v1/security/sign_ins?limit=3&cursor=${cursor}`)
    expect(rest.body).toMatchObject({ data: [{ outcome: 'wrong_password' }], next_cursor: null })
    // A cursor of somebody else's list leads nowhere.
    const foreign = await other.ask('GET', `/v1/security/sign_ins?cursor=${cursor}`)
    expect(foreign.body).toEqual({ data: [], next_cursor: null })
    expect(await who.ask('GET', '/v1/security/sign_ins?cursor=sin_x')).toMatchObject({ status: 422 })
  })

  test('an address without an account costs the same statement and leaves nothing', async () => {
    const who = await somebody(fixture)
    const before = await fixture.count('sign_in_event')
    const known = await statementsOf(() => record(who, 'wrong_password'))
    const unknown = await statementsOf(() => record(who, 'wrong_password', { customerId: null }))
    expect(unknown).toEqual(known)
    expect(await fixture.count('sign_in_event')).toBe(before + 1)
  })

  test('is kept for a year and a month', async () => {
    const who = await somebody(fixture)
    await record(who, 'succeeded')
    clock.advance(395 * dayMs - 60_000)
    const sweep = fixture.identity.crons.find(({ job }) => job.name === 'identity.security_sweep')
    const left = () => fixture.count(`sign_in_event WHERE customer_id = '${who.customer.id}'`)
    await sweep?.job.run({}, { attempt: 1, isLastAttempt: false })
    expect(await left()).toBe(1)
    clock.advance(60_000)
    await sweep?.job.run({}, { attempt: 1, isLastAttempt: false })
    expect(await left()).toBe(0)
  })
})

test('activity since the sign-in before this one, newest first, with amounts', async () => {
  const who = await somebody(fixture)
  const happened = (type: string, payload: Record<string, unknown>) =>
    fixture.rows(
      `INSERT INTO event (position, type, version, stream_id, subject_id, payload, occurred_at)
       SELECT coalesce(max(position), 0) + 1, $1, 1, $2, $3, $4, $5 FROM event`,
      [type, who.customer.id, newId(), JSON.stringify(payload), clock.now()],
    )
  expect((await who.ask('GET', '/v1/security/activity')).body).toEqual({ since: null, data: [], more: false })
  await happened('deposit.succeeded', { id: 'dep_before' })
  clock.advance(1_000)
  await record(who, 'succeeded', { sessionId: newId() })
  clock.advance(1_000)
  await happened('transfer.completed', {
    id: 'tr_1',
    number: '9000000000000001',
    total: { value: '10.20', currency: 'EUR' },
    counterparty_name: 'L** M***',
    note: null,
  })
  clock.advance(1_000)
  await happened('phrase.changed', { id: 'cus_1' })
  clock.advance(1_000)
  const now = await makeSession(fixture, who.customer)
  await record(who, 'succeeded', { sessionId: now.id })
  const answer = await fixture.send({ method: 'GET', path: '/v1/security/activity', bearer: now.token })
  expect(answer.body).toMatchObject({
    more: false,
    data: [
      { type: 'phrase.changed', subject: 'cus_1', number: null, facts: {} },
      {
        type: 'transfer.completed',
        subject: 'tr_1',
        number: '9000000000000001',
        facts: { total: { value: '10.20', currency: 'EUR' }, counterparty_name: 'L** M***' },
      },
    ],
  })
})

test('sign out everywhere but here', async () => {
  const who = await somebody(fixture)
  const others = [await makeSession(fixture, who.customer), await makeSession(fixture, who.customer)]
  const stranger = await somebody(fixture)
  expect(await who.ask('POST', '/v1/sessions/end_others')).toMatchObject({ status: 200, body: { ended: 2 } })
  const alive = await fixture.identity.aliveSessions(
    [who.session.id, stranger.session.id, ...others.map(({ id }) => id)],
    clock.now(),
  )
  expect(alive).toEqual(new Set([who.session.id, stranger.session.id]))
  // Told, so that the browsers of the others get no messages any more.
  expect(
    await fixture.count(`outbox WHERE stream_id = '${who.customer.id}' AND type = 'sessions.ended'`),
  ).toBe(1)
  expect(await who.ask('POST', '/v1/sessions/end_others')).toMatchObject({ body: { ended: 0 } })
})

describe('the phrase', () => {
  const told = (who: Somebody) =>
    fixture.count(`outbox WHERE stream_id = '${who.customer.id}' AND type = 'phrase.changed'`)
  test('is kept, changed, told once for each change, and read by whoever writes mails', async () => {
    const who = await somebody(fixture)
    expect(await phraseOf(db.read, who.customer.id)).toBeNull()
    const set = (phrase: string) => who.ask('PUT', '/v1/security/phrase', { body: { phrase } })
    expect(await set('  红色风筝 red kite ')).toMatchObject({
      status: 200,
      body: { phrase: '红色风筝 red kite' },
    })
    expect(await phraseOf(db.read, who.customer.id)).toBe('红色风筝 red kite')
    await set('红色风筝 red kite')
    expect(await told(who)).toBe(1)
    await set('another one')
    expect([await told(who), await phraseOf(db.read, who.customer.id)]).toEqual([2, 'another one'])
  })

  test('is nothing a stranger knows, too short, too long or hides its direction', async () => {
    const who = await somebody(fixture)
    const { name, email, phone } = who.customer
    const refused = [
      name,
      name.toUpperCase(),
      `Hello ${name}`,
      email,
      email.split('@')[0],
      phone,
      phone.slice(-8),
    ]
    for (const phrase of refused)
      expect(await who.ask('PUT', '/v1/security/phrase', { body: { phrase } })).toMatchObject({
        status: 422,
        fields: ['phrase: not_allowed'],
      })
    expect(await who.ask('PUT', '/v1/security/phrase', { body: { phrase: ' ab ' } })).toMatchObject({
      fields: ['phrase: too_short'],
    })
    expect(await who.ask('PUT', '/v1/security/phrase', { body: { phrase: 'x'.repeat(41) } })).toMatchObject({
      fields: ['phrase: too_long'],
    })
    expect(await who.ask('PUT', '/v1/security/phrase', { body: { phrase: 'red\u202eetik' } })).toMatchObject({
      fields: ['phrase: text_not_allowed'],
    })
    expect(await phraseOf(db.read, who.customer.id)).toBeNull()
  })
})

describe('lessons', () => {
  test('are done with all answers right, and stay done', async () => {
    const who = await somebody(fixture)
    const other = await somebody(fixture)
    const answer = (answers: readonly number[]) =>
      who.ask('POST', '/v1/security/lessons/code/complete', { body: { answers } })
    expect((await answer([9, 9])).body).toMatchObject({ wrong: [0, 1], lesson: { completed_at: null } })
    expect((await answer([lessons.code.answers[0]])).body).toMatchObject({ wrong: [1] })
    const done = await answer(lessons.code.answers)
    expect(done.body).toMatchObject({ wrong: [], lesson: { name: 'code', completed_at: expect.any(String) } })
    clock.advance(hourMs / 2)
    expect((await answer([9, 9])).body).toMatchObject({
      lesson: { completed_at: Object(done.body).lesson.completed_at },
    })
    const list = await who.ask('GET', '/v1/security/lessons')
    expect(Object(list.body).data.map(({ name }: { name: string }) => name)).toEqual(lessonNames)
    expect((await other.ask('GET', '/v1/security/lessons')).text).not.toContain('20')
  })
  test('that do not exist are refused', async () => {
    const who = await somebody(fixture)
    const answer = await who.ask('POST', '/v1/security/lessons/nothing/complete', { body: { answers: [] } })
    expect(answer.status).toBe(404)
  })
})

test('everything of mine asks who I am', async () => {
  const open = [
    '/v1/restrictions',
    '/v1/security',
    '/v1/security/sign_ins',
    '/v1/security/activity',
    '/v1/security/lessons',
  ]
  for (const path of open) expect((await fixture.send({ method: 'GET', path })).status).toBe(401)
  const changing = ['/v1/security/freeze', '/v1/security/unfreeze', '/v1/sessions/end_others']
  for (const path of changing) expect((await fixture.send({ method: 'POST', path })).status).toBe(401)
})
