import { describe, expect, test } from 'vitest'
import { signedInSchema } from '../../../../contract/api/identity.ts'
import { beginPasskeySignIn } from '../../../../contract/api/passkeys.ts'
import { toTypeId } from '../../../../contract/ids.ts'
import type { Lies } from '../../../platform/authenticators/authenticator.fixture.ts'
import { startIdentity } from '../identity.fixture.ts'
import {
  begin,
  enter,
  eventsOf,
  origin,
  sendAssertion,
  signInOptions,
  withPasskey,
  type Holder,
} from './passkeys.fixture.ts'
import { createChallengeSweep } from './sweep.ts'

const fixture = await startIdentity({ publicUrl: origin })

const refused = { status: 422, code: 'passkey_refused', setCookie: undefined }
const spent = { status: 410, code: 'challenge_expired', setCookie: undefined }

/** What the customer's history of sign-ins says, the oldest first. */
async function triesOf({ customer }: Pick<Holder, 'customer'>): Promise<unknown[]> {
  const rows = await fixture.rows(
    `SELECT outcome FROM sign_in_event WHERE customer_id = $1 AND method = 'passkey' ORDER BY at, id`,
    [customer.id],
  )
  return rows.map(({ outcome }) => outcome)
}

describe('signing in with a passkey alone', () => {
  test('sets the cookie and tells who is signed in', async () => {
    const holder = await withPasskey(fixture)
    const answer = await enter(fixture, holder)
    expect(answer.status).toBe(201)
    expect(signedInSchema.parse(answer.body)).toMatchObject({
      customer: { email: holder.customer.email },
      session: { token: null },
    })
    expect(answer.setCookie).toMatch(/^okpay_session=[A-Za-z0-9_-]{43}; .*HttpOnly/)
    const me = await fixture.send({ method: 'GET', path: '/v1/customers/me', cookie: answer.cookie ?? '' })
    expect(me).toMatchObject({ status: 200, body: { email: holder.customer.email } })
    const list = await fixture.send({ method: 'GET', path: '/v1/passkeys', bearer: holder.session.token })
    expect(list.body).toMatchObject({ data: [{ last_used_at: expect.any(String) }] })
    expect(await triesOf(holder)).toEqual(['succeeded'])
  })

  test('with delivery "token" answers the token and sets no cookie', async () => {
    const { authenticator } = await withPasskey(fixture)
    const assertion = authenticator.get(await signInOptions(fixture))
    const answer = await sendAssertion(fixture, assertion, { delivery: 'token' })
    expect(answer.setCookie).toBeUndefined()
    expect(signedInSchema.parse(answer.body).session.token).toMatch(/^[A-Za-z0-9_-]{43}$/)
  })

  test('ends the session the browser came with', async () => {
    const holder = await withPasskey(fixture)
    const { cookie: before = '' } = await enter(fixture, holder)
    const assertion = holder.authenticator.get(await signInOptions(fixture))
    const { cookie: after = '' } = await sendAssertion(fixture, assertion, { cookie: before })
    const me = (cookie: string) => fixture.send({ method: 'GET', path: '/v1/customers/me', cookie })
    expect(await me(before)).toMatchObject({ status: 401 })
    expect(await me(after)).toMatchObject({ status: 200 })
  })

  test('is asked for in the same way whoever comes, so that nobody learns who has one', async () => {
    const answer = await fixture.send({ method: 'POST', path: '/v1/sessions/passkey_options' })
    const { options } = beginPasskeySignIn.success.body.parse(answer.body)
    expect(options).toMatchObject({ rpId: 'okpay.test', allowCredentials: [], userVerification: 'required' })
  })

  test('gets an owner in whom a stranger has locked out by guessing passwords', async () => {
    const holder = await withPasskey(fixture)
    const guess = () =>
      fixture.send({
        method: 'POST',
        path: '/v1/sessions',
        ip: '198.51.100.9',
        body: { email: holder.customer.email, password: 'a wild guess 47' },
      })
    for (let attempt = 0; attempt < 6; attempt++) await guess()
    expect(await guess()).toMatchObject({ status: 423, code: 'account_locked' })
    expect(await enter(fixture, holder)).toMatchObject({ status: 201 })
  })

  test('says what is wrong with the account, once the passkey is right', async () => {
    const holder = await withPasskey(fixture)
    const now = fixture.clock.now()
    const { id: customerId } = holder.customer
    await fixture.db.transaction(tx =>
      fixture.identity.changeStatus(tx, { customerId, change: 'suspend', now }),
    )
    expect(await enter(fixture, holder, { forged: true })).toMatchObject(refused)
    expect(await enter(fixture, holder)).toMatchObject({
      status: 403,
      code: 'account_restricted',
      setCookie: undefined,
      details: { reason: 'suspended' },
    })
    await fixture.db.transaction(tx =>
      fixture.identity.changeStatus(tx, { customerId, change: 'close', now }),
    )
    expect(await enter(fixture, holder)).toMatchObject({ status: 403, code: 'account_closed' })
    expect(await triesOf(holder)).toEqual(['refused', 'refused'])
  })
})

describe('an answer is refused that', () => {
  test.each([
    ['was made on another site', { origin: 'https://okpay.test.evil.example' }],
    ['was made in the address of a neighbour', { origin: 'http://okpay.test:8080' }],
    ['was made for another relying party', { rpId: 'evil.example' }],
    ['was made in a frame of another site', { crossOrigin: true }],
    ['was made without looking who touches it', { verified: false }],
    ['is signed over something else', { forged: true }],
    ['does not say whose it is', { userHandle: null }],
    ['says it is somebody else’s', { userHandle: Buffer.alloc(16, 1).toString('base64url') }],
  ] satisfies [string, Lies][])('%s', async (_, lies) => {
    const holder = await withPasskey(fixture)
    expect(await enter(fixture, holder, lies)).toMatchObject(refused)
    expect(await enter(fixture, holder)).toMatchObject({ status: 201 })
  })

  test('is of a credential nobody has', async () => {
    const { authenticator } = await withPasskey(fixture)
    await fixture.rows('UPDATE passkey SET credential_id = sha256(credential_id)')
    expect(await enter(fixture, { authenticator })).toMatchObject(refused)
  })

  test('carries another’s id and one’s own signature', async () => {
    const mine = await withPasskey(fixture)
    const theirs = await withPasskey(fixture)
    const id = theirs.authenticator.credentials[0]?.id.toString('base64url')
    const userHandle = theirs.authenticator.credentials[0]?.handle ?? ''
    const assertion = mine.authenticator.get(await signInOptions(fixture), { userHandle })
    expect(await sendAssertion(fixture, { ...assertion, id, rawId: id })).toMatchObject(refused)
  })

  test('is no answer', async () => {
    const { authenticator } = await withPasskey(fixture)
    const assertion = authenticator.get(await signInOptions(fixture))
    for (const broken of [
      {},
      null,
      { ...assertion, type: 'password' },
      { ...assertion, id: 'not/base64url' },
      { ...assertion, response: { ...assertion.response, signature: '' } },
      { ...assertion, response: { ...assertion.response, signature: 'A'.repeat(20_000) } },
      { ...assertion, extra: true },
    ])
      expect(await sendAssertion(fixture, broken)).toMatchObject({ status: 422, code: 'validation_failed' })
    const garbled = { ...assertion, response: { ...assertion.response, authenticatorData: 'AAAA' } }
    expect(await sendAssertion(fixture, garbled)).toMatchObject(refused)
  })
})

describe('a challenge serves one answer', () => {
  test('the same answer again is refused', async () => {
    const { authenticator } = await withPasskey(fixture, { counting: false })
    const assertion = authenticator.get(await signInOptions(fixture))
    expect(await sendAssertion(fixture, assertion)).toMatchObject({ status: 201 })
    expect(await sendAssertion(fixture, assertion)).toMatchObject(spent)
  })

  test('of twenty at once one gets in', async () => {
    const { authenticator, customer } = await withPasskey(fixture, { counting: false })
    const assertion = authenticator.get(await signInOptions(fixture))
    const sessions = () => fixture.count(`session WHERE customer_id = '${customer.id}'`)
    const before = await sessions()
    const answers = await Promise.all(Array.from({ length: 20 }, () => sendAssertion(fixture, assertion)))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(answers.filter(({ code }) => code === 'challenge_expired')).toHaveLength(19)
    expect(await sessions()).toBe(before + 1)
  })

  test('a wrong answer uses it up too', async () => {
    const { authenticator } = await withPasskey(fixture)
    const options = await signInOptions(fixture)
    expect(await sendAssertion(fixture, authenticator.get(options, { forged: true }))).toMatchObject(refused)
    expect(await sendAssertion(fixture, authenticator.get(options))).toMatchObject(spent)
  })

  test('for ten minutes', async () => {
    const { authenticator } = await withPasskey(fixture)
    const options = await signInOptions(fixture)
    fixture.clock.advance(10 * 60_000)
    expect(await sendAssertion(fixture, authenticator.get(options))).toMatchObject(spent)
  })

  test('that we asked', async () => {
    const { authenticator } = await withPasskey(fixture)
    const challenge = Buffer.alloc(32, 5).toString('base64url')
    expect(
      await sendAssertion(fixture, authenticator.get(await signInOptions(fixture), { challenge })),
    ).toMatchObject(spent)
  })

  test('to the question it was for: making a passkey is not signing in', async () => {
    const holder = await withPasskey(fixture)
    const { challenge } = await begin(fixture, holder)
    const options = await signInOptions(fixture)
    expect(await sendAssertion(fixture, holder.authenticator.get({ ...options, challenge }))).toMatchObject(
      spent,
    )
  })

  test('and is forgotten once it has expired', async () => {
    await signInOptions(fixture)
    fixture.clock.advance(10 * 60_000)
    const options = await signInOptions(fixture)
    await createChallengeSweep(fixture).job.run({}, { attempt: 1, isLastAttempt: false })
    const left = await fixture.rows('SELECT challenge FROM passkey_challenge')
    expect(left).toEqual([{ challenge: Buffer.from(options.challenge, 'base64url') }])
  })
})

describe('the count of an authenticator', () => {
  test('that goes backwards suspends the passkey and tells its owner', async () => {
    const holder = await withPasskey(fixture)
    expect(await enter(fixture, holder, { signCount: 7 })).toMatchObject({ status: 201 })
    expect(await enter(fixture, holder, { signCount: 7 })).toMatchObject(refused)
    expect(await enter(fixture, holder, { signCount: 8 })).toMatchObject(refused)
    const list = await fixture.send({ method: 'GET', path: '/v1/passkeys', bearer: holder.session.token })
    expect(list.body).toMatchObject({ data: [{ status: 'suspended' }] })
    expect(await eventsOf(fixture, holder.customer)).toEqual([
      expect.objectContaining({ type: 'passkey.added' }),
      { type: 'passkey.suspended', payload: { id: toTypeId('customer', holder.customer.id), name: 'Phone' } },
    ])
  })

  test('that falls to nothing does too', async () => {
    const holder = await withPasskey(fixture)
    expect(await enter(fixture, holder, { signCount: 3 })).toMatchObject({ status: 201 })
    expect(await enter(fixture, holder, { signCount: 0 })).toMatchObject(refused)
    expect(
      await fixture.count(`passkey WHERE suspended_at IS NOT NULL AND customer_id = '${holder.customer.id}'`),
    ).toBe(1)
  })

  test('does not matter where the authenticator never counts', async () => {
    const holder = await withPasskey(fixture, { counting: false })
    for (let time = 0; time < 3; time++) expect(await enter(fixture, holder)).toMatchObject({ status: 201 })
  })

  test('of two copies used at once lets one in', async () => {
    const holder = await withPasskey(fixture)
    const questions = await Promise.all(Array.from({ length: 8 }, () => signInOptions(fixture)))
    const answers = await Promise.all(
      questions.map(options => sendAssertion(fixture, holder.authenticator.get(options, { signCount: 5 }))),
    )
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(await eventsOf(fixture, holder.customer)).toHaveLength(2)
  })
})
