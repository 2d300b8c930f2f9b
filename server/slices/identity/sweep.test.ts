import { expect, test } from 'vitest'
import { makeCustomer, makeSession } from '../../../test/factories/customers.ts'
import { newId } from '../../platform/id.ts'
import { insertAuthenticator } from './factors/queries.ts'
import { confirm, registered, startIdentity } from './identity.fixture.ts'
import { half, protectedCustomer } from './second-step.fixture.ts'

const fixture = await startIdentity()
const day = 24 * 60 * 60_000

const sweep = async () => {
  const [cron] = fixture.identity.crons
  await cron?.job.run({}, { attempt: 1, isLastAttempt: false })
}
const { count } = fixture
const failSignIn = (email: string) =>
  fixture.send({ method: 'POST', path: '/v1/sessions', body: { email, password: 'not the right one' } })

test('what nobody needs goes, what proves or protects something stays', async () => {
  const customer = await makeCustomer(fixture)
  await makeSession(fixture, customer)
  await registered(fixture)
  const proved = await registered(fixture)
  await confirm(fixture, proved.verification.id, proved.code)
  await failSignIn(customer.email)
  await failSignIn('nobody@example.com')
  const all = async () => ({
    registrations: await count('registration'),
    verifications: await count('email_verification'),
    customers: await count('customer'),
    sessions: await count('session'),
    signInCounters: await count(`throttle WHERE purpose = 'sign_in'`),
    mailCounters: await count(`throttle WHERE purpose = 'code_mail'`),
  })
  const full = {
    registrations: 2,
    verifications: 2,
    customers: 2,
    sessions: 2,
    signInCounters: 2,
    mailCounters: 2,
  }
  expect(await all()).toEqual(full)

  fixture.clock.advance(6 * day)
  await sweep()
  expect(await all()).toEqual(full)

  fixture.clock.advance(2 * day)
  await sweep()
  expect(await all()).toEqual({ ...full, registrations: 0, verifications: 0 })

  fixture.clock.advance(30 * day)
  await sweep()
  // The counter of the address with an account waits for a success, however long that takes.
  expect(await all()).toMatchObject({ customers: 2, sessions: 2, signInCounters: 1, mailCounters: 0 })

  fixture.clock.advance(90 * day)
  await sweep()
  expect(await all()).toMatchObject({ customers: 2, sessions: 0, signInCounters: 1 })
})

test('codes, half-made authenticators and forgotten devices go; an app in use stays', async () => {
  const customer = await protectedCustomer(fixture)
  const other = await makeCustomer(fixture)
  await half(fixture, other)
  await fixture.settled()
  await fixture.db.transaction(tx =>
    insertAuthenticator(tx, {
      id: newId(),
      customerId: other.id,
      secret: Buffer.alloc(49),
      now: fixture.clock.now(),
    }),
  )
  const of = (id: string, table: string) => count(`${table} WHERE customer_id = '${id}'`)
  const all = async () => ({
    codes: await of(other.id, 'one_time_code'),
    unfinished: await of(other.id, 'authenticator'),
    inUse: await of(customer.id, 'authenticator'),
    devices: await of(customer.id, 'device'),
  })
  expect(await all()).toEqual({ codes: 1, unfinished: 1, inUse: 1, devices: 1 })
  await sweep()
  expect(await all()).toEqual({ codes: 1, unfinished: 1, inUse: 1, devices: 1 })
  fixture.clock.advance(2 * day)
  await sweep()
  expect(await all()).toEqual({ codes: 0, unfinished: 0, inUse: 1, devices: 1 })
  fixture.clock.advance(400 * day)
  await sweep()
  expect(await all()).toMatchObject({ inUse: 1, devices: 0 })
})
