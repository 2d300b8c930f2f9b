import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { twoStepSchema } from '../../../../contract/api/two-step.ts'
import { makeCustomer, makeDevice, makeSession } from '../../../../test/factories/customers.ts'
import { totpCodeAt } from '../../../platform/authenticators/totp.ts'
import { otherThan, startIdentity, type Answer, type Request } from '../identity.fixture.ts'
import {
  eventsOf,
  half,
  mailedCode,
  protectedCustomer,
  prove,
  tryPassword,
  twentyTimes,
} from '../second-step.fixture.ts'
import { challengeIn } from '../step-up/step-up.fixture.ts'

const fixture = await startIdentity()
const minute = 60_000

type Who = { email: string; token: string; totp?: () => string }

async function somebody(): Promise<Who & { id: string }> {
  const customer = await makeCustomer(fixture)
  return { ...customer, token: (await makeSession(fixture, customer)).token }
}

const call = (who: Who, method: Request['method'], path: string, more: Partial<Request> = {}) =>
  fixture.send({ method, path, bearer: who.token, ...more })

/** Meets the challenge of what needs a step-up, and passes it. */
async function passed(who: Who, method: Request['method'], path: string): Promise<string> {
  const { id } = challengeIn(await call(who, method, path))
  if (!who.totp) await call(who, 'POST', `/v1/challenges/${id}/send_code`, { body: { channel: 'email' } })
  const proof = who.totp
    ? { method: 'totp', code: who.totp() }
    : { method: 'email_code', code: await mailedCode(fixture, who.email) }
  const answer = await call(who, 'POST', `/v1/challenges/${id}/pass`, { body: { proof } })
  expect(answer.status).toBe(200)
  return id
}

async function confirmed(who: Who, method: Request['method'], path: string): Promise<Answer> {
  return await call(who, method, path, { stepUp: await passed(who, method, path) })
}

const newAuthenticator = z.object({ id: z.string(), key: z.string(), uri: z.string() })
const turnedOn = z.object({ two_step: twoStepSchema, recovery_codes: z.array(z.string()).nullable() })

async function started(who: Who) {
  const app = newAuthenticator.parse((await confirmed(who, 'POST', '/v1/authenticators')).body)
  const secret = fromBase32(app.key)
  return { ...app, codeNow: () => totpCodeAt(secret, fixture.clock.now()) }
}

/** RFC 4648, by hand, so that the test does not read the key with the code that wrote it. */
function fromBase32(text: string): Buffer {
  const bits = Array.from(text, letter =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'),
  ).join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map(byte => Number.parseInt(byte, 2)))
}

const confirm = (who: Who, id: string, code: string) =>
  call(who, 'POST', `/v1/authenticators/${id}/confirm`, { body: { code } })

const twoStepOf = async (who: Who) => twoStepSchema.parse((await call(who, 'GET', '/v1/two_step')).body)

describe('turning it on', () => {
  test('takes a step-up, a scan and a first code; recovery codes are shown that once', async () => {
    const who = await somebody()
    expect(await twoStepOf(who)).toMatchObject({ on: false, authenticator: null })
    const app = await started(who)
    expect(app.uri).toMatch(/^otpauth:\/\/totp\/OKPay:/)
    expect(await twoStepOf(who)).toMatchObject({ on: false })
    const answer = turnedOn.parse((await confirm(who, app.id, app.codeNow())).body)
    expect(answer.two_step).toMatchObject({ on: true, recovery_codes: { left: 10 } })
    expect(new Set(answer.recovery_codes).size).toBe(10)
    expect(await eventsOf(fixture, who.id, 'totp.enabled')).toHaveLength(1)
    expect(await eventsOf(fixture, who.id, 'recovery_codes.made')).toHaveLength(1)
    expect(JSON.stringify(await twoStepOf(who))).not.toContain(answer.recovery_codes?.[0])
  })

  test('one step-up is good for one secret, and for one set of codes', async () => {
    const who = await somebody()
    const stepUp = await passed(who, 'POST', '/v1/authenticators')
    expect((await call(who, 'POST', '/v1/authenticators', { stepUp })).status).toBe(201)
    expect(await call(who, 'POST', '/v1/authenticators', { stepUp })).toMatchObject({
      code: 'step_up_required',
    })
    const customer = await protectedCustomer(fixture)
    const owner = { ...customer, token: (await makeSession(fixture, customer)).token }
    const forCodes = await passed(owner, 'POST', '/v1/recovery_codes')
    const answers = await twentyTimes(() => call(owner, 'POST', '/v1/recovery_codes', { stepUp: forCodes }))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
  })

  test('the first code is not good for a sign-in a moment later', async () => {
    const who = await somebody()
    const app = await started(who)
    const code = app.codeNow()
    await confirm(who, app.id, code)
    const { token } = await half(fixture, who)
    expect(await prove(fixture, token, { method: 'totp', code })).toMatchObject({ code: 'code_invalid' })
    fixture.clock.advance(30_000)
    expect((await prove(fixture, token, { method: 'totp', code: app.codeNow() })).status).toBe(201)
  })

  test('ten wrong first codes, or half an hour, make the secret worthless', async () => {
    const who = await somebody()
    const app = await started(who)
    for (let left = 9; left >= 0; left--)
      expect(await confirm(who, app.id, otherThan(app.codeNow()))).toMatchObject({
        code: 'code_invalid',
        details: { attempts_left: left },
      })
    expect(await confirm(who, app.id, app.codeNow())).toMatchObject({ code: 'challenge_expired' })
    fixture.clock.advance(minute)
    const next = await started(who)
    fixture.clock.advance(30 * minute)
    expect(await confirm(who, next.id, next.codeNow())).toMatchObject({ code: 'challenge_expired' })
    expect(await twoStepOf(who)).toMatchObject({ on: false })
  })

  test('confirmed twenty times at once, it is turned on once, with one set of codes', async () => {
    const who = await somebody()
    const app = await started(who)
    const code = app.codeNow()
    const answers = await twentyTimes(() => confirm(who, app.id, code))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(
      await fixture.rows('SELECT count(*)::int AS n FROM recovery_code WHERE customer_id = $1', [who.id]),
    ).toEqual([{ n: 10 }])
  })

  test('another’s authenticator can be neither confirmed nor turned off', async () => {
    const who = await somebody()
    const app = await started(who)
    const stranger = await somebody()
    expect(await confirm(stranger, app.id, app.codeNow())).toMatchObject({ code: 'challenge_expired' })
    await confirm(who, app.id, app.codeNow())
    expect(await call(stranger, 'DELETE', `/v1/authenticators/${app.id}`)).toMatchObject({ status: 404 })
    expect(await twoStepOf(who)).toMatchObject({ on: true })
  })

  test('a second app is refused while one is in use', async () => {
    const who = await somebody()
    const app = await started(who)
    await confirm(who, app.id, app.codeNow())
    expect(await call(who, 'POST', '/v1/authenticators')).toMatchObject({ code: 'transition_not_allowed' })
  })

  test('the secret is sealed in the database and gone once it is turned off', async () => {
    const customer = await protectedCustomer(fixture)
    const who = { ...customer, token: (await makeSession(fixture, customer)).token }
    const read = async () => {
      const [row] = await fixture.rows('SELECT secret FROM authenticator WHERE customer_id = $1', [
        customer.id,
      ])
      return row?.['secret']
    }
    expect(await read()).toMatchObject({ length: 1 + 12 + 20 + 16 })
    const { authenticator } = await twoStepOf(who)
    expect(await confirmed(who, 'DELETE', `/v1/authenticators/${authenticator?.id}`)).toMatchObject({
      status: 204,
    })
    expect(await read()).toMatchObject({ length: 0 })
  })
})

describe('recovery codes', () => {
  test('are made anew after a step-up; those before are void', async () => {
    const customer = await protectedCustomer(fixture)
    const who = { ...customer, token: (await makeSession(fixture, customer)).token }
    const { body } = await confirmed(who, 'POST', '/v1/recovery_codes')
    const codes = z.object({ recovery_codes: z.array(z.string()).length(10) }).parse(body).recovery_codes
    const [old = ''] = customer.recoveryCodes
    const { token } = await half(fixture, customer)
    expect(await prove(fixture, token, { method: 'recovery_code', code: old })).toMatchObject({
      code: 'code_invalid',
    })
    const proof = { method: 'recovery_code', code: codes[0] ?? '' }
    expect((await prove(fixture, token, proof)).status).toBe(201)
    expect(await twoStepOf(who)).toMatchObject({ recovery_codes: { left: 9 } })
  })

  test('are not made where there is no second step', async () => {
    expect(await call(await somebody(), 'POST', '/v1/recovery_codes')).toMatchObject({
      code: 'transition_not_allowed',
    })
  })
})

test('turned off, codes and remembered devices go with it, and the sign-in is as before', async () => {
  const customer = await protectedCustomer(fixture)
  const { token: device_token } = await makeDevice(fixture, customer, { remember: true })
  const who = { ...customer, token: (await makeSession(fixture, customer)).token }
  const { authenticator, remembered_devices } = await twoStepOf(who)
  expect(remembered_devices).toBe(1)
  await confirmed(who, 'DELETE', `/v1/authenticators/${authenticator?.id}`)
  expect(await twoStepOf(who)).toMatchObject({
    on: false,
    recovery_codes: { left: 0 },
    remembered_devices: 0,
  })
  expect(await eventsOf(fixture, customer.id, 'totp.disabled')).toHaveLength(1)
  expect((await tryPassword(fixture, { ...customer, device_token })).body).toHaveProperty('session')
  const { step } = await half(fixture, { email: customer.email })
  expect(step.methods[0]).toBe('email_code')
})
