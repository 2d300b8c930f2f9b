import { describe, expect, test } from 'vitest'
import { fromTypeId, toTypeId } from '../../../../contract/ids.ts'
import { makeSession } from '../../../../test/factories/customers.ts'
import { otherThan, startIdentity } from '../identity.fixture.ts'
import { consumeStepUp, type StepUpRequest } from './require-step-up.ts'
import {
  challengeIn,
  challengeOf,
  mailedCode,
  pass,
  passed,
  raiseTo,
  readChallenge,
  signedIn,
  type SignedIn,
} from './step-up.fixture.ts'

const fixture = await startIdentity()
const minute = 60_000
const eur = (value: string) => ({ value, currency: 'EUR' })

async function thresholdOf(who: SignedIn): Promise<unknown> {
  const { body } = await fixture.send({
    method: 'GET',
    path: '/v1/step_up_thresholds',
    bearer: who.session.token,
  })
  return (body as { data: { new_recipient: { currency: string } }[] }).data.find(
    each => each.new_recipient.currency === 'EUR',
  )?.new_recipient
}

describe('an operation that needs a proof', () => {
  test('is answered with a challenge that says what it is about, and is not done', async () => {
    const who = await signedIn(fixture)
    const answer = await raiseTo(fixture, who, '50')
    expect(answer.status).toBe(403)
    expect(challengeIn(answer)).toMatchObject({
      operation: 'change_limit',
      status: 'pending',
      methods: ['email_code', 'sms_code'],
      attempts_left: 5,
      used: false,
      display: { facts: expect.arrayContaining([{ name: 'ask_new_recipient_above', value: '50.00 EUR' }]) },
    })
    expect(await thresholdOf(who)).toEqual(eur('0.00'))
  })

  test('is done once the challenge is passed and the same request comes again', async () => {
    const who = await signedIn(fixture)
    const challenge = await passed(fixture, who, '50')
    expect(await raiseTo(fixture, who, '50', challenge)).toMatchObject({
      status: 200,
      body: { new_recipient: eur('50.00'), new_recipient_at_most: eur('100.00') },
    })
    expect(await thresholdOf(who)).toEqual(eur('50.00'))
    const read = await readChallenge(fixture, who, challenge)
    expect(read.body).toMatchObject({ status: 'passed', used: true })
  })

  test('needs the next proof the next time', async () => {
    const who = await signedIn(fixture)
    const challenge = await passed(fixture, who, '50')
    await raiseTo(fixture, who, '50', challenge)
    await raiseTo(fixture, who, '0')
    const again = await raiseTo(fixture, who, '50', challenge)
    expect(challengeIn(again).id).not.toBe(challenge)
    expect(await thresholdOf(who)).toEqual(eur('0.00'))
  })

  test('is not done with a challenge that is still pending', async () => {
    const who = await signedIn(fixture)
    const { id } = challengeIn(await raiseTo(fixture, who, '50'))
    expect((await raiseTo(fixture, who, '50', id)).code).toBe('step_up_required')
  })

  test('any change of the request voids its challenge, also for the request it was for', async () => {
    const who = await signedIn(fixture)
    const challenge = await passed(fixture, who, '50')
    expect((await raiseTo(fixture, who, '50.01', challenge)).code).toBe('step_up_required')
    expect((await raiseTo(fixture, who, '50', challenge)).code).toBe('step_up_required')
    expect((await readChallenge(fixture, who, challenge)).body).toMatchObject({ status: 'failed' })
    expect(await thresholdOf(who)).toEqual(eur('0.00'))
  })

  test('of twenty at once that use one challenge up, one gets on', async () => {
    const who = await signedIn(fixture)
    const context = {
      now: fixture.clock.now(),
      stepUpChallenge: null,
      principal: {
        customerId: who.customer.id,
        sessionId: who.session.id,
        locale: 'en' as const,
        deviceId: null,
      },
    }
    const request = { operation: 'change_name' as const, binding: { name: 'Wang' }, display: {} }
    const refusal: unknown = await fixture.identity.stepUp
      .require(context, request)
      .catch((error: unknown) => error)
    const { id } = challengeOf(refusal)
    await pass(fixture, who, id, await mailedCode(fixture, who, id))
    const stepUpChallenge = fromTypeId('challenge', id) ?? null
    const proof = await fixture.identity.stepUp.require({ ...context, stepUpChallenge }, request)
    const used = await Promise.allSettled(
      Array.from({ length: 20 }, () => fixture.db.transaction(tx => consumeStepUp(tx, proof))),
    )
    expect(used.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const refusals = used.flatMap(each => (each.status === 'rejected' ? [String(each.reason)] : []))
    expect(new Set(refusals)).toEqual(new Set(['DomainError: challenge_expired']))
  })

  test('one that is rolled back leaves its challenge to be used', async () => {
    const who = await signedIn(fixture)
    const challenge = await passed(fixture, who, '50')
    const id = fromTypeId('challenge', challenge) ?? ''
    const [row] = await fixture.rows('SELECT binding_hash FROM challenge WHERE id = $1', [id])
    const hash = row?.['binding_hash'] as Buffer
    const proof = { challengeId: id, customerId: who.customer.id, hash, now: fixture.clock.now() }
    const broken = fixture.db.transaction(async tx => {
      await consumeStepUp(tx, proof)
      throw new Error('something else went wrong')
    })
    await expect(broken).rejects.toThrow('something else')
    expect((await raiseTo(fixture, who, '50', challenge)).status).toBe(200)
  })

  test('is not done with a malformed challenge', async () => {
    const who = await signedIn(fixture)
    expect(await raiseTo(fixture, who, '50', 'chal_nonsense')).toMatchObject({
      status: 400,
      details: { reason: 'step_up_challenge' },
    })
  })
})

describe('a challenge belongs to the session that was asked', () => {
  test('another session of the customer can neither see nor pass nor use it', async () => {
    const who = await signedIn(fixture)
    const other = { ...who, session: await makeSession(fixture, who.customer) }
    const challenge = await passed(fixture, who, '50')
    expect((await readChallenge(fixture, other, challenge)).status).toBe(404)
    expect((await pass(fixture, other, challenge, '000000')).status).toBe(404)
    expect((await raiseTo(fixture, other, '50', challenge)).code).toBe('step_up_required')
    // And could not void it either.
    expect((await raiseTo(fixture, who, '50', challenge)).status).toBe(200)
  })

  test('somebody else’s is answered like one that never was', async () => {
    const [who, stranger] = [await signedIn(fixture), await signedIn(fixture)]
    const { id } = challengeIn(await raiseTo(fixture, who, '50'))
    const never = toTypeId('challenge', crypto.randomUUID())
    const answers = await Promise.all(
      [id, never].map(challenge => readChallenge(fixture, stranger, challenge)),
    )
    expect(answers.map(({ status, code }) => [status, code])).toEqual([
      [404, 'not_found'],
      [404, 'not_found'],
    ])
  })
})

describe('failures', () => {
  test('say how many are left and nothing of what was wrong; the fifth ends it and is told', async () => {
    const who = await signedIn(fixture)
    const { id } = challengeIn(await raiseTo(fixture, who, '50'))
    const code = await mailedCode(fixture, who, id)
    const tries = []
    for (let index = 0; index < 5; index++) {
      tries.push(await pass(fixture, who, id, otherThan(code)))
      // The pauses between proofs are not what this is about.
      fixture.clock.advance(31_000)
    }
    expect(tries.map(each => [each.status, each.code, each.details])).toEqual(
      [4, 3, 2, 1, 0].map(left => [403, 'step_up_failed', { attempts_left: left }]),
    )
    expect((await pass(fixture, who, id, code)).details).toEqual({ attempts_left: 0 })
    expect((await readChallenge(fixture, who, id)).body).toMatchObject({ status: 'failed', attempts_left: 0 })
    expect((await raiseTo(fixture, who, '50', id)).code).toBe('step_up_required')
    expect(
      await fixture.rows(`SELECT payload FROM outbox WHERE type = 'step_up.failed' AND stream_id = $1`, [
        who.customer.id,
      ]),
    ).toEqual([
      {
        payload: {
          id: toTypeId('customer', who.customer.id),
          challenge: id,
          operation: 'change_limit',
        },
      },
    ])
  })

  test('of twenty wrong proofs at once five are looked at', async () => {
    const who = await signedIn(fixture)
    const { id } = challengeIn(await raiseTo(fixture, who, '50'))
    const code = await mailedCode(fixture, who, id)
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => pass(fixture, who, id, otherThan(code))),
    )
    // Some may meet the pause between proofs, which says nothing about them either.
    for (const { code: problem } of answers) expect(['step_up_failed', 'account_locked']).toContain(problem)
    const counted = await fixture.rows('SELECT tries, status FROM challenge WHERE id = $1', [
      fromTypeId('challenge', id),
    ])
    expect(counted).toEqual([{ tries: 5, status: 'failed' }])
  })

  test('a method the customer does not have fails like a wrong code', async () => {
    const who = await signedIn(fixture)
    const { id } = challengeIn(await raiseTo(fixture, who, '50'))
    const answer = await fixture.send({
      method: 'POST',
      path: `/v1/challenges/${id}/pass`,
      bearer: who.session.token,
      body: { proof: { method: 'totp', code: '123456' } },
    })
    expect([answer.status, answer.code, answer.details]).toEqual([
      403,
      'step_up_failed',
      { attempts_left: 4 },
    ])
  })

  test('a code for one challenge passes no other', async () => {
    const who = await signedIn(fixture)
    const first = challengeIn(await raiseTo(fixture, who, '50'))
    const second = challengeIn(await raiseTo(fixture, who, '90'))
    const code = await mailedCode(fixture, who, first.id)
    expect((await pass(fixture, who, second.id, code)).code).toBe('step_up_failed')
    expect((await pass(fixture, who, first.id, code)).status).toBe(200)
  })
})

describe('time', () => {
  test('five idle minutes end a pending challenge', async () => {
    const who = await signedIn(fixture)
    const { id } = challengeIn(await raiseTo(fixture, who, '50'))
    const code = await mailedCode(fixture, who, id)
    fixture.clock.advance(5 * minute)
    expect((await pass(fixture, who, id, code)).code).toBe('challenge_expired')
    expect((await readChallenge(fixture, who, id)).body).toMatchObject({ status: 'expired' })
  })

  test('and a passed one that was not used', async () => {
    const who = await signedIn(fixture)
    const challenge = await passed(fixture, who, '50')
    fixture.clock.advance(5 * minute)
    expect((await raiseTo(fixture, who, '50', challenge)).code).toBe('step_up_required')
    expect(await thresholdOf(who)).toEqual(eur('0.00'))
  })

  test('whoever is at it has longer, but never more than a quarter of an hour', async () => {
    const who = await signedIn(fixture)
    const { id } = challengeIn(await raiseTo(fixture, who, '50'))
    for (let index = 0; index < 3; index++) {
      fixture.clock.advance(4 * minute)
      await mailedCode(fixture, who, id)
    }
    const code = await lastMailed(who)
    fixture.clock.advance(3 * minute)
    expect((await pass(fixture, who, id, code)).code).toBe('challenge_expired')
  })

  async function lastMailed(who: SignedIn): Promise<string> {
    const mail = fixture.mails.findLast(({ to }) => to === who.customer.email)
    return mail?.template === 'one_time_code' ? mail.params.code : ''
  }
})

describe('the message with the code', () => {
  /** What the mail says of a request that is asked for without HTTP. */
  async function approvalOf(request: StepUpRequest) {
    const who = await signedIn(fixture)
    const context = {
      now: fixture.clock.now(),
      stepUpChallenge: null,
      principal: {
        customerId: who.customer.id,
        sessionId: who.session.id,
        locale: 'en' as const,
        deviceId: null,
      },
    }
    const refusal: unknown = await fixture.identity.stepUp
      .require(context, request)
      .catch((error: unknown) => error)
    await mailedCode(fixture, who, challengeOf(refusal).id)
    const mail = fixture.mails.findLast(({ to }) => to === who.customer.email)
    return mail?.template === 'one_time_code' ? mail.params.approval : undefined
  }

  test('names what it approves, as the screen does', async () => {
    const facts = [{ name: 'payment_method', value: 'DE •••• 3000' }] as const
    expect(
      await approvalOf({
        operation: 'add_payment_method',
        binding: { account: 'one' },
        display: { recipient: 'Erika Mustermann', recipient_account: '•••• 3000', facts: [...facts] },
      }),
    ).toEqual({
      operation: 'add_payment_method',
      amount: null,
      total: null,
      recipient: 'Erika Mustermann',
      recipient_account: '•••• 3000',
      facts,
    })
  })

  test('never has a whole address or number', async () => {
    const change = (operation: 'change_email' | 'change_phone', value: string) =>
      approvalOf({
        operation,
        binding: { to: value },
        display: { facts: [{ name: operation === 'change_email' ? 'new_email' : 'new_phone', value }] },
      })
    expect(await change('change_email', 'erika@example.org')).toMatchObject({
      facts: [{ name: 'new_email', value: 'e•••@example.org' }],
    })
    expect(await change('change_phone', '+4915112345678')).toMatchObject({
      facts: [{ name: 'new_phone', value: '•••• 78' }],
    })
  })
})

test('no code is sent by a way the customer cannot use, nor for a challenge that is over', async () => {
  const who = await signedIn(fixture)
  const { id } = challengeIn(await raiseTo(fixture, who, '50'))
  const send = (channel: string) =>
    fixture.send({
      method: 'POST',
      path: `/v1/challenges/${id}/send_code`,
      bearer: who.session.token,
      body: { channel },
    })
  await fixture.rows('UPDATE customer SET phone_verified_at = NULL, phone_lookup = NULL WHERE id = $1', [
    who.customer.id,
  ])
  expect(await send('sms')).toMatchObject({ status: 422, fields: ['channel: not_allowed'] })
  fixture.clock.advance(5 * minute)
  expect((await send('email')).code).toBe('challenge_expired')
})

test('a browser’s session gets a new token, a program keeps its own', async () => {
  const who = await signedIn(fixture)
  const asking = await raiseTo(fixture, who, '50')
  const { id } = challengeIn(asking)
  const code = await mailedCode(fixture, who, id)
  const cookie = `okpay_session=${who.session.token}`
  const answer = await fixture.send({
    method: 'POST',
    path: `/v1/challenges/${id}/pass`,
    cookie,
    body: { proof: { method: 'email_code', code } },
  })
  expect(answer.status).toBe(200)
  const me = (held: { cookie?: string }) => fixture.send({ method: 'GET', path: '/v1/customers/me', ...held })
  expect((await me({ cookie })).status).toBe(401)
  expect((await me({ cookie: answer.cookie ?? '' })).status).toBe(200)
  const body = { amount: eur('500'), new_recipient: eur('50') }
  const done = await fixture.send({
    method: 'PUT',
    path: '/v1/step_up_thresholds/EUR',
    cookie: answer.cookie ?? '',
    body,
    stepUp: id,
  })
  expect(done.status).toBe(200)
})
