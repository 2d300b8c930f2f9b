import { expect, test } from 'vitest'
import { makeCustomer, usualPassword } from '../../../test/factories/customers.ts'
import { startIdentity } from './identity.fixture.ts'

const fixture = await startIdentity({ passwords: { maxWaiting: 10 } })

const signIn = (email: string, password: string) =>
  fixture.send({ method: 'POST', path: '/v1/sessions', body: { email, password } })

/** Guesses at passwords; a code that was mailed is counted in the same table and is none. */
const counters = async () =>
  await fixture.rows(`SELECT count, blocked_until <= last_at AS open FROM throttle WHERE purpose = 'sign_in'`)

test('more sign-ins than can wait are turned away at once, the others are served', async () => {
  const customers = []
  for (let index = 0; index < 40; index++) customers.push(await makeCustomer(fixture))
  const answers = await Promise.all(customers.map(({ email }) => signIn(email, usualPassword)))
  const served = answers.filter(answer => answer.status === 201)
  const refused = answers.filter(answer => answer.status === 503)
  expect(served.length).toBeGreaterThanOrEqual(11)
  expect(refused.length).toBeGreaterThan(0)
  expect(served.length + refused.length).toBe(40)
  expect(refused[0]).toMatchObject({ code: 'overloaded' })
  expect(refused[0]?.retryAfter).toBeGreaterThan(0)
  // Being turned away uses up no attempt: nobody is locked out because others flood us.
  expect(await counters()).toEqual([])
})

test('an attempt that was turned away leaves the failures before it as they were', async () => {
  const { email } = await makeCustomer(fixture)
  for (let failure = 0; failure < 4; failure++)
    expect(await signIn(email, 'not the right one 81')).toMatchObject({ status: 401 })
  expect(await counters()).toEqual([{ count: 4, open: true }])
  fixture.argon2.full = true
  for (let attempt = 0; attempt < 5; attempt++)
    expect(await signIn(email, usualPassword)).toMatchObject({ status: 503, code: 'overloaded' })
  expect(await counters()).toEqual([{ count: 4, open: true }])
  fixture.argon2.full = false
  expect(await signIn(email, usualPassword)).toMatchObject({ status: 201 })
})

test('a wrong guess stays counted and on record when only the registration’s password finds no room', async () => {
  const { id, email } = await makeCustomer(fixture)
  for (let attempt = 0; attempt < 5; attempt++) {
    fixture.argon2.fullAfter = fixture.argon2.verify + 1
    expect(await signIn(email, 'not the right one 81')).toMatchObject({ status: 503, code: 'overloaded' })
  }
  fixture.argon2.fullAfter = Infinity
  expect(await counters()).toEqual([{ count: 5, open: false }])
  expect(await signIn(email, usualPassword)).toMatchObject({ status: 423, code: 'account_locked' })
  const outcomes = await fixture.rows(
    'SELECT outcome FROM sign_in_event WHERE customer_id = $1 ORDER BY id',
    [id],
  )
  expect(outcomes.map(({ outcome }) => outcome)).toEqual([
    ...Array<string>(5).fill('wrong_password'),
    'locked',
  ])
  await fixture.settled()
  const told = `FROM outbox WHERE type = 'session.locked' AND stream_id = $1`
  expect(await fixture.rows(`SELECT type ${told}`, [id])).toHaveLength(1)
})
