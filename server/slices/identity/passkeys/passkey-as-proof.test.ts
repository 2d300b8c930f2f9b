import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { requestOptionsSchema } from '../../../../contract/api/webauthn.ts'
import { usualPassword } from '../../../../test/factories/customers.ts'
import { startIdentity } from '../identity.fixture.ts'
import {
  challengeFor,
  origin,
  sendAssertion,
  signedIn,
  signInOptions,
  withPasskey,
  type Holder,
} from './passkeys.fixture.ts'

/** A passkey where another proof came before it: the second step of a sign-in, and one operation confirmed. */
const fixture = await startIdentity({ publicUrl: origin })

const question = z.object({ options: requestOptionsSchema })

/** The password is right, the second proof is open; the cookie of the half session. */
async function half({ customer }: Pick<Holder, 'customer'>): Promise<string> {
  const answer = await fixture.send({
    method: 'POST',
    path: '/v1/sessions',
    body: { email: customer.email, password: usualPassword },
  })
  expect(answer.body).toMatchObject({ second_factor: { methods: ['passkey'] } })
  return answer.cookie ?? ''
}

async function secondStepOptions(cookie: string) {
  const path = '/v1/sessions/current/second_factor/passkey_options'
  return question.parse((await fixture.send({ method: 'POST', path, cookie })).body).options
}

function complete(cookie: string, assertion: unknown) {
  const body = { proof: { method: 'passkey', assertion } }
  return fixture.send({ method: 'POST', path: '/v1/sessions/current/second_factor', cookie, body })
}

const wrong = { status: 422, code: 'code_invalid', setCookie: undefined }
const spent = { status: 410, code: 'challenge_expired', setCookie: undefined }

describe('as the second step of a sign-in', () => {
  test('asks for one of the customer’s own, and completes the sign-in', async () => {
    const holder = await withPasskey(fixture)
    const cookie = await half(holder)
    const options = await secondStepOptions(cookie)
    expect(options.allowCredentials.map(({ id }) => id)).toEqual(
      holder.authenticator.credentials.map(({ id }) => id.toString('base64url')),
    )
    const answer = await complete(cookie, holder.authenticator.get(options))
    expect(answer).toMatchObject({ status: 201, body: { customer: { email: holder.customer.email } } })
  })

  test('works with an authenticator that does not say whose the passkey is', async () => {
    const holder = await withPasskey(fixture)
    const cookie = await half(holder)
    const assertion = holder.authenticator.get(await secondStepOptions(cookie), { userHandle: null })
    expect(await complete(cookie, assertion)).toMatchObject({ status: 201 })
  })

  test('another customer’s passkey is wrong', async () => {
    const holder = await withPasskey(fixture)
    const stranger = await withPasskey(fixture)
    const cookie = await half(holder)
    const theirs = stranger.authenticator.getAnyway(await secondStepOptions(cookie))
    expect(await complete(cookie, theirs)).toMatchObject(wrong)
    const disguised = stranger.authenticator.getAnyway(await secondStepOptions(cookie), { userHandle: null })
    expect(await complete(cookie, disguised)).toMatchObject(wrong)
  })

  test('an answer serves the half session it was asked in, and no other', async () => {
    const holder = await withPasskey(fixture)
    const [first, second] = [await half(holder), await half(holder)]
    const assertion = holder.authenticator.get(await secondStepOptions(first))
    expect(await complete(second, assertion)).toMatchObject(spent)
    expect(await complete(first, assertion)).toMatchObject({ status: 201 })
  })

  test('an answer to the question of the sign-in page is none to this one, nor the other way round', async () => {
    const holder = await withPasskey(fixture)
    const cookie = await half(holder)
    const alone = holder.authenticator.get(await signInOptions(fixture))
    expect(await complete(cookie, alone)).toMatchObject(spent)
    const second = holder.authenticator.get(await secondStepOptions(cookie))
    expect(await sendAssertion(fixture, second)).toMatchObject(spent)
  })

  test('of several answers at once one completes it, of more than five tries none need', async () => {
    const holder = await withPasskey(fixture, { counting: false })
    const at = async (times: number) => {
      const cookie = await half(holder)
      const assertion = holder.authenticator.get(await secondStepOptions(cookie))
      const answers = await Promise.all(Array.from({ length: times }, () => complete(cookie, assertion)))
      return answers.filter(({ status }) => status === 201).length
    }
    expect(await at(4)).toBe(1)
    expect(await at(20)).toBeLessThanOrEqual(1)
  })

  test('is not asked for with a whole session, or without any', async () => {
    const holder = await withPasskey(fixture)
    const path = '/v1/sessions/current/second_factor/passkey_options'
    const none = { status: 401, code: 'not_signed_in' }
    expect(await fixture.send({ method: 'POST', path, bearer: holder.session.token })).toMatchObject(none)
    expect(await fixture.send({ method: 'POST', path })).toMatchObject(none)
  })

  test('removed meanwhile it is wrong', async () => {
    const holder = await withPasskey(fixture)
    const cookie = await half(holder)
    const assertion = holder.authenticator.get(await secondStepOptions(cookie))
    await fixture.rows('UPDATE passkey SET removed_at = now() WHERE customer_id = $1', [holder.customer.id])
    expect(await complete(cookie, assertion)).toMatchObject(wrong)
  })
})

describe('to confirm an operation', () => {
  const removal = ({ passkey, session }: { passkey: { id: string } } & Pick<Holder, 'session'>) =>
    ({ method: 'DELETE', path: `/v1/passkeys/${passkey.id}`, bearer: session.token }) as const

  async function stepUpOptions({ session }: Pick<Holder, 'session'>, challenge: string) {
    const path = `/v1/challenges/${challenge}/passkey_options`
    return question.parse((await fixture.send({ method: 'POST', path, bearer: session.token })).body).options
  }

  const pass = ({ session }: Pick<Holder, 'session'>, challenge: string, assertion: unknown) =>
    fixture.send({
      method: 'POST',
      path: `/v1/challenges/${challenge}/pass`,
      bearer: session.token,
      body: { proof: { method: 'passkey', assertion } },
    })

  test('the passkey that is about to be removed confirms its own removal', async () => {
    const holder = await withPasskey(fixture)
    const stepUp = await challengeFor(fixture, removal(holder))
    const assertion = holder.authenticator.get(await stepUpOptions(holder, stepUp))
    const answer = await pass(holder, stepUp, assertion)
    expect(answer).toMatchObject({ status: 200, body: { status: 'passed' } })
    // A passed step-up gives the session a new token; a program finds it in the answer.
    const bearer = freshToken(answer.body) ?? holder.session.token
    expect(await fixture.send({ ...removal(holder), bearer, stepUp })).toMatchObject({ status: 204 })
    expect(await fixture.send({ ...removal(holder), bearer, stepUp })).toMatchObject({ status: 404 })
  })

  test('an answer for one challenge does not pass another', async () => {
    const holder = await withPasskey(fixture)
    const [first, second] = [
      await challengeFor(fixture, removal(holder)),
      await challengeFor(fixture, removal(holder)),
    ]
    const assertion = holder.authenticator.get(await stepUpOptions(holder, first))
    expect(await pass(holder, second, assertion)).toMatchObject({ status: 403, code: 'step_up_failed' })
  })

  test('somebody else’s challenge asks for nothing', async () => {
    const holder = await withPasskey(fixture)
    const stranger = await withPasskey(fixture)
    const stepUp = await challengeFor(fixture, removal(holder))
    const path = `/v1/challenges/${stepUp}/passkey_options`
    expect(await fixture.send({ method: 'POST', path, bearer: stranger.session.token })).toMatchObject({
      status: 404,
    })
  })

  test('without a passkey there is nothing to ask for', async () => {
    const { session } = await signedIn(fixture)
    const stepUp = await challengeFor(fixture, {
      method: 'POST',
      path: '/v1/passkeys/options',
      bearer: session.token,
    })
    const path = `/v1/challenges/${stepUp}/passkey_options`
    expect(await fixture.send({ method: 'POST', path, bearer: session.token })).toMatchObject({
      status: 409,
      code: 'transition_not_allowed',
    })
  })

  test('a passkey alone in a session found open cannot be removed, nor another one added', async () => {
    const holder = await withPasskey(fixture)
    expect(await fixture.send(removal(holder))).toMatchObject({ status: 403, code: 'step_up_required' })
    const bearer = holder.session.token
    expect(await fixture.send({ method: 'POST', path: '/v1/passkeys/options', bearer })).toMatchObject({
      status: 403,
      code: 'step_up_required',
      details: { challenge: { operation: 'add_passkey', methods: ['passkey'] } },
    })
  })
})

function freshToken(body: unknown): string | undefined {
  const found = z.object({ session: z.object({ token: z.string() }) }).safeParse(body)
  return found.data?.session.token
}
