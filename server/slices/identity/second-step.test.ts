import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { toTypeId } from '../../../contract/ids.ts'
import { makeCustomer, makeDevice, usualPassword } from '../../../test/factories/customers.ts'
import { otherThan, startIdentity } from './identity.fixture.ts'
import {
  byMail,
  eventsOf,
  half,
  isSignedIn,
  mailedCode,
  protectedCustomer,
  prove,
  tryPassword,
  twentyTimes,
  whole,
} from './second-step.fixture.ts'

const fixture = await startIdentity()
const minute = 60_000
const day = 24 * 60 * minute

const endedReason = async (customerId: string) =>
  await fixture.rows(
    `SELECT end_reason FROM session WHERE customer_id = $1 AND stage = 'half' ORDER BY created_at DESC LIMIT 1`,
    [customerId],
  )

describe('on a device never seen', () => {
  test('the password opens half a session, and a code goes to the address', async () => {
    const { email } = await makeCustomer(fixture)
    const answer = await tryPassword(fixture, { email })
    expect(answer).toMatchObject({
      status: 201,
      body: {
        second_factor: {
          methods: ['email_code', 'sms_code'],
          email: `w•••${email.slice(email.indexOf('@'))}`,
          code: { method: 'email_code' },
          remember_days: null,
          tries_left: 5,
        },
      },
    })
    const code = await mailedCode(fixture, email)
    expect(answer.text).not.toContain(code)
  })

  test('the code completes it: a new session with another token, and the half one is worth nothing', async () => {
    const { id, email } = await makeCustomer(fixture)
    const { token } = await half(fixture, { email })
    expect(await isSignedIn(fixture, token)).toBe(false)
    const { token: full, device_token } = whole(
      await prove(fixture, token, byMail(await mailedCode(fixture, email))),
    )
    expect(full).not.toBe(token)
    expect(await isSignedIn(fixture, full)).toBe(true)
    expect(await isSignedIn(fixture, token)).toBe(false)
    expect(device_token).toMatch(/^[\w-]{43}$/)
    expect(await endedReason(id)).toEqual([{ end_reason: 'completed' }])
  })

  test('next time the password is enough there, and only there', async () => {
    const { email } = await makeCustomer(fixture)
    const { token } = await half(fixture, { email })
    const { device_token } = whole(await prove(fixture, token, byMail(await mailedCode(fixture, email))))
    const again = await tryPassword(fixture, { email, device_token: device_token ?? '' })
    expect(await isSignedIn(fixture, whole(again).token)).toBe(true)
    expect(whole(again).device_token).toBeNull()
    expect((await tryPassword(fixture, { email })).body).toHaveProperty('second_factor')
  })

  test('a browser gets two cookies it cannot read, and needs no code the next time', async () => {
    const { email } = await makeCustomer(fixture)
    const body = { email, password: usualPassword }
    const first = await fixture.send({ method: 'POST', path: '/v1/sessions', body })
    expect(first.cookie).toMatch(/^okpay_session=[\w-]{43}$/)
    expect(first.text).not.toContain(first.cookie?.split('=')[1])
    const done = await fixture.send({
      method: 'POST',
      path: '/v1/sessions/current/second_factor',
      body: { proof: byMail(await mailedCode(fixture, email)) },
      cookie: first.cookie ?? '',
    })
    expect(done.status).toBe(201)
    expect(done.cookie).not.toBe(first.cookie)
    expect(done.deviceCookieHeader).toMatch(
      /^okpay_device=[\w-]{43}; Max-Age=34560000; Path=\/; HttpOnly; SameSite=Lax$/,
    )
    const device = done.deviceCookie ?? ''
    const again = await fixture.send({ method: 'POST', path: '/v1/sessions', body, cookie: device })
    expect(again.body).toHaveProperty('session')
  })

  test('the owner is told of a new device, with its name and place, and not of a known one', async () => {
    const { id, email } = await makeCustomer(fixture)
    const request = { ip: '203.0.113.50', userAgent: 'Mozilla/5.0 (Windows NT 10.0) Chrome/141.0' }
    const { token } = await half(fixture, { email }, request)
    const done = await prove(fixture, token, byMail(await mailedCode(fixture, email)), { request })
    const { device_token } = whole(done)
    await tryPassword(fixture, { email, device_token: device_token ?? '' })
    expect(await eventsOf(fixture, id, 'session.new_device')).toEqual([
      {
        payload: expect.objectContaining({ device: 'Chrome, Windows', network: '203.0.113.50' }),
      },
    ])
  })

  test('the code of one half session opens no other, not even of the same customer', async () => {
    const { email } = await makeCustomer(fixture)
    const first = await half(fixture, { email })
    const code = await mailedCode(fixture, email)
    const second = await half(fixture, { email })
    await fixture.settled()
    expect(await prove(fixture, second.token, byMail(code))).toMatchObject({ code: 'code_invalid' })
    expect((await prove(fixture, first.token, byMail(code))).status).toBe(201)
  })

  test('another customer’s device is none, and no token a browser brings is taken over', async () => {
    const { email } = await makeCustomer(fixture)
    const other = await makeCustomer(fixture)
    const theirs = (await makeDevice(fixture, other)).token
    const planted = 'A'.repeat(43)
    for (const device_token of [theirs, planted])
      expect((await tryPassword(fixture, { email, device_token })).body).toHaveProperty('second_factor')
    const cookie = `okpay_device=${planted}.${theirs}`
    const { token } = await half(fixture, { email }, { cookie })
    const done = await prove(fixture, token, byMail(await mailedCode(fixture, email)), {
      request: { cookie },
    })
    expect([planted, theirs]).not.toContain(whole(done).device_token)
    expect((await tryPassword(fixture, { email, device_token: planted })).body).toHaveProperty(
      'second_factor',
    )
  })

  test('who used this browser before hears that somebody else signs in there; nobody else does', async () => {
    const [ann, bob] = [await makeCustomer(fixture), await makeCustomer(fixture)]
    const [annsDevice, bobsDevice] = [await makeDevice(fixture, ann), await makeDevice(fixture, bob)]
    await makeDevice(fixture, ann)
    const cookie = `okpay_device=${annsDevice.token}.${bobsDevice.token}`
    const toldOf = async (customer: { id: string }) =>
      (await eventsOf(fixture, customer.id, 'device.shared')).map(({ payload }) => payload)
    // A password that opens nothing takes nothing from anybody.
    await tryPassword(fixture, { email: bob.email, password: 'not the password' }, { cookie })
    expect(await toldOf(ann)).toEqual([])
    whole(await tryPassword(fixture, { email: bob.email }, { cookie }))
    expect(await toldOf(ann)).toEqual([
      expect.objectContaining({ device_id: toTypeId('device', annsDevice.id) }),
    ])
    expect(await toldOf(bob)).toEqual([])
  })

  test('a device nobody used for 90 days is a stranger again', async () => {
    const customer = await makeCustomer(fixture)
    const { token: device_token } = await makeDevice(fixture, customer)
    fixture.clock.advance(89 * day)
    expect((await tryPassword(fixture, { ...customer, device_token })).body).toHaveProperty('session')
    fixture.clock.advance(90 * day)
    expect((await tryPassword(fixture, { ...customer, device_token })).body).toHaveProperty('second_factor')
  })
})

describe('a half session', () => {
  test('lasts ten minutes', async () => {
    const { email } = await makeCustomer(fixture)
    const { token } = await half(fixture, { email })
    const code = await mailedCode(fixture, email)
    fixture.clock.advance(10 * minute)
    expect(await prove(fixture, token, byMail(code))).toMatchObject({ status: 401, code: 'not_signed_in' })
  })

  test('counts wrong proofs and takes none after the fifth', async () => {
    const { email } = await makeCustomer(fixture)
    const { token } = await half(fixture, { email })
    const code = await mailedCode(fixture, email)
    for (const left of [4, 3, 2, 1, 0])
      expect(await prove(fixture, token, byMail(otherThan(code)))).toMatchObject({
        status: 422,
        code: 'code_invalid',
        details: { attempts_left: left },
      })
    expect(await prove(fixture, token, byMail(code))).toMatchObject({ status: 401 })
  })

  test('completed twenty times at once, gives one session', async () => {
    const { id, email } = await makeCustomer(fixture)
    const { token } = await half(fixture, { email })
    const code = await mailedCode(fixture, email)
    const answers = await twentyTimes(() => prove(fixture, token, byMail(code)))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(
      await fixture.rows(`SELECT count(*)::int AS n FROM session WHERE customer_id = $1 AND stage = 'full'`, [
        id,
      ]),
    ).toEqual([{ n: 1 }])
  })

  test('given up, it is over', async () => {
    const { id, email } = await makeCustomer(fixture)
    const { token } = await half(fixture, { email })
    const path = '/v1/sessions/current/second_factor'
    expect(await fixture.send({ method: 'DELETE', path, bearer: token })).toMatchObject({ status: 204 })
    expect(await fixture.send({ method: 'GET', path, bearer: token })).toMatchObject({ status: 401 })
    expect(await endedReason(id)).toEqual([{ end_reason: 'dropped' }])
  })

  test('is worth nothing once the password was changed', async () => {
    const { id, email } = await makeCustomer(fixture)
    const { token } = await half(fixture, { email })
    const code = await mailedCode(fixture, email)
    // Whoever changes it holds the row; the second proof is right by then and waits.
    const { answer } = await fixture.db.transaction(async tx => {
      const at = new Date(fixture.clock.now().getTime() + 1)
      await sql`UPDATE password_credential SET changed_at = ${at} WHERE customer_id = ${id}`.execute(tx)
      const proving = prove(fixture, token, byMail(code))
      await fixture.someoneWaits()
      return { answer: proving }
    })
    expect(await answer).toMatchObject({ status: 410, code: 'challenge_expired' })
    expect(
      await fixture.rows(`SELECT id FROM session WHERE customer_id = $1 AND stage = 'full'`, [id]),
    ).toEqual([])
  })

  test('ends with the customer’s right to sign in', async () => {
    const { id, email } = await makeCustomer(fixture)
    const { token } = await half(fixture, { email })
    const code = await mailedCode(fixture, email)
    await fixture.db.transaction(tx =>
      fixture.identity.changeStatus(tx, { customerId: id, change: 'suspend', now: fixture.clock.now() }),
    )
    expect(await prove(fixture, token, byMail(code))).toMatchObject({ status: 401 })
  })

  test('sends another code after a minute, by message too where the number is proved', async () => {
    const { email, phone } = await makeCustomer(fixture)
    const { token } = await half(fixture, { email })
    const first = await mailedCode(fixture, email)
    const send = (method: string) =>
      fixture.send({
        method: 'POST',
        path: '/v1/sessions/current/second_factor/send_code',
        body: { method },
        bearer: token,
      })
    expect((await send('sms_code')).status).toBe(202)
    await fixture.settled()
    expect(fixture.messages).toEqual([])
    fixture.clock.advance(minute)
    expect(await send('sms_code')).toMatchObject({
      status: 202,
      body: { second_factor: { code: { method: 'sms_code' } } },
    })
    await fixture.settled()
    const [message] = fixture.messages
    if (message?.template !== 'code') throw new Error('no code was sent by message')
    expect(message).toMatchObject({ to: phone, params: { purpose: 'sign_in' } })
    expect(await prove(fixture, token, byMail(first))).toMatchObject({ code: 'code_invalid' })
    const proof = { method: 'sms_code', code: message.params.code }
    expect((await prove(fixture, token, proof)).status).toBe(201)
  })
})

describe('with an authenticator app', () => {
  test('every sign-in asks for it, on known devices too, and codes by mail are not accepted', async () => {
    const customer = await protectedCustomer(fixture)
    const { token, step } = await half(fixture, customer)
    expect(step).toMatchObject({ methods: ['totp', 'recovery_code'], code: null, remember_days: 30 })
    const send = await fixture.send({
      method: 'POST',
      path: '/v1/sessions/current/second_factor/send_code',
      body: { method: 'email_code' },
      bearer: token,
    })
    expect(send).toMatchObject({ status: 409, code: 'transition_not_allowed' })
    expect(await prove(fixture, token, byMail('123456'))).toMatchObject({ code: 'code_invalid' })
    const done = await prove(fixture, token, { method: 'totp', code: customer.totp() })
    expect(await isSignedIn(fixture, whole(done).token)).toBe(true)
    await fixture.settled()
    expect(fixture.mails).toEqual([])
  })

  test('a code sent before the app was set up is not accepted after it', async () => {
    const { id, email } = await makeCustomer(fixture)
    const { token } = await half(fixture, { email })
    const code = await mailedCode(fixture, email)
    const other = await protectedCustomer(fixture)
    await fixture.rows('UPDATE authenticator SET customer_id = $1 WHERE customer_id = $2', [id, other.id])
    expect(await prove(fixture, token, byMail(code))).toMatchObject({ code: 'code_invalid' })
  })

  test('its code is good once, and no earlier one after it', async () => {
    const customer = await protectedCustomer(fixture)
    const earlier = customer.totp(-30_000)
    const code = customer.totp()
    const signIn = async (typed: string) => {
      const { token } = await half(fixture, customer)
      return await prove(fixture, token, { method: 'totp', code: typed })
    }
    expect((await signIn(code)).status).toBe(201)
    expect(await signIn(code)).toMatchObject({ code: 'code_invalid' })
    expect(await signIn(earlier)).toMatchObject({ code: 'code_invalid' })
    fixture.clock.advance(30_000)
    expect((await signIn(customer.totp())).status).toBe(201)
  })

  test('its code given twenty times at once, in as many half sessions, lets one in', async () => {
    const customer = await protectedCustomer(fixture)
    // Four at a time get through the counter; the twenty come from devices of their own.
    const devices = await twentyTimes(() => makeDevice(fixture, customer))
    const halves = await Promise.all(
      devices.map(({ token: device_token }) => half(fixture, { email: customer.email, device_token })),
    )
    const proof = { method: 'totp', code: customer.totp() }
    const answers = await Promise.all(halves.map(({ token }) => prove(fixture, token, proof)))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(answers.filter(({ code }) => code === 'code_invalid')).toHaveLength(19)
  })

  test('a recovery code stands in for it once, and says how many are left', async () => {
    const customer = await protectedCustomer(fixture)
    const [code = ''] = customer.recoveryCodes
    const { token } = await half(fixture, customer)
    const typed = code.toUpperCase().replaceAll('-', ' ')
    expect((await prove(fixture, token, { method: 'recovery_code', code: typed })).status).toBe(201)
    expect(await eventsOf(fixture, customer.id, 'recovery_codes.used')).toMatchObject([
      { payload: { left: '9' } },
    ])
    const again = await half(fixture, customer)
    expect(await prove(fixture, again.token, { method: 'recovery_code', code })).toMatchObject({
      code: 'code_invalid',
    })
  })

  test('a recovery code given twenty times at once lets one in', async () => {
    const customer = await protectedCustomer(fixture)
    const [code = ''] = customer.recoveryCodes
    const devices = await twentyTimes(() => makeDevice(fixture, customer))
    const halves = await Promise.all(
      devices.map(({ token: device_token }) => half(fixture, { email: customer.email, device_token })),
    )
    const answers = await Promise.all(
      halves.map(({ token }) => prove(fixture, token, { method: 'recovery_code', code })),
    )
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(answers.filter(({ code }) => code === 'code_invalid')).toHaveLength(19)
  })

  test('another’s recovery code is worth nothing', async () => {
    const customer = await protectedCustomer(fixture)
    const [code = ''] = (await protectedCustomer(fixture)).recoveryCodes
    const { token } = await half(fixture, customer)
    expect(await prove(fixture, token, { method: 'recovery_code', code })).toMatchObject({
      code: 'code_invalid',
    })
  })

  test('a remembered device is not asked for thirty days, unless it is forgotten', async () => {
    const customer = await protectedCustomer(fixture)
    const remember = async () => {
      const { token } = await half(fixture, customer)
      fixture.clock.advance(30_000)
      return await prove(
        fixture,
        token,
        { method: 'totp', code: customer.totp() },
        {
          remember: true,
          request: { cookie: `okpay_device=${customer.device_token}` },
        },
      )
    }
    const { token: session } = whole(await remember())
    expect((await tryPassword(fixture, customer)).body).toHaveProperty('session')
    // Only this device, not every device of theirs.
    const other = await makeDevice(fixture, customer)
    expect((await tryPassword(fixture, { ...customer, device_token: other.token })).body).toHaveProperty(
      'second_factor',
    )
    const listed = await fixture.send({ method: 'GET', path: '/v1/devices', bearer: session })
    expect(listed.body).toMatchObject({
      data: expect.arrayContaining([expect.objectContaining({ current: true, signed_in: true })]),
    })
    fixture.clock.advance(30 * day)
    expect((await tryPassword(fixture, customer)).body).toHaveProperty('second_factor')
  })

  test('strangers who guess codes lock out strangers, not the owner on a device of theirs', async () => {
    const customer = await protectedCustomer(fixture)
    const { email } = customer
    const wrong = { method: 'totp', code: otherThan(customer.totp()) }
    const far = { request: { ip: '203.0.113.77' } }
    const stranger = await half(fixture, { email }, far.request)
    for (let tried = 0; tried < 5; tried++) await prove(fixture, stranger.token, wrong, far)
    const again = await half(fixture, { email }, far.request)
    expect(await prove(fixture, again.token, { method: 'totp', code: customer.totp() }, far)).toMatchObject({
      status: 423,
      code: 'account_locked',
      details: { reason: 'too_many_attempts', way_out: 'wait' },
    })
    const owner = await half(fixture, customer)
    expect((await prove(fixture, owner.token, { method: 'totp', code: customer.totp() })).status).toBe(201)
  })

  test('new half sessions do not give new tries: guesses are counted for the account', async () => {
    const customer = await protectedCustomer(fixture)
    const wrong = { method: 'totp', code: otherThan(customer.totp()) }
    const answers: (string | undefined)[] = []
    for (let tried = 0; tried < 7; tried++) {
      const { token } = await half(fixture, customer)
      answers.push((await prove(fixture, token, wrong)).code)
    }
    expect(answers).toEqual([...Array(5).fill('code_invalid'), 'account_locked', 'account_locked'])
  })
})

describe('a device that is forgotten', () => {
  const revoke = (bearer: string, device: string) =>
    fixture.send({ method: 'DELETE', path: `/v1/devices/${device}`, bearer })
  const devicesOf = async (bearer: string) => {
    const { body } = await fixture.send({ method: 'GET', path: '/v1/devices', bearer })
    return (body as { data: { id: string; current: boolean }[] }).data
  }

  test('is signed out at once, and the password alone opens nothing there', async () => {
    const customer = await makeCustomer(fixture)
    const lost = await makeDevice(fixture, customer)
    const lostSession = whole(await tryPassword(fixture, { ...customer, device_token: lost.token }))
    const here = await makeDevice(fixture, customer)
    const mine = whole(await tryPassword(fixture, { ...customer, device_token: here.token }))
    const [other] = (await devicesOf(mine.token)).filter(({ current }) => !current)
    expect(await revoke(mine.token, other?.id ?? '')).toMatchObject({ status: 204 })
    expect(await isSignedIn(fixture, lostSession.token)).toBe(false)
    expect(await isSignedIn(fixture, mine.token)).toBe(true)
    expect((await tryPassword(fixture, { ...customer, device_token: lost.token })).body).toHaveProperty(
      'second_factor',
    )
    expect(await revoke(mine.token, other?.id ?? '')).toMatchObject({ status: 404 })
    expect(await eventsOf(fixture, customer.id, 'device.revoked')).toHaveLength(1)
  })

  test('is nobody else’s to forget', async () => {
    const customer = await makeCustomer(fixture)
    const device = await makeDevice(fixture, customer)
    const mine = whole(await tryPassword(fixture, { ...customer, device_token: device.token }))
    const [own] = await devicesOf(mine.token)
    const stranger = await makeCustomer(fixture)
    const theirs = whole(
      await tryPassword(fixture, {
        ...stranger,
        device_token: (await makeDevice(fixture, stranger)).token,
      }),
    )
    expect(await revoke(theirs.token, own?.id ?? '')).toMatchObject({ status: 404 })
    expect(await isSignedIn(fixture, mine.token)).toBe(true)
  })

  test('in the very moment of a sign-in there, lets nobody in without a second proof', async () => {
    const customer = await makeCustomer(fixture)
    const { id, token: device_token } = await makeDevice(fixture, customer)
    const { answer } = await fixture.db.transaction(async tx => {
      await sql`UPDATE device SET revoked_at = now() WHERE id = ${id}`.execute(tx)
      const signingIn = tryPassword(fixture, { ...customer, device_token })
      await fixture.someoneWaits()
      return { answer: signingIn }
    })
    expect(await answer).toMatchObject({ status: 401 })
    expect(await fixture.rows('SELECT id FROM session WHERE customer_id = $1', [customer.id])).toEqual([])
  })
})

test('a lock is told to the owner when it begins, and the same job is added for an address without an account', async () => {
  const customer = await makeCustomer(fixture)
  for (const email of [customer.email, 'nobody.here.at.all@example.com'])
    for (let attempt = 0; attempt < 6; attempt++)
      await tryPassword(fixture, { email, password: 'wrong 12345' })
  await fixture.settled()
  expect(await eventsOf(fixture, customer.id, 'session.locked')).toMatchObject([
    { payload: { until: expect.stringMatching(/Z$/) } },
  ])
  expect(await fixture.count(`outbox WHERE type = 'session.locked'`)).toBe(1)
})
