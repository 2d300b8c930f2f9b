import { describe, expect, test } from 'vitest'
import { signedInSchema } from '../../../contract/api/identity.ts'
import { newId } from '../../platform/id.ts'
import { toTypeId } from '../../../contract/ids.ts'
import { confirm, lastSecrets, otherThan, registered, startIdentity } from './identity.fixture.ts'

const hooked: string[] = []
let hookFails = false
const fixture = await startIdentity({
  onCustomerCreated: [
    async (_tx, customer) => {
      if (hookFails) throw new Error('the wallet could not be opened')
      hooked.push(customer.email)
    },
  ],
})

const resend = (verification: string) =>
  fixture.send({ method: 'POST', path: `/v1/email_verifications/${verification}/resend` })

test('the code opens the account and signs in the browser that registered', async () => {
  const { person, verification, code } = await registered(fixture)
  const answer = await confirm(fixture, verification.id, code)
  expect(answer.status).toBe(200)
  const { customer, session } = signedInSchema.parse(answer.body)
  expect(customer).toMatchObject({
    status: 'active',
    name: person.name,
    email: person.email,
    phone: '+8613800001234',
  })
  expect(session.token).toBeNull()
  const me = await fixture.send({ method: 'GET', path: '/v1/customers/me', cookie: answer.cookie ?? '' })
  expect(me).toMatchObject({ status: 200, body: customer })
})

test('the cookie cannot be read by scripts and ends with the session', async () => {
  const { verification, code } = await registered(fixture)
  const answer = await confirm(fixture, verification.id, code)
  const { session } = signedInSchema.parse(answer.body)
  const flags = answer.setCookie?.split('; ').slice(1).toSorted()
  expect(answer.setCookie).toMatch(/^okpay_session=[A-Za-z0-9_-]{43};/)
  expect(flags).toEqual(
    [
      'HttpOnly',
      'Path=/',
      'SameSite=Lax',
      `Expires=${new Date(session.expires_at).toUTCString()}`,
    ].toSorted(),
  )
})

test('the versions of terms and privacy notice that were accepted are kept with the time of the registration', async () => {
  const { person, verification, code } = await registered(fixture)
  const [waiting] = await fixture.rows('SELECT created_at FROM registration WHERE email = $1', [person.email])
  fixture.clock.advance(10 * 60_000)
  await confirm(fixture, verification.id, code)
  expect(
    await fixture.rows(
      `SELECT document, version, accepted_at FROM acceptance JOIN customer c ON c.id = customer_id
       WHERE email = $1 ORDER BY document`,
      [person.email],
    ),
  ).toEqual([
    { document: 'privacy', version: person.privacy_version, accepted_at: waiting?.['created_at'] },
    { document: 'terms', version: person.terms_version, accepted_at: waiting?.['created_at'] },
  ])
  // The hash has moved to the customer: it is not kept twice.
  expect(
    await fixture.rows('SELECT password_hash FROM registration WHERE email = $1', [person.email]),
  ).toEqual([{ password_hash: null }])
})

describe('the customer comes into being in one transaction', () => {
  test('with the reactions of other slices and the event', async () => {
    const { person, verification, code } = await registered(fixture)
    const answer = await confirm(fixture, verification.id, code)
    const { customer } = signedInSchema.parse(answer.body)
    expect(hooked).toContain(person.email)
    expect(
      await fixture.rows(`SELECT type, version, payload FROM outbox WHERE payload->>'id' = $1`, [
        customer.id,
      ]),
    ).toEqual([{ type: 'customer.active', version: 1, payload: { id: customer.id } }])
  })

  test('or not at all: the code is still good when a reaction failed', async () => {
    const { person, verification, code } = await registered(fixture)
    hookFails = true
    const failed = await confirm(fixture, verification.id, code)
    hookFails = false
    expect(failed).toMatchObject({ status: 500, code: 'internal_error', cookie: undefined })
    expect(await fixture.rows('SELECT id FROM customer WHERE email = $1', [person.email])).toEqual([])
    expect(await confirm(fixture, verification.id, code)).toMatchObject({ status: 200 })
  })
})

describe('refusals', () => {
  test('a wrong code says how many tries are left, and the sixth try comes too late even with the right code', async () => {
    const { verification, code } = await registered(fixture)
    for (const left of [4, 3, 2, 1, 0]) {
      const wrong = await confirm(fixture, verification.id, otherThan(code))
      expect(wrong).toMatchObject({ status: 422, code: 'code_invalid', details: { attempts_left: left } })
    }
    expect(await confirm(fixture, verification.id, code)).toMatchObject({
      status: 410,
      code: 'challenge_expired',
    })
  })

  test('after half an hour the code is void', async () => {
    const { verification, code } = await registered(fixture)
    fixture.clock.advance(30 * 60_000)
    expect(await confirm(fixture, verification.id, code)).toMatchObject({
      status: 410,
      code: 'challenge_expired',
    })
  })

  test('a code of another verification is just wrong', async () => {
    const mine = await registered(fixture)
    const others = await registered(fixture)
    // Codes of two people are equal once in a million; then there is nothing to see.
    const answer = await confirm(fixture, mine.verification.id, others.code)
    expect(answer.code).toBe(mine.code === others.code ? undefined : 'code_invalid')
  })

  test('an unknown verification is absent', async () => {
    expect(await confirm(fixture, toTypeId('verification', newId()), '123456')).toMatchObject({
      status: 404,
      code: 'not_found',
    })
    expect(await confirm(fixture, 'ver_nonsense', '123456')).toMatchObject({ status: 404, code: 'not_found' })
  })

  test('a code that was used: the account is there, sign in', async () => {
    const { verification, code } = await registered(fixture)
    await confirm(fixture, verification.id, code)
    expect(await confirm(fixture, verification.id, code)).toMatchObject({ status: 409, code: 'email_taken' })
  })

  test('a mailbox proved by another registration meanwhile is taken', async () => {
    const first = await registered(fixture)
    const second = await registered(fixture, { email: first.person.email.toUpperCase() })
    expect(await confirm(fixture, second.verification.id, second.code)).toMatchObject({ status: 200 })
    const late = await confirm(fixture, first.verification.id, first.code)
    expect(late).toMatchObject({ status: 409, code: 'email_taken', cookie: undefined })
  })

  test.each(['12345', '1234567', '12345a', '１２３４５６'])('%s is not a code', async code => {
    const { verification } = await registered(fixture)
    expect(await confirm(fixture, verification.id, code)).toMatchObject({
      status: 422,
      code: 'validation_failed',
    })
  })
})

describe('single use', () => {
  test('of twenty right codes at once exactly one opens the account', async () => {
    const { person, verification, code } = await registered(fixture)
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => confirm(fixture, verification.id, code)),
    )
    expect(answers.filter(answer => answer.status === 200)).toHaveLength(1)
    expect(answers.filter(answer => answer.code === 'email_taken')).toHaveLength(19)
    expect(await fixture.rows('SELECT count(*)::int FROM customer WHERE email = $1', [person.email])).toEqual(
      [{ count: 1 }],
    )
    expect(
      await fixture.rows(
        'SELECT count(*)::int FROM session s JOIN customer c ON c.id = customer_id WHERE email = $1',
        [person.email],
      ),
    ).toEqual([{ count: 1 }])
  })

  test('of fifty guesses at once five are looked at', async () => {
    const { verification, code } = await registered(fixture)
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => confirm(fixture, verification.id, otherThan(code))),
    )
    expect(answers.filter(answer => answer.code === 'code_invalid')).toHaveLength(5)
    expect(answers.filter(answer => answer.code === 'challenge_expired')).toHaveLength(45)
  })

  test('ten registrations of one mailbox, all proved at once: one customer', async () => {
    const first = await registered(fixture)
    const all = [first]
    for (let more = 0; more < 9; more++) all.push(await registered(fixture, { email: first.person.email }))
    const answers = await Promise.all(all.map(one => confirm(fixture, one.verification.id, one.code)))
    expect(answers.map(answer => answer.status).toSorted((a, b) => a - b)).toEqual([
      200,
      ...Array(9).fill(409),
    ])
  })

  test('a new code voids the one before at once', async () => {
    const { person, verification, code } = await registered(fixture)
    fixture.clock.advance(60_000)
    expect((await resend(verification.id)).status).toBe(202)
    await fixture.settled()
    const renewed = lastSecrets(fixture, person.email)
    // The new code equals the old one once in a million; then it is right, and this says so.
    const old = await confirm(fixture, verification.id, code)
    expect(old.code).toBe(renewed.code === code ? undefined : 'code_invalid')
    expect(await confirm(fixture, verification.id, renewed.code)).toMatchObject({ status: 200 })
  })
})

test('the session the browser came with ends when it gets a new one', async () => {
  const first = await registered(fixture)
  const { cookie = '' } = await confirm(fixture, first.verification.id, first.code)
  const second = await registered(fixture)
  const after = await confirm(fixture, second.verification.id, second.code, { cookie })
  expect(after.status).toBe(200)
  expect(after.cookie).not.toBe(cookie)
  expect(await fixture.send({ method: 'GET', path: '/v1/customers/me', cookie })).toMatchObject({
    status: 401,
  })
})
