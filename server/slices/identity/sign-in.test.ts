import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { signedInSchema, verificationSchema } from '../../../contract/api/identity.ts'
import { makeCustomer, makeDevice, makeSession, usualPassword } from '../../../test/factories/customers.ts'
import { restrict } from '../../../test/factories/restrictions.ts'
import type { CustomerChange } from './index.ts'
import {
  aPerson,
  confirm,
  lastSecrets,
  registered,
  startIdentity,
  statementsOf,
  type Request,
} from './identity.fixture.ts'

const fixture = await startIdentity()

type Attempt = { email: string; password?: string; delivery?: string; device_token?: string }

const signIn = (
  { email, password = usualPassword, delivery, device_token }: Attempt,
  more: Partial<Request> = {},
) =>
  fixture.send({
    method: 'POST',
    path: '/v1/sessions',
    body: { email, password, delivery, device_token },
    ...more,
  })

/** A customer with the token of a device of theirs: there, the password is enough. */
async function atHome(wishes: Parameters<typeof makeCustomer>[1] = {}) {
  const customer = await makeCustomer(fixture, wishes)
  return { ...customer, device_token: (await makeDevice(fixture, customer)).token }
}

const me = (request: Partial<Request>) =>
  fixture.send({ method: 'GET', path: '/v1/customers/me', ...request })

const wrongPassword = 'not the right one 81'

describe('the right password', () => {
  test('sets the cookie and tells who is signed in', async () => {
    const customer = await atHome()
    const answer = await signIn(customer)
    expect(answer.status).toBe(201)
    const signedIn = signedInSchema.parse(answer.body)
    expect(signedIn).toMatchObject({
      customer: { email: customer.email, status: 'active' },
      session: { token: null },
    })
    expect(answer.setCookie).toMatch(/^okpay_session=[A-Za-z0-9_-]{43}; .*HttpOnly/)
    expect(await me({ cookie: answer.cookie ?? '' })).toMatchObject({
      status: 200,
      body: { email: customer.email },
    })
  })

  test('with delivery "token" answers the token and sets no cookie', async () => {
    const customer = await atHome()
    const answer = await signIn({ ...customer, delivery: 'token' })
    const { session } = signedInSchema.parse(answer.body)
    expect(answer.setCookie).toBeUndefined()
    expect(session.token).toMatch(/^[A-Za-z0-9_-]{43}$/)
    expect(await me({ bearer: session.token ?? '' })).toMatchObject({ status: 200 })
  })

  test('works however the address is written', async () => {
    const customer = await atHome({ email: 'Zoë.Müller@bücher.example' })
    for (const email of [
      'zoë.müller@BÜCHER.example',
      'ZOË.MÜLLER@xn--bcher-kva.example',
      'ｚoë.müller@bücher.example',
    ])
      expect(await signIn({ ...customer, email })).toMatchObject({
        status: 201,
        body: { customer: { email: customer.email } },
      })
  })

  test('ends the session the browser came with', async () => {
    const customer = await atHome()
    const { cookie: before = '' } = await signIn(customer)
    const { cookie: after = '' } = await signIn(customer, { cookie: before })
    expect(await me({ cookie: before })).toMatchObject({ status: 401, code: 'not_signed_in' })
    expect(await me({ cookie: after })).toMatchObject({ status: 200 })
  })

  test('typed in full-width letters is the same password', async () => {
    const customer = await makeCustomer(fixture, { password: 'violet ｋettle 57 ＯＫ' })
    expect(await signIn({ email: customer.email, password: 'violet kettle 57 OK' })).toMatchObject({
      status: 201,
    })
  })

  test('is hashed anew when the parameters have changed', async () => {
    const customer = await makeCustomer(fixture)
    // m=64, t=1 of the same password, made with the same library.
    const { createPasswords } = await import('./passwords.ts')
    const weaker = await createPasswords({ parameters: { memoryKib: 64, passes: 1, parallelism: 1 } }).hash(
      usualPassword,
    )
    await fixture.rows('UPDATE password_credential SET hash = $1 WHERE customer_id = $2', [
      weaker,
      customer.id,
    ])
    expect(await signIn({ email: customer.email })).toMatchObject({ status: 201 })
    const [row] = await fixture.rows('SELECT hash FROM password_credential WHERE customer_id = $1', [
      customer.id,
    ])
    expect(row?.['hash']).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(await signIn({ email: customer.email })).toMatchObject({ status: 201 })
  })
})

test('a password changed in the moment of the sign-in does not let the old one in', async () => {
  const customer = await makeCustomer(fixture)
  // Whoever changes it holds the row; the sign-in has judged the old password by then and waits.
  const { answer } = await fixture.db.transaction(async tx => {
    await sql`UPDATE password_credential SET changed_at = now() WHERE customer_id = ${customer.id}`.execute(
      tx,
    )
    const signingIn = signIn({ email: customer.email })
    await fixture.someoneWaits()
    return { answer: signingIn }
  })
  expect(await answer).toMatchObject({ status: 401, code: 'credentials_invalid', setCookie: undefined })
  expect(await fixture.rows('SELECT id FROM session WHERE customer_id = $1', [customer.id])).toEqual([])
})

describe('a stranger cannot tell who has an account', () => {
  test('wrong password and unknown address are answered alike', async () => {
    const customer = await makeCustomer(fixture)
    const waiting = await registered(fixture)
    const emails = [
      customer.email,
      waiting.person.email,
      'nobody@example.com',
      'not an address',
      'two@at@example.com',
      '@example.com',
      'a@' + 'b'.repeat(240),
    ]
    for (const email of emails) {
      const answer = await signIn({ email, password: wrongPassword })
      expect({ email, status: answer.status, code: answer.code, details: answer.details }).toEqual({
        email,
        status: 401,
        code: 'credentials_invalid',
        details: undefined,
      })
    }
  })

  test('and cost the same statements and the same password computations', async () => {
    const customer = await makeCustomer(fixture)
    const waiting = await registered(fixture)
    const measure = async (email: string) => {
      const before = fixture.argon2.verify
      const statements = await statementsOf(() => signIn({ email, password: wrongPassword }))
      return { statements, verifies: fixture.argon2.verify - before }
    }
    const unknown = await measure('nobody.at.all@example.com')
    expect(unknown.verifies).toBe(2)
    expect(unknown.statements.length).toBeGreaterThanOrEqual(4)
    expect(await measure(customer.email)).toEqual(unknown)
    expect(await measure(waiting.person.email)).toEqual(unknown)
    expect(await measure('no address')).toEqual(unknown)
  })

  test('and the attempt that begins a lock, and the refusal after it, cost the same statements too', async () => {
    const customer = await makeCustomer(fixture)
    const measure = async (email: string) => {
      const statements: string[][] = []
      for (let attempt = 0; attempt < 7; attempt++)
        statements.push(await statementsOf(() => signIn({ email, password: wrongPassword })))
      return statements
    }
    const unknown = await measure('nobody.at.all.either@example.com')
    expect(unknown[4]?.some(statement => statement.includes('add_job'))).toBe(true)
    expect(await measure(customer.email)).toEqual(unknown)
  })

  test('a lock says nothing either: an unknown address is locked just as well', async () => {
    const customer = await makeCustomer(fixture)
    const seen: Record<string, unknown[]> = {}
    for (const email of [customer.email, 'never.heard.of@example.com']) {
      seen[email] = []
      for (let attempt = 0; attempt < 7; attempt++) {
        const { status, code, retryAfter } = await signIn({ email, password: wrongPassword })
        seen[email].push([status, code, retryAfter])
      }
    }
    expect(seen['never.heard.of@example.com']).toEqual(seen[customer.email])
    expect(seen[customer.email]?.at(-1)).toEqual([423, 'account_locked', expect.any(Number)])
  })
})

describe('an address not proved yet', () => {
  test('is told so once the password is right, and gets a new code', async () => {
    const { person, verification } = await registered(fixture)
    fixture.clock.advance(60_000)
    fixture.mails.length = 0
    const answer = await signIn(person)
    expect(answer).toMatchObject({ status: 403, code: 'verification_required', setCookie: undefined })
    const pending = verificationSchema.parse(answer.details?.['verification'])
    expect(pending).toMatchObject({ id: verification.id, email: person.email })
    await fixture.settled()
    expect(fixture.mails).toHaveLength(1)
    const { code } = lastSecrets(fixture, person.email)
    expect(await confirm(fixture, pending.id, code)).toMatchObject({ status: 200 })
    expect(await signIn(person)).toMatchObject({ status: 201 })
  })

  test('keeps the code it was sent a moment ago', async () => {
    const { person, verification, code } = await registered(fixture)
    fixture.mails.length = 0
    const answer = await signIn(person)
    expect(verificationSchema.parse(answer.details?.['verification'])).toEqual(verification)
    await fixture.settled()
    expect(fixture.mails).toEqual([])
    expect(await confirm(fixture, verification.id, code)).toMatchObject({ status: 200 })
  })

  test('is forgotten when the registration has expired', async () => {
    const { person } = await registered(fixture)
    fixture.clock.advance(7 * 24 * 60 * 60_000)
    expect(await signIn(person)).toMatchObject({ status: 401, code: 'credentials_invalid' })
  })

  describe('somebody else’s registration of my address', () => {
    const strangersPassword = 'copper lantern river 92'

    const registerAs = (email: string) =>
      fixture.send({
        method: 'POST',
        path: '/v1/registrations',
        body: { ...aPerson(), email, password: strangersPassword },
      })

    /** What a stranger sees, step by step, of an address they registered. */
    async function seenBy(email: string) {
      await registerAs(email)
      const look = async (password: string) => {
        const before = fixture.argon2.verify
        let answer: Awaited<ReturnType<typeof signIn>> | undefined
        const statements = await statementsOf(async () => {
          answer = await signIn({ email, password }, { ip: '203.0.113.44' })
        })
        const { status, code, retryAfter, details } = answer ?? {}
        return {
          said: { status, code, retryAfter, details: Object.keys(details ?? {}) },
          statements,
          verifies: fixture.argon2.verify - before,
        }
      }
      const steps = []
      for (const password of [strangersPassword, ...Array.from({ length: 4 }, () => wrongPassword)])
        steps.push(await look(password))
      // Between its guesses the password of the registration neither clears the count nor adds to it.
      steps.push(await look(strangersPassword), await look(wrongPassword), await look(strangersPassword))
      fixture.clock.advance(60_000)
      steps.push(await look(strangersPassword))
      return steps
    }

    test('tells them nothing: with its password they see what they would see of an address that is nobody’s', async () => {
      const owner = await makeCustomer(fixture)
      const known = await seenBy(owner.email)
      const unknown = await seenBy('who.was.never.here@example.com')
      expect(known).toEqual(unknown)
      expect(known.map(({ said }) => said.code)).toEqual([
        'verification_required',
        ...Array.from({ length: 4 }, () => 'credentials_invalid'),
        'verification_required',
        'credentials_invalid',
        'account_locked',
        'verification_required',
      ])
    })

    test('does not let them in, takes nothing from the owner, and is on the owner’s list once for a mail', async () => {
      const owner = await makeCustomer(fixture)
      await registerAs(owner.email)
      const list = () => fixture.rows('SELECT outcome FROM sign_in_event WHERE customer_id = $1', [owner.id])
      for (let attempt = 0; attempt < 3; attempt++)
        expect(await signIn({ email: owner.email, password: strangersPassword })).toMatchObject({
          status: 403,
          code: 'verification_required',
          setCookie: undefined,
        })
      expect(await list()).toEqual([])
      fixture.clock.advance(60_000)
      for (let attempt = 0; attempt < 3; attempt++)
        await signIn({ email: owner.email, password: strangersPassword })
      expect(await list()).toEqual([{ outcome: 'wrong_password' }])
      expect(await signIn(owner)).toMatchObject({ status: 201 })
    })
  })
})

describe('an account that cannot be used says so only to who has the right password', () => {
  const obstacles: [string, CustomerChange[], string][] = [
    ['suspended', ['suspend'], 'account_restricted'],
    ['closed', ['suspend', 'close'], 'account_closed'],
  ]
  test.each(obstacles)('%s', async (_, changes, code) => {
    const { id, email } = await makeCustomer(fixture)
    for (const change of changes)
      await fixture.db.transaction(tx =>
        fixture.identity.changeStatus(tx, { customerId: id, change, now: fixture.clock.now() }),
      )
    expect(await signIn({ email, password: wrongPassword })).toMatchObject({
      status: 401,
      code: 'credentials_invalid',
    })
    expect(await signIn({ email })).toMatchObject({ status: 403, code, setCookie: undefined })
  })

  test('restricted from signing in', async () => {
    const { id, email } = await makeCustomer(fixture)
    await restrict(fixture, id, 'sign_in', fixture.clock.now())
    expect(await signIn({ email })).toMatchObject({ status: 403, code: 'account_restricted' })
  })

  test('restricted otherwise, one can sign in and see why', async () => {
    const customer = await atHome()
    const { id } = customer
    await fixture.db.transaction(tx =>
      fixture.identity.changeStatus(tx, { customerId: id, change: 'restrict', now: fixture.clock.now() }),
    )
    expect(await signIn(customer)).toMatchObject({
      status: 201,
      body: { customer: { status: 'restricted' } },
    })
  })
})

test('attempts are on record, with whom they were about', async () => {
  const customer = await atHome()
  await signIn({ ...customer, password: wrongPassword })
  await signIn(customer)
  const entries = await fixture.rows(
    `SELECT outcome, actor, host(ip) AS ip FROM audit_entry WHERE operation = 'signIn' AND subject = $1 ORDER BY id`,
    [customer.id],
  )
  expect(entries).toEqual([
    { outcome: 'credentials_invalid', actor: null, ip: '203.0.113.7' },
    { outcome: 'succeeded', actor: customer.id, ip: '203.0.113.7' },
  ])
})

test('a session made for a program is not ended by a later sign-in with a token', async () => {
  const customer = await makeCustomer(fixture)
  const { token } = await makeSession(fixture, customer)
  await signIn({ email: customer.email, delivery: 'token' }, { bearer: token })
  expect(await me({ bearer: token })).toMatchObject({ status: 200 })
})
