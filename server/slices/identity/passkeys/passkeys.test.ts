import { describe, expect, test } from 'vitest'
import { toTypeId } from '../../../../contract/ids.ts'
import { listPasskeys } from '../../../../contract/api/passkeys.ts'
import { makeSession } from '../../../../test/factories/customers.ts'
import { startIdentity } from '../identity.fixture.ts'
import { askChallenge, takeChallenge, type PasskeyOccasion } from './challenges.ts'
import {
  add,
  begin,
  challengeFor,
  confirmed,
  enter,
  eventsOf,
  origin,
  pass,
  sendConfirmed,
  signedIn,
  withPasskey,
  type Holder,
} from './passkeys.fixture.ts'

const fixture = await startIdentity({ publicUrl: origin })

const list = async ({ session }: Pick<Holder, 'session'>) => {
  const answer = await fixture.send({ method: 'GET', path: '/v1/passkeys', bearer: session.token })
  return listPasskeys.success.body.parse(answer.body).data
}

describe('adding a passkey', () => {
  test('keeps it under its name and tells the customer', async () => {
    const holder = await signedIn(fixture)
    expect(await list(holder)).toEqual([])
    const answer = await add(fixture, holder, { name: '  My phone ' })
    expect(answer).toMatchObject({
      status: 201,
      body: { name: 'My phone', status: 'active', synced: false, last_used_at: null },
    })
    expect(await list(holder)).toEqual([answer.body])
    expect(await eventsOf(fixture, holder.customer)).toEqual([
      { type: 'passkey.added', payload: { id: toTypeId('customer', holder.customer.id), name: 'My phone' } },
    ])
  })

  test('asks the browser not to make a second one on an authenticator that has one', async () => {
    const holder = await withPasskey(fixture)
    const options = await begin(fixture, holder)
    const id = holder.authenticator.credentials[0]?.id.toString('base64url')
    expect(options.excludeCredentials).toEqual([{ id, type: 'public-key', transports: ['internal'] }])
    expect(options.user).toMatchObject({ name: holder.customer.email, displayName: holder.customer.name })
  })

  test('needs a session', async () => {
    for (const path of ['/v1/passkeys/options', '/v1/passkeys'])
      expect(await fixture.send({ method: 'POST', path })).toMatchObject({
        status: 401,
        code: 'not_signed_in',
      })
  })

  test('is confirmed once for each: a step-up serves one', async () => {
    const { session } = await signedIn(fixture)
    const beginning = { method: 'POST', path: '/v1/passkeys/options', bearer: session.token } as const
    const { answer, stepUp } = await confirmed(fixture, beginning)
    expect(answer).toMatchObject({ status: 200 })
    expect(await fixture.send({ ...beginning, stepUp })).toMatchObject({
      status: 403,
      code: 'step_up_required',
    })
    const another = await challengeFor(fixture, beginning)
    await pass(fixture, another)
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => fixture.send({ ...beginning, stepUp: another })),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  })

  test('made on another site is refused', async () => {
    const holder = await signedIn(fixture)
    for (const lies of [{ origin: 'https://evil.example' }, { rpId: 'evil.example' }, { verified: false }])
      expect(await add(fixture, holder, { lies })).toMatchObject({ status: 422, code: 'passkey_refused' })
    expect(await list(holder)).toEqual([])
  })

  test('takes an answer only in the session that asked, once, in time', async () => {
    const holder = await signedIn(fixture)
    const elsewhere = { ...holder, session: await makeSession(fixture, holder.customer) }
    const send = (who: Holder, attestation: unknown) =>
      fixture.send({
        method: 'POST',
        path: '/v1/passkeys',
        bearer: who.session.token,
        body: { name: 'Phone', attestation },
      })
    const attestation = holder.authenticator.create(await begin(fixture, holder))
    expect(await send(elsewhere, attestation)).toMatchObject({ status: 410, code: 'challenge_expired' })
    expect(await send(holder, attestation)).toMatchObject({ status: 201 })
    expect(await send(holder, attestation)).toMatchObject({ status: 410, code: 'challenge_expired' })
    const late = holder.authenticator.create(await begin(fixture, holder))
    fixture.clock.advance(5 * 60_000)
    expect(await send(holder, late)).toMatchObject({ status: 410, code: 'challenge_expired' })
    expect(await list(holder)).toHaveLength(1)
  })

  test('of a credential that is or was somebody’s is refused', async () => {
    const owner = await withPasskey(fixture)
    const thief = await signedIn(fixture)
    const again = async (who: Holder) => {
      const options = await begin(fixture, who)
      const copy = owner.authenticator.recreate(options)
      return await fixture.send({
        method: 'POST',
        path: '/v1/passkeys',
        bearer: who.session.token,
        body: { name: 'Copy', attestation: copy },
      })
    }
    expect(await again(thief)).toMatchObject({ status: 409, code: 'passkey_known' })
    expect(await again(owner)).toMatchObject({ status: 409, code: 'passkey_known' })
    await fixture.rows('UPDATE passkey SET removed_at = now() WHERE customer_id = $1', [owner.customer.id])
    expect(await again(thief)).toMatchObject({ status: 409, code: 'passkey_known' })
    expect(await list(thief)).toEqual([])
  })

  test('stops at twenty, also when many are added at once', async () => {
    const holder = await withPasskey(fixture)
    await fixture.rows(
      `INSERT INTO passkey SELECT gen_random_uuid(), customer_id, sha256(n::text::bytea || credential_id), public_key,
         sign_count, transports, aaguid, backup_eligible, backed_up, name, created_at
       FROM passkey, generate_series(1, 16) AS n WHERE customer_id = $1`,
      [holder.customer.id],
    )
    const answers = await Promise.all(Array.from({ length: 6 }, () => add(fixture, holder)))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(3)
    expect(answers.filter(({ code }) => code === 'too_many_passkeys')).toHaveLength(3)
    expect(await list(holder)).toHaveLength(20)
    const begun = await fixture.send({
      method: 'POST',
      path: '/v1/passkeys/options',
      bearer: holder.session.token,
    })
    expect(begun).toMatchObject({ status: 409, code: 'too_many_passkeys', details: { max: 20 } })
  })

  test.each([
    ['without a name', { name: ' ' }, 'name: too_short'],
    ['with a name of a page', { name: 'x'.repeat(61) }, 'name: too_long'],
    ['with a name that turns text around', { name: 'a\u202eb' }, 'name: text_not_allowed'],
  ])('%s is refused', async (_, body, field) => {
    const { session, authenticator } = await signedIn(fixture)
    const attestation = authenticator.create(await begin(fixture, { session }))
    const path = '/v1/passkeys'
    const answer = await fixture.send({
      method: 'POST',
      path,
      bearer: session.token,
      body: { ...body, attestation },
    })
    expect(answer).toMatchObject({ status: 422, code: 'validation_failed', fields: [field] })
  })
})

test('a challenge is for its purpose, its customer and its reference', async () => {
  const { customer, session } = await signedIn(fixture)
  const stranger = await signedIn(fixture)
  const now = fixture.clock.now()
  const occasion = { purpose: 'register', customerId: customer.id, reference: session.id } as const
  const { challenge } = await fixture.db.transaction(tx => askChallenge(tx, occasion, now))
  const take = (other: PasskeyOccasion) =>
    fixture.db.transaction(tx => takeChallenge(tx, { challenge, occasion: other, now }))
  expect(await take({ ...occasion, purpose: 'step_up' })).toBe(false)
  expect(await take({ ...occasion, purpose: 'second_factor' })).toBe(false)
  expect(await take({ purpose: 'sign_in' })).toBe(false)
  expect(await take({ ...occasion, customerId: stranger.customer.id })).toBe(false)
  expect(await take({ ...occasion, reference: stranger.session.id })).toBe(false)
  expect(await take(occasion)).toBe(true)
  expect(await take(occasion)).toBe(false)
})

describe('a passkey in the list', () => {
  const at = ({ passkey }: { passkey: { id: string } }) => `/v1/passkeys/${passkey.id}`

  test('is renamed by its owner', async () => {
    const holder = await withPasskey(fixture)
    const bearer = holder.session.token
    const answer = await fixture.send({
      method: 'PATCH',
      path: at(holder),
      bearer,
      body: { name: '公司电脑 💻' },
    })
    expect(answer).toMatchObject({ status: 200, body: { ...holder.passkey, name: '公司电脑 💻' } })
    expect(await list(holder)).toEqual([answer.body])
  })

  test('is neither renamed nor removed by anybody else', async () => {
    const holder = await withPasskey(fixture)
    const stranger = await signedIn(fixture)
    const bearer = stranger.session.token
    const missing = { status: 404, code: 'not_found' }
    expect(
      await fixture.send({ method: 'PATCH', path: at(holder), bearer, body: { name: 'Mine' } }),
    ).toMatchObject(missing)
    expect(await fixture.send({ method: 'DELETE', path: at(holder), bearer })).toMatchObject(missing)
    expect(await list(holder)).toEqual([holder.passkey])
  })

  test('removed opens nothing any more, and its owner is told', async () => {
    const holder = await withPasskey(fixture)
    const bearer = holder.session.token
    const removal = { method: 'DELETE', path: at(holder), bearer } as const
    expect(await sendConfirmed(fixture, removal)).toMatchObject({ status: 204 })
    expect(await list(holder)).toEqual([])
    expect(await enter(fixture, holder)).toMatchObject({ status: 422, code: 'passkey_refused' })
    expect(await fixture.send({ method: 'DELETE', path: at(holder), bearer })).toMatchObject({ status: 404 })
    expect((await eventsOf(fixture, holder.customer)).at(-1)).toEqual({
      type: 'passkey.removed',
      payload: { id: toTypeId('customer', holder.customer.id), name: 'Phone' },
    })
  })

  test('removed twice at once is removed once', async () => {
    const holder = await withPasskey(fixture)
    const bearer = holder.session.token
    const removal = { method: 'DELETE', path: at(holder), bearer } as const
    const answers = await Promise.all(Array.from({ length: 20 }, () => sendConfirmed(fixture, removal)))
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1)
    expect(await eventsOf(fixture, holder.customer)).toHaveLength(2)
  })
})
