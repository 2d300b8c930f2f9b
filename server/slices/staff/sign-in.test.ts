import { describe, expect, test } from 'vitest'
import { startTestApp } from '../../../test/factories/app.ts'
import { rowsOf, staffOffice, staffPassword, type MadeStaff } from '../../../test/factories/staff.ts'

const { app } = await startTestApp()
const office = staffOffice(app)
const { ask, code, makeStaff } = office

const sessions = '/staff/v1/sessions'
const current = '/staff/v1/sessions/current'
const prove = '/staff/v1/sessions/half/prove'

const signIn = (
  who: Pick<MadeStaff, 'email'>,
  more: { password?: string; cookie?: string; ip?: string } = {},
) => {
  const { password = staffPassword, ...rest } = more
  return ask('POST', sessions, { body: { email: who.email, password }, ...rest })
}

const totp = (cookie: string | undefined, given: string) =>
  ask('POST', prove, { body: { method: 'totp', code: given }, ...(cookie === undefined ? {} : { cookie }) })

/** A code that is certainly not the one of this or a neighbouring step. */
function wrongCode({ secret }: MadeStaff): string {
  const right = [-2, -1, 0, 1, 2].map(step => code(secret, step))
  return (
    ['000001', '000002', '000003', '000004', '000005', '000006'].find(each => !right.includes(each)) ?? '0'
  )
}

/** A code that was not used yet: the time of the next step comes first. */
async function freshCode(who: MadeStaff): Promise<string> {
  await office.advance(60)
  return code(who.secret)
}

describe('signing in', () => {
  test('the password opens a half session, the code a whole one with another token', async () => {
    const who = await makeStaff(['supervisor'])
    const half = await signIn(who)
    expect(half.status).toBe(201)
    expect(half.body.methods).toEqual(['totp'])
    expect(half.body).not.toHaveProperty('member')

    const full = await totp(half.cookie, await freshCode(who))
    expect(full.status).toBe(200)
    expect(full.body.member).toMatchObject({ email: who.email, roles: ['supervisor'] })
    expect(full.cookie).not.toBe(half.cookie)
    expect((await ask('GET', current, { cookie: full.cookie ?? '' })).status).toBe(200)
    // The half session's token is worth nothing any more, for anything.
    expect((await ask('GET', current, { cookie: half.cookie ?? '' })).status).toBe(401)
    expect((await totp(half.cookie, code(who.secret, 1))).status).toBe(401)
  })

  test('the cookie is for /staff only, unreadable for scripts and for other sites', async () => {
    const { setCookie } = await signIn(await makeStaff(['agent']))
    expect(setCookie).toMatch(/^okpay_staff=[A-Za-z0-9_-]{43}; /)
    expect(setCookie).toContain('Path=/staff;')
    expect(setCookie).toContain('HttpOnly')
    expect(setCookie).toContain('SameSite=Strict')
    expect(setCookie).not.toContain('Domain')
  })

  test('a session the browser had before ends with the next sign-in', async () => {
    const who = await makeStaff(['agent'])
    expect((await signIn(who, { cookie: who.cookie })).status).toBe(201)
    expect((await ask('GET', current, { cookie: who.cookie })).status).toBe(401)
  })

  test('wrong password, unknown address and disabled member before the right password say the same', async () => {
    const who = await makeStaff(['agent'])
    const wrong = await signIn(who, { password: 'not the password' })
    const unknown = await signIn({ email: 'nobody@okpay.example' })
    const noAddress = await signIn({ email: 'nobody' })
    for (const answer of [wrong, unknown, noAddress]) {
      expect(answer.status).toBe(401)
      expect(answer.code).toBe('credentials_invalid')
      expect({ ...answer.body, request_id: '' }).toEqual({ ...wrong.body, request_id: '' })
      expect(answer.setCookie).toBeUndefined()
    }
  })

  test('signed out is signed out', async () => {
    const { cookie } = await makeStaff(['agent'])
    const out = await ask('DELETE', current, { cookie })
    expect(out.status).toBe(204)
    expect(out.setCookie).toContain('Max-Age=0')
    expect((await ask('GET', current, { cookie })).status).toBe(401)
  })

  test('tokens are stored as hashes', async () => {
    const { cookie } = await makeStaff(['agent'])
    const token = cookie.split('=')[1] ?? ''
    const rows = await rowsOf(app.db, 'SELECT token_hash FROM staff_session')
    const stored = rows.map(row => String(row['token_hash']))
    expect(stored.length).toBeGreaterThan(0)
    expect(stored.some(each => each.includes(token))).toBe(false)
  })
})

describe('the second factor', () => {
  test('a code counts once, also a later half session', async () => {
    const who = await makeStaff(['agent'])
    const given = await freshCode(who)
    const first = await signIn(who)
    expect((await totp(first.cookie, given)).status).toBe(200)
    const second = await signIn(who)
    const again = await totp(second.cookie, given)
    expect(again.status).toBe(422)
    expect(again.code).toBe('code_invalid')
  })

  test('of twenty who use one code at once, one gets in', async () => {
    const who = await makeStaff(['agent'])
    const given = await freshCode(who)
    const halves = await Promise.all(Array.from({ length: 4 }, () => signIn(who)))
    const attempts = halves.flatMap(half => Array.from({ length: 5 }, () => totp(half.cookie, given)))
    const answers = await Promise.all(attempts)
    expect(answers.filter(answer => answer.status === 200)).toHaveLength(1)
  })

  test('five tries, then the password is asked for again', async () => {
    const who = await makeStaff(['agent'])
    const half = await signIn(who)
    for (const left of [4, 3, 2, 1, 0]) {
      const answer = await totp(half.cookie, wrongCode(who))
      expect(answer.code).toBe('code_invalid')
      expect(answer.body.details.tries_left).toBe(left)
    }
    await office.advance(31)
    expect((await totp(half.cookie, code(who.secret))).code).toBe('challenge_expired')
    expect((await totp(half.cookie, code(who.secret))).code).toBe('not_signed_in')
  })

  test('guessing codes with the right password is paused, whatever the half session', async () => {
    const who = await makeStaff(['agent'])
    const first = await signIn(who)
    for (let index = 0; index < 5; index++) await totp(first.cookie, wrongCode(who))
    const second = await signIn(who)
    const paused = await totp(second.cookie, code(who.secret, 1))
    expect(paused.status).toBe(423)
    expect(paused.code).toBe('account_locked')
    expect(Number(paused.headers['retry-after'])).toBeGreaterThan(20)
    await office.advance(61)
    expect((await totp(second.cookie, code(who.secret))).status).toBe(200)
  })

  test('a half session lives five minutes', async () => {
    const who = await makeStaff(['agent'])
    const half = await signIn(who)
    await office.advance(5 * 60)
    expect((await totp(half.cookie, code(who.secret))).status).toBe(401)
  })
})

describe('how long a session lives', () => {
  test('fifteen minutes without a request end it', async () => {
    const { cookie } = await makeStaff(['agent'])
    await office.advance(14 * 60)
    expect((await ask('GET', current, { cookie })).status).toBe(200)
    await office.advance(14 * 60)
    expect((await ask('GET', current, { cookie })).status).toBe(200)
    await office.advance(15 * 60)
    expect((await ask('GET', current, { cookie })).status).toBe(401)
  })

  test('twelve hours end it, however busy somebody is', async () => {
    const { id, cookie } = await makeStaff(['agent'])
    await office.advance(12 * 60 * 60 - 60)
    await rowsOf(app.db, 'UPDATE staff_session SET last_seen_at = $2 WHERE staff_id = $1', [id, office.now()])
    expect((await ask('GET', current, { cookie })).status).toBe(200)
    await office.advance(60)
    expect((await ask('GET', current, { cookie })).status).toBe(401)
  })
})

describe('guessing passwords', () => {
  test('the fifth failure in a row pauses; the pause has an end, and the right password waits for it too', async () => {
    const who = await makeStaff(['agent'])
    const ip = '198.51.100.1'
    for (let index = 0; index < 5; index++)
      expect((await signIn(who, { password: 'wrong password', ip })).status).toBe(401)
    const locked = await signIn(who, { ip })
    expect(locked.status).toBe(423)
    expect(locked.body.details.until).toMatch(/Z$/)
    expect(Number(locked.headers['retry-after'])).toBeGreaterThan(20)
    await office.advance(31)
    expect((await signIn(who, { ip })).status).toBe(201)
  })

  test('a stranger never locks out the colleague at their desk', async () => {
    const who = await makeStaff(['agent'])
    for (let index = 0; index < 6; index++)
      await signIn(who, { password: 'wrong password', ip: '198.51.100.2' })
    expect((await signIn(who, { ip: '198.51.100.2' })).status).toBe(423)
    expect((await signIn(who)).status).toBe(201)
  })

  test('an address that is nobody’s locks alike', async () => {
    const nobody = { email: 'no.such.person@okpay.example' }
    for (let index = 0; index < 5; index++) expect((await signIn(nobody)).status).toBe(401)
    expect((await signIn(nobody)).status).toBe(423)
  })

  test('of a hundred at once, five are looked at', async () => {
    const who = await makeStaff(['agent'])
    const tries = Array.from({ length: 30 }, () => signIn(who, { password: 'wrong', ip: '198.51.100.3' }))
    const answers = await Promise.all(tries)
    expect(answers.filter(answer => answer.status === 401)).toHaveLength(5)
    expect(answers.filter(answer => answer.status === 423)).toHaveLength(25)
  })
})
