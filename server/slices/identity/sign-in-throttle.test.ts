import { describe, expect, test } from 'vitest'
import { makeCustomer, makeDevice, makeSession, usualPassword } from '../../../test/factories/customers.ts'
import { startIdentity, type Request } from './identity.fixture.ts'

const fixture = await startIdentity()

const wrongPassword = 'not the right one 81'

const signIn = (
  body: { email: string; password?: string; device_token?: string },
  more: Partial<Request> = {},
) =>
  fixture.send({ method: 'POST', path: '/v1/sessions', body: { password: usualPassword, ...body }, ...more })

describe('repeated failures', () => {
  const fail = async (email: string, times: number, more: Partial<Request> = {}) => {
    for (let attempt = 0; attempt < times; attempt++)
      expect(await signIn({ email, password: wrongPassword }, more)).toMatchObject({
        code: 'credentials_invalid',
      })
  }

  test('lock after the fifth, longer each time, and say until when', async () => {
    const { email } = await makeCustomer(fixture)
    await fail(email, 5)
    const locked = await signIn({ email })
    expect(locked).toMatchObject({ status: 423, code: 'account_locked' })
    expect(locked.retryAfter).toBeGreaterThan(25)
    expect(locked.retryAfter).toBeLessThanOrEqual(30)
    expect(Date.parse(String(locked.details?.['until']))).toBeGreaterThan(fixture.clock.now().getTime())
    fixture.clock.advance(30_000)
    await fail(email, 1)
    expect((await signIn({ email })).retryAfter).toBeGreaterThan(50)
  })

  test('a success takes all failures back', async () => {
    const { email } = await makeCustomer(fixture)
    await fail(email, 4)
    expect(await signIn({ email })).toMatchObject({ status: 201 })
    await fail(email, 4)
    expect(await signIn({ email })).toMatchObject({ status: 201 })
  })

  test('of fifty guesses at once no more are looked at than one after the other', async () => {
    const { email } = await makeCustomer(fixture)
    const before = fixture.argon2.verify
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => signIn({ email, password: wrongPassword })),
    )
    // Two computations each: of the account's password and of nobody's registration.
    expect(fixture.argon2.verify - before).toBe(2 * 5)
    expect(answers.filter(answer => answer.code === 'account_locked')).toHaveLength(45)
  })

  test('fifty right ones at once all get in', async () => {
    const { email } = await makeCustomer(fixture)
    const answers = await Promise.all(Array.from({ length: 50 }, () => signIn({ email })))
    expect(answers.filter(answer => answer.status === 201)).toHaveLength(50)
  })

  test('after a hundred in a row it is over, however long one waits', async () => {
    const { email } = await makeCustomer(fixture)
    const before = fixture.argon2.verify
    for (let attempt = 0; attempt < 130; attempt++) {
      await signIn({ email, password: wrongPassword })
      fixture.clock.advance(61 * 60_000)
    }
    expect(fixture.argon2.verify - before).toBe(2 * 100)
    const locked = await signIn({ email })
    expect(locked).toMatchObject({ status: 423, code: 'account_locked', details: { until: null } })
    expect(locked.retryAfter).toBeUndefined()
  }, 60_000)

  test('of strangers do not lock the owner out where they were signed in before', async () => {
    const customer = await makeCustomer(fixture)
    const { email } = customer
    const home = { ip: '198.51.100.20' }
    await makeSession(fixture, customer, home)
    await fail(email, 5, { ip: '203.0.113.99' })
    expect(await signIn({ email }, { ip: '203.0.113.99' })).toMatchObject({ code: 'account_locked' })
    expect(await signIn({ email }, home)).toMatchObject({ status: 201 })
  })

  test('of strangers in the owner’s own network do not lock the owner out on a device of theirs', async () => {
    const customer = await makeCustomer(fixture)
    const { email } = customer
    const home = { ip: '198.51.100.21' }
    await makeSession(fixture, customer, home)
    const { token: device_token } = await makeDevice(fixture, customer)
    await fail(email, 5, home)
    expect(await signIn({ email }, home)).toMatchObject({ code: 'account_locked' })
    expect(await signIn({ email, device_token }, home)).toMatchObject({
      status: 201,
      body: { customer: { email } },
    })
    // Also after the last failure there will ever be, and also from far away.
    for (let attempt = 0; attempt < 100; attempt++) {
      fixture.clock.advance(61 * 60_000)
      await signIn({ email, password: wrongPassword }, home)
    }
    expect(await signIn({ email }, home)).toMatchObject({ details: { until: null } })
    expect(await signIn({ email, device_token }, { ip: '203.0.113.98' })).toMatchObject({ status: 201 })
  }, 60_000)

  test('half a sign-in does not make a stranger’s network the owner’s', async () => {
    const customer = await makeCustomer(fixture)
    const { email } = customer
    const far = { ip: '203.0.113.97' }
    expect(await signIn({ email }, far)).toMatchObject({ body: { second_factor: {} } })
    await fail(email, 5, far)
    // Counted as everybody's who was never there: another network is locked with it.
    expect(await signIn({ email }, { ip: '203.0.113.96' })).toMatchObject({ code: 'account_locked' })
  })

  test('on a device of the owner are counted there too', async () => {
    const customer = await makeCustomer(fixture)
    const { email } = customer
    const { token: device_token } = await makeDevice(fixture, customer)
    for (let attempt = 0; attempt < 5; attempt++)
      await signIn({ email, password: wrongPassword, device_token })
    expect(await signIn({ email, device_token })).toMatchObject({ status: 423, code: 'account_locked' })
  })

  test('are counted at home too', async () => {
    const customer = await makeCustomer(fixture)
    const { email } = customer
    const home = { ip: '2001:db8:1:2::10' }
    await makeSession(fixture, customer, home)
    await fail(email, 5, { ip: '2001:db8:1:2:ffff::99' })
    expect(await signIn({ email }, home)).toMatchObject({ status: 423, code: 'account_locked' })
  })
})
