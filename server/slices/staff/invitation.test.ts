import { describe, expect, test } from 'vitest'
import { startTestApp } from '../../../test/factories/app.ts'
import { rowsOf, secretOf, staffOffice, staffPassword } from '../../../test/factories/staff.ts'
import { softwareAuthenticator } from '../../platform/authenticators/authenticator.fixture.ts'
import { disable } from './index.ts'

const { app } = await startTestApp()
const office = staffOffice(app)
const { ask, code, inviteStaff, makeStaff } = office

const open = (token: string) => ask('POST', '/staff/v1/invitations/open', { body: { token } })
const accept = (token: string, factor: object, password: string = staffPassword) =>
  ask('POST', '/staff/v1/invitations/accept', { body: { token, password, factor } })
const current = '/staff/v1/sessions/current'

/** Accepts with the secret that the newest opening showed. */
async function acceptWithApp(token: string, password?: string) {
  const { body } = await open(token)
  return accept(token, { method: 'totp', code: code(secretOf(body.totp.secret)) }, password)
}

describe('an invitation', () => {
  test('shows who is invited as what; the link is stored only as a hash', async () => {
    const { token, email, name } = await inviteStaff(['risk', 'auditor'])
    const { status, body } = await open(token)
    expect(status).toBe(200)
    expect(body).toMatchObject({ name, email, roles: ['auditor', 'risk'] })
    expect(body.totp.uri).toContain('otpauth://totp/')
    const stored = JSON.stringify(await rowsOf(app.db, 'SELECT * FROM staff_invitation'))
    expect(stored).not.toContain(token)
    expect(stored).not.toContain(body.totp.secret)
    expect(stored).not.toContain(secretOf(body.totp.secret).toString('base64'))
  })

  test('enrols a password and a second factor, signs in, and is used up', async () => {
    const { token, email } = await inviteStaff(['agent'])
    const accepted = await acceptWithApp(token)
    expect(accepted.status).toBe(201)
    expect(accepted.body.member.email).toBe(email)
    expect((await ask('GET', current, { cookie: accepted.cookie ?? '' })).status).toBe(200)
    expect((await open(token)).code).toBe('invitation_invalid')
    expect((await acceptAgain(token)).code).toBe('invitation_invalid')
  })

  test('of twenty who accept at once, one does', async () => {
    const { token } = await inviteStaff(['agent'])
    const { body } = await open(token)
    const factor = { method: 'totp', code: code(secretOf(body.totp.secret)) }
    const answers = await Promise.all(Array.from({ length: 20 }, () => accept(token, factor)))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(new Set(answers.map(({ code: refusal }) => refusal))).toEqual(
      new Set([undefined, 'invitation_invalid']),
    )
    expect(
      await rowsOf(app.db, 'SELECT 1 FROM staff_session WHERE staff_id = $1', [(await newest()).id]),
    ).toHaveLength(1)
  })

  test('whoever opened the link before its owner knows a secret that is not enrolled', async () => {
    const { token } = await inviteStaff(['agent'])
    const thief = await open(token)
    const owner = await open(token)
    expect(thief.body.totp.secret).not.toBe(owner.body.totp.secret)
    const refused = await accept(token, { method: 'totp', code: code(secretOf(thief.body.totp.secret)) })
    expect(refused.code).toBe('code_invalid')
    expect(
      (await accept(token, { method: 'totp', code: code(secretOf(owner.body.totp.secret)) })).status,
    ).toBe(201)
  })

  test('without a proved second factor there is no password either', async () => {
    const { token, email, id } = await inviteStaff(['agent'])
    await open(token)
    expect((await accept(token, { method: 'totp', code: '000000' })).code).toBe('code_invalid')
    expect(await rowsOf(app.db, 'SELECT 1 FROM staff_password WHERE staff_id = $1', [id])).toEqual([])
    const signIn = await ask('POST', '/staff/v1/sessions', { body: { email, password: staffPassword } })
    expect(signIn.code).toBe('credentials_invalid')
  })

  test('ten wrong codes end it', async () => {
    const { token } = await inviteStaff(['agent'])
    const { body } = await open(token)
    for (let index = 0; index < 10; index++)
      expect((await accept(token, { method: 'totp', code: '000000' })).code).toBe('code_invalid')
    const right = { method: 'totp', code: code(secretOf(body.totp.secret)) }
    expect((await accept(token, right)).code).toBe('invitation_invalid')
  })

  test('refuses a password that is easily guessed, also from one’s own name', async () => {
    const { token, name } = await inviteStaff(['agent'])
    for (const weak of ['password123', `${name} okpay`]) {
      const refused = await acceptWithApp(token, weak)
      expect(refused.code).toBe('password_too_weak')
    }
    expect((await acceptWithApp(token)).status).toBe(201)
  })

  test('is over after three days', async () => {
    const { token } = await inviteStaff(['agent'])
    await office.advance(3 * 24 * 60 * 60)
    expect((await open(token)).code).toBe('invitation_invalid')
  })

  test.each(['', 'x'.repeat(19)])('a link that is none (%j) is malformed', async token => {
    expect((await open(token)).status).toBe(422)
  })

  test('an unknown link says the same as a used one', async () => {
    expect((await open('A'.repeat(43))).code).toBe('invitation_invalid')
    expect((await open('not a token of ours at all')).code).toBe('invitation_invalid')
  })
})

describe('inviting somebody again', () => {
  test('begins from nothing: sessions, password, factors and the older link are gone', async () => {
    const who = await makeStaff(['agent'])
    const again = await inviteStaff(['agent'], { email: who.email, again: true })
    expect(again.id).toBe(who.id)
    expect((await ask('GET', current, { cookie: who.cookie })).status).toBe(401)
    const body = { email: who.email, password: staffPassword }
    expect((await ask('POST', '/staff/v1/sessions', { body })).code).toBe('credentials_invalid')
    const third = await inviteStaff(['agent'], { email: who.email, again: true })
    expect((await open(again.token)).code).toBe('invitation_invalid')
    expect((await acceptWithApp(third.token)).status).toBe(201)
  })

  test('gives the roles that were said, and needs to be said', async () => {
    const who = await makeStaff(['supervisor'])
    await expect(inviteStaff(['agent'], { email: who.email })).rejects.toThrow('already')
    const again = await inviteStaff(['agent'], { email: who.email.toUpperCase(), again: true })
    expect((await open(again.token)).body.roles).toEqual(['agent'])
  })

  test('opens an account that guessing had closed', async () => {
    const who = await makeStaff(['agent'])
    const signIn = () =>
      ask('POST', '/staff/v1/sessions', { body: { email: who.email, password: 'wrong password' } })
    for (let index = 0; index < 6; index++) await signIn()
    expect((await signIn()).status).toBe(423)
    await inviteStaff(['agent'], { email: who.email, again: true })
    expect((await signIn()).status).toBe(401)
  })
})

describe('a disabled member', () => {
  test('is out at once, everywhere, and told so only with the right password', async () => {
    const who = await makeStaff(['agent'])
    const halfBody = { email: who.email, password: staffPassword }
    const half = await ask('POST', '/staff/v1/sessions', { body: halfBody })
    await app.db.transaction(tx => disable(tx, { emailKey: who.email, now: office.now() }))
    expect((await ask('GET', current, { cookie: who.cookie })).status).toBe(401)
    const prove = { method: 'totp', code: code(who.secret, 1) }
    const proved = await ask('POST', '/staff/v1/sessions/half/prove', {
      cookie: half.cookie ?? '',
      body: prove,
    })
    expect(proved.status).toBe(401)
    expect((await ask('POST', '/staff/v1/sessions', { body: halfBody })).code).toBe('forbidden')
    const wrong = await ask('POST', '/staff/v1/sessions', { body: { ...halfBody, password: 'no' } })
    expect(wrong.code).toBe('credentials_invalid')
  })

  test('is out even where a session was left open', async () => {
    const who = await makeStaff(['agent'])
    await rowsOf(app.db, `UPDATE staff_member SET status = 'disabled' WHERE id = $1`, [who.id])
    expect((await ask('GET', current, { cookie: who.cookie })).status).toBe(401)
  })

  test('has no invitation any more', async () => {
    const { token, email } = await inviteStaff(['agent'])
    await app.db.transaction(tx => disable(tx, { emailKey: email, now: office.now() }))
    expect((await open(token)).code).toBe('invitation_invalid')
  })
})

test('a role taken away counts from the next request on', async () => {
  const who = await makeStaff(['operator'])
  expect((await ask('GET', '/staff/v1/members', { cookie: who.cookie })).status).toBe(200)
  await rowsOf(app.db, `UPDATE staff_role SET role = 'agent' WHERE staff_id = $1`, [who.id])
  expect((await ask('GET', '/staff/v1/members', { cookie: who.cookie })).status).toBe(403)
})

describe('a passkey', () => {
  const origin = 'http://localhost:3000'

  async function enrolled(counting = true) {
    const { token, email, id } = await inviteStaff(['agent'])
    const device = softwareAuthenticator({ origin }, { counting })
    const { body } = await open(token)
    const factor = { method: 'passkey', attestation: device.create(body.passkey), name: 'Security key' }
    return { device, email, id, accepted: await accept(token, factor) }
  }

  async function halfWithOptions(email: string) {
    const half = await ask('POST', '/staff/v1/sessions', { body: { email, password: staffPassword } })
    const cookie = half.cookie ?? ''
    const options = await ask('POST', '/staff/v1/sessions/half/passkey_options', { cookie })
    return { half, cookie, options: options.body }
  }

  const prove = (cookie: string, assertion: unknown) =>
    ask('POST', '/staff/v1/sessions/half/prove', { cookie, body: { method: 'passkey', assertion } })

  test('is enrolled and proves the second factor', async () => {
    const { accepted, device, email } = await enrolled()
    expect(accepted.status).toBe(201)
    const { half, cookie, options } = await halfWithOptions(email)
    expect(half.body.methods).toEqual(['passkey'])
    expect(options.allowCredentials).toHaveLength(1)
    expect((await prove(cookie, device.get(options))).status).toBe(200)
  })

  test.each([
    ['counts', true],
    ['counts nothing, as synced ones do', false],
  ])('that %s: one signature is good once, of twenty at once and later', async (_, counting) => {
    const { device, email } = await enrolled(counting)
    const { cookie, options } = await halfWithOptions(email)
    const assertion = device.get(options)
    const answers = await Promise.all(Array.from({ length: 20 }, () => prove(cookie, assertion)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    const later = await halfWithOptions(email)
    expect((await prove(later.cookie, assertion)).status).not.toBe(200)
  })

  test.each([
    ['for another site', { origin: 'https://evil.example' }],
    ['for another challenge', { challenge: 'A'.repeat(43) }],
    ['without anybody having touched it', { verified: false }],
    ['over something else', { forged: true }],
  ])('a signature %s is refused', async (_, lies) => {
    const { device, email } = await enrolled()
    const { cookie, options } = await halfWithOptions(email)
    expect((await prove(cookie, device.get(options, lies))).code).toBe('code_invalid')
  })

  test('a challenge serves one answer, also a wrong one', async () => {
    const { device, email } = await enrolled(false)
    const { cookie, options } = await halfWithOptions(email)
    expect((await prove(cookie, device.get(options, { forged: true }))).code).toBe('code_invalid')
    expect((await prove(cookie, device.get(options))).code).toBe('code_invalid')
    const again = await ask('POST', '/staff/v1/sessions/half/passkey_options', { cookie })
    expect((await prove(cookie, device.get(again.body))).status).toBe(200)
  })

  test('a copy that counts less than the original is refused', async () => {
    const { device, email } = await enrolled()
    const first = await halfWithOptions(email)
    expect((await prove(first.cookie, device.get(first.options, { signCount: 7 }))).status).toBe(200)
    const second = await halfWithOptions(email)
    expect((await prove(second.cookie, device.get(second.options, { signCount: 6 }))).code).toBe(
      'code_invalid',
    )
  })

  test('somebody else’s passkey opens nothing', async () => {
    const mine = await enrolled()
    const theirs = await enrolled()
    const { cookie, options } = await halfWithOptions(mine.email)
    const credential = await halfWithOptions(theirs.email)
    const assertion = theirs.device.get({ ...credential.options, challenge: options.challenge })
    expect((await prove(cookie, assertion)).code).toBe('code_invalid')
  })
})

async function acceptAgain(token: string) {
  return await accept(token, { method: 'totp', code: '123456' })
}

async function newest(): Promise<{ id: string }> {
  const [row] = await rowsOf(app.db, 'SELECT id FROM staff_member ORDER BY id DESC LIMIT 1')
  return { id: String(row?.['id']) }
}
