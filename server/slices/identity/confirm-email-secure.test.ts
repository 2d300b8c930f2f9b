import { expect, test } from 'vitest'
import { confirm, registered, startIdentity } from './identity.fixture.ts'

const fixture = await startIdentity({ publicUrl: 'https://okpay.example' })

test('behind https the cookie is Secure and bound to the host', async () => {
  const { verification, code } = await registered(fixture)
  const answer = await confirm(fixture, verification.id, code)
  expect(answer.status).toBe(200)
  expect(answer.setCookie).toMatch(/^__Host-okpay_session=/)
  expect(answer.setCookie?.split('; ')).toEqual(
    expect.arrayContaining(['Secure', 'HttpOnly', 'Path=/', 'SameSite=Lax']),
  )
  expect(answer.setCookie).not.toMatch(/domain/i)
})

test('links lead to the public address, their secret behind the #', async () => {
  await registered(fixture)
  const [mail] = fixture.mails
  expect(mail?.template === 'confirm_email' && mail.params.link).toMatch(
    /^https:\/\/okpay\.example\/confirm-email#[A-Za-z0-9_-]{43}$/,
  )
})
