import { expect, test } from 'vitest'
import { confirm, lastSecrets, registered, startIdentity } from './identity.fixture.ts'

const fixture = await startIdentity()

const open = (token: string) =>
  fixture.send({ method: 'POST', path: '/v1/email_verifications/confirm_by_link', body: { token } })

test('the link opens the account and signs nobody in', async () => {
  const { person, token } = await registered(fixture)
  const answer = await open(token)
  expect(answer).toMatchObject({ status: 200, body: { email: person.email }, setCookie: undefined })
  expect(await fixture.rows(`SELECT status FROM customer WHERE email = $1`, [person.email])).toEqual([
    { status: 'active' },
  ])
  expect(
    await fixture.rows('SELECT s.id FROM session s JOIN customer c ON c.id = customer_id WHERE email = $1', [
      person.email,
    ]),
  ).toEqual([])
  const signIn = await fixture.send({
    method: 'POST',
    path: '/v1/sessions',
    body: { email: person.email, password: person.password },
  })
  expect(signIn.status).toBe(201)
})

test('the link still works when the tries for the code are used up', async () => {
  const { verification, code, token } = await registered(fixture)
  const wrong = code === '000000' ? '000001' : '000000'
  for (let attempt = 0; attempt < 6; attempt++) await confirm(fixture, verification.id, wrong)
  expect(await open(token)).toMatchObject({ status: 200 })
})

test('code and link are one proof: after the link the code says to sign in', async () => {
  const { verification, code, token } = await registered(fixture)
  await open(token)
  expect(await confirm(fixture, verification.id, code)).toMatchObject({ status: 409, code: 'email_taken' })
})

test('opened twice, it says to sign in', async () => {
  const { token } = await registered(fixture)
  await open(token)
  expect(await open(token)).toMatchObject({ status: 409, code: 'email_taken' })
})

test('a mailbox proved by another registration meanwhile is taken', async () => {
  const first = await registered(fixture)
  const second = await registered(fixture, { email: first.person.email })
  await open(second.token)
  expect(await open(first.token)).toMatchObject({ status: 409, code: 'email_taken' })
})

test('an unknown link is invalid, and so is one that a newer one replaced', async () => {
  expect(await open('x'.repeat(43))).toMatchObject({ status: 422, code: 'code_invalid' })
  const { person, verification, token } = await registered(fixture)
  fixture.clock.advance(60_000)
  await fixture.send({ method: 'POST', path: `/v1/email_verifications/${verification.id}/resend` })
  expect(await open(token)).toMatchObject({ status: 422, code: 'code_invalid' })
  await fixture.settled()
  expect(await open(token)).toMatchObject({ status: 422, code: 'code_invalid' })
  expect(await open(lastSecrets(fixture, person.email).token)).toMatchObject({ status: 200 })
})

test('after half an hour the link is void', async () => {
  const { token } = await registered(fixture)
  fixture.clock.advance(30 * 60_000)
  expect(await open(token)).toMatchObject({ status: 410, code: 'challenge_expired' })
})

test('opened twenty times at once, it opens one account', async () => {
  const { token } = await registered(fixture)
  const answers = await Promise.all(Array.from({ length: 20 }, () => open(token)))
  expect(answers.filter(answer => answer.status === 200)).toHaveLength(1)
  expect(answers.filter(answer => answer.code === 'email_taken')).toHaveLength(19)
})
