import { expect, test } from 'vitest'
import { verificationSchema } from '../../../contract/api/identity.ts'
import { makeCustomer } from '../../../test/factories/customers.ts'
import { findCustomersByPhone } from './index.ts'
import { aPerson, confirm, otherThan, registered, startIdentity, statementsOf } from './identity.fixture.ts'

const fixture = await startIdentity()
const register = (body: unknown) => fixture.send({ method: 'POST', path: '/v1/registrations', body })

test('a registration waits for its proof: no customer yet, a code and a link by mail', async () => {
  const before = fixture.clock.now().getTime()
  const { person, verification, code, token } = await registered(fixture, { locale: 'zh-CN' })
  expect(verification.email).toBe(person.email)
  expect(Date.parse(verification.expires_at)).toBeGreaterThanOrEqual(before + 30 * 60_000)
  expect(Date.parse(verification.resend_at)).toBeGreaterThanOrEqual(before + 60_000)
  expect(code).toMatch(/^[0-9]{6}$/)
  expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/)
  expect(fixture.mails).toMatchObject([
    { to: person.email, locale: 'zh-CN', params: { phone_end: '34', minutes: 30 } },
  ])
  expect(await fixture.rows('SELECT id FROM customer WHERE email = $1', [person.email])).toEqual([])
})

test('neither password, code nor link stands anywhere in the database', async () => {
  fixture.mailer.refusing = true
  const person = aPerson()
  await register(person)
  // The mail cannot go out, so its job stays where one could read its payload.
  await fixture.settled()
  fixture.mailer.refusing = false
  const { code, token } = await registered(fixture)
  const tables = await fixture.rows(
    `SELECT table_schema || '.' || table_name AS name FROM information_schema.tables
     WHERE table_schema IN ('public', 'graphile_worker') AND table_type = 'BASE TABLE'`,
  )
  expect(tables.length).toBeGreaterThan(10)
  for (const { name } of tables) {
    const found = await fixture.rows(`SELECT 1 FROM ${String(name)} AS row WHERE row::text LIKE ANY ($1)`, [
      [`%${person.password}%`, `%"${code}"%`, `%,${code},%`, `%${token}%`],
    ])
    expect({ table: name, found }).toEqual({ table: name, found: [] })
  }
  await fixture.rows(`DELETE FROM graphile_worker._private_jobs`)
})

test('everything wrong with the input is told at once', async () => {
  const refused = await register({
    ...aPerson(),
    email: 'someone@1.2.3.04',
    phone: '+86 10 6552 9988',
    terms_version: '1999-01-01',
    privacy_version: '1999-01-01',
  })
  expect(refused).toMatchObject({ status: 422, code: 'validation_failed' })
  expect(refused.fields).toEqual([
    'email: email_malformed',
    'phone: phone_malformed',
    'terms_version: terms_outdated',
    'privacy_version: terms_outdated',
  ])
})

test.each([
  '13800001234',
  '+86 138 0000',
  '+1 800 555 0199',
  '+999 1234567',
  '+86 138 0000 1234 ext. 5',
  'mobile',
])('the phone number %s is refused', async phone => {
  expect(await register({ ...aPerson(), phone })).toMatchObject({
    status: 422,
    fields: ['phone: phone_malformed'],
  })
})

test.each([
  ['a common one', { password: 'password1' }],
  ['one that is common in China', { password: 'woaini1314' }],
  ['the name and a year', { name: 'Alexandra Reed', password: 'alexandrareed1990' }],
  ['the address', { email: 'quokka.fan@example.com', password: 'quokka.fan@example.com' }],
  ['the number', { password: '13800001234' }],
  ['ours', { password: 'OKPay2026!' }],
])('a password that is %s is too weak', async (_, wishes) => {
  expect(await register({ ...aPerson(), ...wishes })).toMatchObject({
    status: 422,
    code: 'password_too_weak',
    fields: ['password: password_too_weak'],
  })
})

test.each([
  ['7 characters', 'kT9#vbQ', 'password: too_short'],
  ['129 characters', 'x'.repeat(129), 'password: too_long'],
])('a password of %s is refused', async (_, password, field) => {
  expect(await register({ ...aPerson(), password })).toMatchObject({ status: 422, fields: [field] })
})

test('a password may have any characters, counted as people count', async () => {
  for (const password of ['密码很长而且没有人会猜到它哦', '🦊🪁🎻🧊🌋🛶🪆🧵', 'ﬀ Ω ß ñ 7 ж'])
    expect(await register({ ...aPerson(), password })).toMatchObject({ status: 202 })
})

test('a stranger cannot tell a known address: the answers are alike, the owner is told', async () => {
  const owner = await makeCustomer(fixture, { locale: 'zh-CN' })
  const unknown = await register(aPerson())
  // Written differently, it is the same mailbox.
  const typed = owner.email.toUpperCase()
  const known = await register({ ...aPerson(), email: typed })
  expect([known.status, unknown.status]).toEqual([202, 202])
  expect(Object.keys(known.headers)).toEqual(Object.keys(unknown.headers))
  expect(Object.keys(Object(known.body))).toEqual(Object.keys(Object(unknown.body)))
  await fixture.settled()
  expect(fixture.mails.filter(mail => mail.template === 'already_registered')).toEqual([
    {
      to: owner.email,
      locale: 'zh-CN',
      template: 'already_registered',
      params: { sign_in_url: 'http://okpay.test/sign-in' },
    },
  ])
  expect(fixture.mails.some(mail => mail.template === 'confirm_email' && mail.to === typed)).toBe(false)

  // The decoy refuses every code exactly as a real one refuses a wrong one.
  const real = await registered(fixture)
  const decoyId = verificationSchema.parse(known.body).id
  const ofReal: unknown[] = []
  const ofDecoy: unknown[] = []
  for (let attempt = 0; attempt < 6; attempt++) {
    const wrong = await confirm(fixture, real.verification.id, otherThan(real.code))
    const decoy = await confirm(fixture, decoyId, otherThan(real.code))
    ofReal.push([wrong.status, wrong.code, wrong.details])
    ofDecoy.push([decoy.status, decoy.code, decoy.details])
  }
  expect(ofDecoy).toEqual(ofReal)
  expect(ofDecoy.at(-1)).toEqual([410, 'challenge_expired', undefined])
})

test('known and unknown addresses cost the same statements and the same hashing', async () => {
  const owner = await makeCustomer(fixture)
  await register(aPerson())
  await fixture.settled()
  const measure = async (email: string) => {
    const before = { ...fixture.argon2 }
    const statements = await statementsOf(() => register({ ...aPerson(), email }))
    return {
      statements,
      hashes: fixture.argon2.hash - before.hash,
      verifies: fixture.argon2.verify - before.verify,
    }
  }
  const unknown = await measure('nobody.here@example.com')
  expect(unknown).toMatchObject({ hashes: 1, verifies: 0 })
  expect(unknown.statements.length).toBeGreaterThan(5)
  expect(await measure(owner.email)).toEqual(unknown)
})

test('an address gets at most twenty mails a day, whoever asks', async () => {
  const person = aPerson()
  for (let mail = 0; mail < 20; mail++) expect((await register(person)).status).toBe(202)
  const refused = await register(person)
  expect(refused).toMatchObject({ status: 429, code: 'rate_limited' })
  expect(refused.retryAfter).toBeGreaterThan(86_000)
  await fixture.settled()
  expect(fixture.mails.filter(mail => mail.to === person.email)).toHaveLength(20)
  fixture.clock.advance(24 * 60 * 60_000)
  expect((await register(person)).status).toBe(202)
})

test('two people with one number both get an account, and nobody is found by what was only typed', async () => {
  const phone = '+8613912345678'
  const first = await registered(fixture, { phone })
  const second = await registered(fixture, { phone: '+86 139-1234-5678' })
  for (const { verification, code } of [first, second])
    expect(await confirm(fixture, verification.id, code)).toMatchObject({
      status: 200,
      body: { customer: { phone, phone_verified: false } },
    })
  expect(await findCustomersByPhone(fixture.db.read, [phone])).toEqual([])
})

test('an address that only looks like a customer’s gets no account and no mail; its owner is told', async () => {
  const { person, verification, code } = await registered(fixture, { email: 'anna.lee@example.com' })
  await confirm(fixture, verification.id, code)
  // Cyrillic а and е.
  const double = '\u0430nna.l\u0435\u0435@example.com'
  const answer = await register({ ...aPerson(), email: double })
  await fixture.settled()
  expect(answer.status).toBe(202)
  expect(answer.body).toMatchObject({ email: double })
  expect(fixture.mails.filter(mail => mail.to === double)).toEqual([])
  expect(fixture.mails.at(-1)).toMatchObject({ to: person.email, template: 'already_registered' })
  expect(await fixture.count(`registration WHERE email_key = 'anna.lee@example.com'`)).toBe(2)
})

test('a registration is taken up where it was left, and tells nothing but what was typed', async () => {
  const where = (id: string) => fixture.send({ method: 'GET', path: `/v1/registrations/${id}` })
  const { person, verification, code } = await registered(fixture)
  const again = await register({ ...aPerson(), email: person.email })
  const other = verificationSchema.parse(again.body)
  expect(await where(verification.id)).toMatchObject({
    status: 200,
    body: { id: verification.id, email: person.email, step: 'confirm_email' },
  })
  await confirm(fixture, verification.id, code)
  expect(await where(verification.id)).toMatchObject({ body: { step: 'sign_in' } })
  // Somebody else who registers a customer's address sees no difference.
  expect(await where(other.id)).toMatchObject({ body: { step: 'confirm_email' } })
  expect((await where('ver_01h455vb4pex5vsknk084sn02q')).status).toBe(404)
  fixture.clock.advance(7 * 24 * 60 * 60_000)
  expect((await where(other.id)).status).toBe(404)
})
