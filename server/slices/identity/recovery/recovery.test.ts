import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { makeCustomer, makeDevice, makeSession, usualPassword } from '../../../../test/factories/customers.ts'
import { otherThan, startIdentity, statementsOf } from '../identity.fixture.ts'
import { half, protectedCustomer, prove as proveFactor, tryPassword, whole } from '../second-step.fixture.ts'
import { complete, newPassword, prove, provedRecovery, sentCode, startRecovery } from './recovery.fixture.ts'

const fixture = await startIdentity()

const me = (token: string) => fixture.send({ method: 'GET', path: '/v1/customers/me', bearer: token })

const signIn = (email: string, password: string) =>
  fixture.send({ method: 'POST', path: '/v1/sessions', body: { email, password, delivery: 'token' } })

const minute = 60_000
const hour = 60 * minute

describe('a forgotten password', () => {
  test('by e-mail: a code, then a new password; nobody is signed in by it', async () => {
    const customer = await makeCustomer(fixture)
    const { id, token, secondFactor } = await provedRecovery(fixture, customer.email)
    expect(secondFactor).toBe(false)
    const answer = await complete(fixture, id, { token })
    expect(answer).toMatchObject({
      status: 200,
      body: { email: 'w•••@example.com', second_factor: false },
      setCookie: undefined,
    })
    expect(await signIn(customer.email, usualPassword)).toMatchObject({ status: 401 })
    expect(await signIn(customer.email, newPassword)).toMatchObject({ status: 201 })
  })

  test('by mobile number, once its owner has proved it', async () => {
    const customer = await makeCustomer(fixture)
    const { id, token } = await provedRecovery(
      fixture,
      `${customer.phone.slice(0, 3)} ${customer.phone.slice(3)}`,
      customer.phone,
    )
    expect(sentCode(fixture, customer.email)).toBeUndefined()
    expect(await complete(fixture, id, { token })).toMatchObject({ status: 200 })
    expect(await signIn(customer.email, newPassword)).toMatchObject({ status: 201 })
  })

  test('a number nobody has proved opens nothing: it may be a stranger’s', async () => {
    const customer = await makeCustomer(fixture)
    await fixture.rows('UPDATE customer SET phone_verified_at = NULL, phone_lookup = NULL WHERE id = $1', [
      customer.id,
    ])
    await startRecovery(fixture, customer.phone)
    expect(sentCode(fixture, customer.phone)).toBeUndefined()
  })

  test('a closed account gets no code', async () => {
    const customer = await makeCustomer(fixture)
    await fixture.rows(`UPDATE customer SET status = 'closed' WHERE id = $1`, [customer.id])
    await startRecovery(fixture, customer.email)
    expect(sentCode(fixture, customer.email)).toBeUndefined()
  })

  test.each([
    ['nonsense', 'contact: email_malformed'],
    ['a@b@', 'contact: email_malformed'],
    ['12345', 'contact: phone_malformed'],
    ['+86 10 6552 9988', 'contact: phone_malformed'],
  ])('%s is neither address nor mobile number', async (contact, field) => {
    const answer = await fixture.send({ method: 'POST', path: '/v1/recoveries', body: { contact } })
    expect(answer).toMatchObject({ status: 422, fields: [field] })
  })

  test('a weak password is refused and the token stays good', async () => {
    const customer = await makeCustomer(fixture)
    const { id, token } = await provedRecovery(fixture, customer.email)
    for (const password of ['password1', 'wang.xiaoming'])
      expect(await complete(fixture, id, { token, password })).toMatchObject({
        status: 422,
        code: 'password_too_weak',
      })
    expect(await complete(fixture, id, { token })).toMatchObject({ status: 200 })
  })
})

describe('a stranger cannot tell who has an account', () => {
  test('start: the same answer and the same statements', async () => {
    const known = await makeCustomer(fixture)
    const asked = async (contact: string) => {
      const answers: unknown[] = []
      const statements = await statementsOf(async () => {
        answers.push(await fixture.send({ method: 'POST', path: '/v1/recoveries', body: { contact } }))
      })
      await fixture.settled()
      return { shape: shapeOf(answers[0]), statements }
    }
    await asked('warm.up@example.com')
    expect(await asked(known.email)).toEqual(await asked('nobody.at.all@example.com'))
    expect(await asked(known.phone)).toEqual(await asked('+8613912345678'))
    expect(sentCode(fixture, known.email)).toBeDefined()
    expect(sentCode(fixture, 'nobody.at.all@example.com')).toBeUndefined()
  })

  test('prove: five wrong codes and whatever follows are answered alike, with the same statements', async () => {
    const known = await makeCustomer(fixture)
    const tried = async (contact: string) => {
      const { id } = await startRecovery(fixture, contact)
      const wrong = otherThan(sentCode(fixture, contact) ?? '000000')
      const seen: unknown[] = []
      for (let count = 0; count < 7; count++) {
        const statements = await statementsOf(async () => {
          const { status, code, details } = await prove(fixture, id, wrong)
          seen.push({ status, code, details })
        })
        seen.push(statements)
      }
      return seen
    }
    const forKnown = await tried(known.email)
    expect(forKnown).toEqual(await tried('nobody.else@example.com'))
    expect(forKnown[0]).toMatchObject({ status: 422, code: 'code_invalid' })
    expect(forKnown[10]).toMatchObject({ status: 410, code: 'challenge_expired' })
  })

  test('resend: the same answer and the same statements', async () => {
    const known = await makeCustomer(fixture)
    const resent = async (contact: string) => {
      const { id } = await startRecovery(fixture, contact)
      const seen: unknown[] = []
      const ask = () => fixture.send({ method: 'POST', path: `/v1/recoveries/${id}/resend` })
      for (const wait of [0, minute]) {
        fixture.clock.advance(wait)
        const statements = await statementsOf(async () => seen.push(shapeOf(await ask())))
        seen.push(statements)
      }
      await fixture.settled()
      return seen
    }
    expect(await resent(known.email)).toEqual(await resent('nobody.here@example.com'))
  })

  test('the address a stranger typed is not kept', async () => {
    const { id } = await startRecovery(fixture, 'somebody.typed@example.com')
    expect(id).toMatch(/^rec_/)
    const rows = await fixture.rows('SELECT * FROM recovery')
    expect(JSON.stringify(rows)).not.toContain('somebody.typed')
  })

  test('too many codes for one contact are refused alike', async () => {
    const known = await makeCustomer(fixture)
    const asked = async (contact: string) => {
      const seen: (string | undefined)[] = []
      for (let count = 0; count < 21; count++) {
        const { code } = await fixture.send({ method: 'POST', path: '/v1/recoveries', body: { contact } })
        seen.push(code)
      }
      return seen
    }
    const forKnown = await asked(known.email)
    expect(forKnown.at(-1)).toBe('rate_limited')
    expect(forKnown).toEqual(await asked('nobody.busy@example.com'))
  })

  test('nor do strangers use up the codes of a device the owner was signed in on', async () => {
    const owner = await makeCustomer(fixture)
    const ask = async (device?: { token: string }) => {
      const cookie = device ? { cookie: `okpay_device=${device.token}` } : {}
      const body = { contact: owner.email }
      return (await fixture.send({ method: 'POST', path: '/v1/recoveries', body, ...cookie })).code
    }
    for (let count = 0; count < 20; count++) await ask()
    expect(await ask()).toBe('rate_limited')
    expect(await ask(await makeDevice(fixture, await makeCustomer(fixture)))).toBe('rate_limited')
    expect(await ask(await makeDevice(fixture, owner))).toBeUndefined()
  })
})

/** Everything an answer shows but the ids and the moment, which on a busy machine is a second earlier or later. */
function shapeOf(answer: unknown): string {
  const { status, text } = answer as { status: number; text: string }
  return `${status} ${text}`
    .replaceAll(/rec_[0-9a-z]{26}/g, 'rec')
    .replaceAll(/"(contact|request_id)":"[^"]*"/g, '"$1"')
    .replaceAll(/\d+ seconds|1 minute/g, 'a while')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'time')
}

describe('single use', () => {
  test('of twenty right codes at once one gets a token', async () => {
    const { email } = await makeCustomer(fixture)
    const { id } = await startRecovery(fixture, email)
    const code = sentCode(fixture, email) ?? ''
    const answers = await Promise.all(Array.from({ length: 20 }, () => prove(fixture, id, code)))
    expect(answers.map(answer => answer.status).toSorted((a, b) => a - b)).toEqual([
      200,
      ...Array(19).fill(410),
    ])
  })

  test(
    'of twenty new passwords at once one counts, and it is the one in force',
    {
      // Twenty passwords are judged and hashed, on whatever machine.
      timeout: 120_000,
    },
    async () => {
      const { email } = await makeCustomer(fixture)
      const { id, token } = await provedRecovery(fixture, email)
      const passwords = Array.from({ length: 20 }, (_, index) => `granite willow harbor ${index}`)
      const answers = await Promise.all(passwords.map(password => complete(fixture, id, { token, password })))
      expect(answers.map(answer => answer.status).toSorted((a, b) => a - b)).toEqual([
        200,
        ...Array(19).fill(410),
      ])
      const winner = passwords[answers.findIndex(answer => answer.status === 200)] ?? ''
      expect(await signIn(email, winner)).toMatchObject({ status: 201 })
      const holds = await fixture.rows(
        `SELECT reason FROM restriction r JOIN customer c ON c.id = r.customer_id WHERE c.email = $1`,
        [email],
      )
      expect(holds).toEqual([{ reason: 'recovery_hold' }])
    },
  )

  test('of twenty wrong codes at once five are looked at', async () => {
    const { email } = await makeCustomer(fixture)
    const { id } = await startRecovery(fixture, email)
    const code = sentCode(fixture, email) ?? ''
    const answers = await Promise.all(Array.from({ length: 20 }, () => prove(fixture, id, otherThan(code))))
    expect(answers.filter(answer => answer.code === 'code_invalid')).toHaveLength(5)
    expect(await prove(fixture, id, code)).toMatchObject({ status: 410 })
  })

  test('a token is good for its own recovery, for a quarter of an hour', async () => {
    const one = await makeCustomer(fixture)
    const other = await makeCustomer(fixture)
    const mine = await provedRecovery(fixture, one.email)
    const theirs = await provedRecovery(fixture, other.email)
    expect(await complete(fixture, theirs.id, { token: mine.token })).toMatchObject({ status: 410 })
    fixture.clock.advance(15 * minute)
    expect(await complete(fixture, mine.id, { token: mine.token })).toMatchObject({ status: 410 })
  })

  test('a new code voids the one before', async () => {
    const { email } = await makeCustomer(fixture)
    const { id } = await startRecovery(fixture, email)
    const before = sentCode(fixture, email) ?? ''
    fixture.clock.advance(minute)
    await fixture.send({ method: 'POST', path: `/v1/recoveries/${id}/resend` })
    await fixture.settled()
    const after = sentCode(fixture, email) ?? ''
    // One in a million is the same; then the old one is the new one.
    const old = before === after ? otherThan(after) : before
    expect(await prove(fixture, id, old)).toMatchObject({ code: 'code_invalid' })
    expect(await prove(fixture, id, after)).toMatchObject({ status: 200 })
  })
})

describe('what a recovery does to the account', () => {
  test('ends every session, on every device', async () => {
    const customer = await makeCustomer(fixture)
    const sessions = await Promise.all([makeSession(fixture, customer), makeSession(fixture, customer)])
    const { id, token } = await provedRecovery(fixture, customer.email)
    for (const session of sessions) expect(await me(session.token)).toMatchObject({ status: 200 })
    // Whoever completes it in a browser that is signed in is signed out there too.
    await complete(fixture, id, { token, bearer: sessions[0].token })
    for (const session of sessions) expect(await me(session.token)).toMatchObject({ status: 401 })
    const reasons = await fixture.rows('SELECT DISTINCT end_reason FROM session WHERE customer_id = $1', [
      customer.id,
    ])
    expect(reasons).toEqual([{ end_reason: 'recovered' }])
  })

  test('holds outgoing money for 24 hours, which ends by itself', async () => {
    const customer = await makeCustomer(fixture)
    const { id, token } = await provedRecovery(fixture, customer.email)
    const before = fixture.clock.now().getTime()
    const { body } = await complete(fixture, id, { token })
    const { held_until: until } = z.object({ held_until: z.iso.datetime() }).parse(body)
    const heldForMs = Date.parse(until) - before
    expect(heldForMs).toBeGreaterThanOrEqual(24 * hour)
    expect(heldForMs).toBeLessThan(24 * hour + minute)
    const [hold] = await fixture.rows(
      'SELECT scope, source, reason, expires_at, liftable_from FROM restriction WHERE customer_id = $1',
      [customer.id],
    )
    expect(hold).toEqual({
      scope: 'debit',
      source: 'system',
      reason: 'recovery_hold',
      expires_at: new Date(until),
      liftable_from: null,
    })
  })

  test('leaves the second factor as it is, and asks for it on remembered devices too', async () => {
    const customer = await protectedCustomer(fixture)
    const { email, device_token } = customer
    const first = await half(fixture, { email, device_token })
    const remembered = await proveFactor(
      fixture,
      first.token,
      { method: 'totp', code: customer.totp() },
      { remember: true },
    )
    const { device_token: known } = whole(remembered)
    const here = { email, device_token: known ?? '' }
    expect(await tryPassword(fixture, here)).toMatchObject({ status: 201, body: { session: {} } })

    const { id, token, secondFactor } = await provedRecovery(fixture, email)
    expect(secondFactor).toBe(true)
    expect(await complete(fixture, id, { token })).toMatchObject({ body: { second_factor: true } })
    const { token: halfToken, step } = await half(fixture, { ...here, password: newPassword })
    expect(step.methods).toEqual(['totp', 'recovery_code'])
    expect(await me(halfToken)).toMatchObject({ status: 401 })
    fixture.clock.advance(minute)
    expect(await proveFactor(fixture, halfToken, { method: 'totp', code: customer.totp() })).toMatchObject({
      status: 201,
    })
  })

  test('lets in who was locked out by guesses at the old password', async () => {
    const { email } = await makeCustomer(fixture)
    for (let count = 0; count < 6; count++) await signIn(email, `wrong ${count}`)
    expect(await signIn(email, usualPassword)).toMatchObject({ status: 423 })
    const { id, token } = await provedRecovery(fixture, email)
    await complete(fixture, id, { token })
    expect(await signIn(email, newPassword)).toMatchObject({ status: 201 })
  })

  test('is told at once, when it begins and when it is done', async () => {
    const customer = await makeCustomer(fixture)
    const { id, token } = await provedRecovery(fixture, customer.email)
    await complete(fixture, id, { token })
    const told = await fixture.rows(
      `SELECT type, payload->>'until' IS NOT NULL AS until FROM outbox
       WHERE stream_id = $1 AND type IN ('recovery.started', 'password.recovered', 'restriction.active')
       ORDER BY id`,
      [customer.id],
    )
    expect(told).toEqual([
      { type: 'recovery.started', until: false },
      { type: 'restriction.active', until: true },
      { type: 'password.recovered', until: true },
    ])
  })

  test('is on record, with whom it was about', async () => {
    const customer = await makeCustomer(fixture)
    const { id, token } = await provedRecovery(fixture, customer.email)
    await complete(fixture, id, { token })
    const entries = await fixture.rows(
      `SELECT operation, outcome FROM audit_entry WHERE subject = $1 ORDER BY id`,
      [customer.id],
    )
    expect(entries).toEqual([
      { operation: 'proveRecovery', outcome: 'succeeded' },
      { operation: 'completeRecovery', outcome: 'succeeded' },
    ])
  })
})
