import { expect, test } from 'vitest'
import { toTypeId } from '../../../contract/ids.ts'
import { verificationSchema } from '../../../contract/api/identity.ts'
import { newId } from '../../platform/id.ts'
import { aPerson, confirm, lastSecrets, registered, startIdentity } from './identity.fixture.ts'

const fixture = await startIdentity()

const resend = (verification: string) =>
  fixture.send({ method: 'POST', path: `/v1/email_verifications/${verification}/resend` })

test('after a minute another code may be asked for, with five tries and half an hour of its own', async () => {
  const { person, verification, code } = await registered(fixture)
  const wrong = code === '000000' ? '000001' : '000000'
  for (let attempt = 0; attempt < 5; attempt++) await confirm(fixture, verification.id, wrong)
  fixture.clock.advance(60_000)
  const answer = await resend(verification.id)
  expect(answer.status).toBe(202)
  const renewed = verificationSchema.parse(answer.body)
  expect(renewed).toMatchObject({ id: verification.id, email: person.email })
  expect(Date.parse(renewed.expires_at) - Date.parse(verification.expires_at)).toBeGreaterThanOrEqual(60_000)
  await fixture.settled()
  expect(await confirm(fixture, verification.id, lastSecrets(fixture, person.email).code)).toMatchObject({
    status: 200,
  })
})

test('within the minute it is refused and says when to come back', async () => {
  const { verification } = await registered(fixture)
  fixture.clock.advance(20_000)
  const early = await resend(verification.id)
  expect(early).toMatchObject({ status: 429, code: 'rate_limited' })
  expect(early.retryAfter).toBeGreaterThan(30)
  expect(early.retryAfter).toBeLessThanOrEqual(40)
})

test('asked for twenty times at once, one mail goes out', async () => {
  const { verification } = await registered(fixture)
  fixture.clock.advance(60_000)
  fixture.mails.length = 0
  const answers = await Promise.all(Array.from({ length: 20 }, () => resend(verification.id)))
  expect(answers.filter(answer => answer.status === 202)).toHaveLength(1)
  await fixture.settled()
  expect(fixture.mails).toHaveLength(1)
})

test('a verification of an address that has an account answers the same and only its owner gets mail', async () => {
  const first = await registered(fixture)
  await confirm(fixture, first.verification.id, first.code)
  const again = await fixture.send({
    method: 'POST',
    path: '/v1/registrations',
    body: { ...aPerson(), email: first.person.email },
  })
  const decoy = verificationSchema.parse(again.body)
  fixture.clock.advance(60_000)
  expect(await resend(decoy.id)).toMatchObject({
    status: 202,
    body: { id: decoy.id, email: first.person.email },
  })
  await fixture.settled()
  expect(fixture.mails.slice(-1)).toMatchObject([{ template: 'already_registered', to: first.person.email }])
})

test('what is proved, expired or unknown cannot be sent again', async () => {
  const proved = await registered(fixture)
  await confirm(fixture, proved.verification.id, proved.code)
  fixture.clock.advance(60_000)
  expect(await resend(proved.verification.id)).toMatchObject({ status: 410, code: 'challenge_expired' })

  const old = await registered(fixture)
  fixture.clock.advance(7 * 24 * 60 * 60_000)
  expect(await resend(old.verification.id)).toMatchObject({ status: 410, code: 'challenge_expired' })

  expect(await resend(toTypeId('verification', newId()))).toMatchObject({ status: 404, code: 'not_found' })
})

test('a mail that could not be sent goes out later with a new code, and one that is outdated does not', async () => {
  fixture.mailer.refusing = true
  const person = aPerson()
  const answer = await fixture.send({ method: 'POST', path: '/v1/registrations', body: person })
  const { id } = verificationSchema.parse(answer.body)
  await fixture.settled()
  fixture.mailer.refusing = false
  await fixture.rows(`UPDATE graphile_worker._private_jobs SET run_at = now()`)
  await fixture.settled()
  expect(await confirm(fixture, id, lastSecrets(fixture, person.email).code)).toMatchObject({ status: 200 })

  fixture.mailer.refusing = true
  const late = aPerson()
  await fixture.send({ method: 'POST', path: '/v1/registrations', body: late })
  await fixture.settled()
  fixture.mailer.refusing = false
  fixture.clock.advance(31 * 60_000)
  await fixture.rows(`UPDATE graphile_worker._private_jobs SET run_at = now()`)
  await fixture.settled()
  expect(fixture.mails.filter(mail => mail.to === late.email)).toEqual([])
})
