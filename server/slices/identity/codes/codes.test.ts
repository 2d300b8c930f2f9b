import { describe, expect, test } from 'vitest'
import type { CodePurpose } from '../../../../contract/api/factors.ts'
import { makeCustomer } from '../../../../test/factories/customers.ts'
import { newId } from '../../../platform/id.ts'
import { codeKey, otherThan, startIdentity } from '../identity.fixture.ts'
import { mailedCode, twentyTimes } from '../second-step.fixture.ts'
import { createThrottle } from '../throttle.ts'
import { createCodes, hashCode } from './codes.ts'
import { createSendCode } from './send-code.ts'

const fixture = await startIdentity()
const minute = 60_000

const { db, clock, mailer } = fixture
const sms = { sendSms: () => Promise.reject(new Error('not expected here')) }
// The slice's own worker runs what this one adds: a job is known by its name.
const job = createSendCode({ db, clock, codeKey, mailer, sms, publicUrl: 'http://okpay.test' })
const codes = createCodes({ codeKey, job, throttle: createThrottle(codeKey) })

type Wish = { subject?: string; purpose?: CodePurpose; customerId?: string | null; allowanceKey?: string }

function ask({ subject = newId(), purpose = 'recovery', customerId = null, ...rest }: Wish = {}) {
  const now = fixture.clock.now()
  return fixture.db.transaction(tx =>
    codes.askCode(tx, { subject, purpose, channel: 'email', customerId, now, ...rest }),
  )
}

function take(subject: string, code: string, purpose: CodePurpose = 'recovery') {
  return fixture.db.transaction(tx =>
    codes.takeCode(tx, { subject, purpose, code, now: fixture.clock.now() }),
  )
}

/** A code on its way to a customer, and what it is. */
async function sent(wish: Wish = {}) {
  const customer = await makeCustomer(fixture)
  const subject = newId()
  await ask({ subject, customerId: customer.id, ...wish })
  return { customer, subject, code: await mailedCode(fixture, customer.email) }
}

describe('a code', () => {
  test('is right once', async () => {
    const { subject, code } = await sent()
    expect(await take(subject, code)).toBe('right')
    expect(await take(subject, code)).toBe('spent')
  })

  test('taken twenty times at once, is right once', async () => {
    const { subject, code } = await sent()
    const verdicts = await twentyTimes(() => take(subject, code))
    expect(verdicts.filter(verdict => verdict === 'right')).toHaveLength(1)
    expect(verdicts.filter(verdict => verdict === 'spent')).toHaveLength(19)
  })

  test('of twenty guesses at once no more than five are looked at', async () => {
    const { subject, code } = await sent()
    const verdicts = await twentyTimes(() => take(subject, otherThan(code)))
    expect(verdicts.filter(verdict => verdict === 'wrong')).toHaveLength(5)
    expect(await take(subject, code)).toBe('spent')
  })

  test('is good for its subject and its purpose only', async () => {
    const { subject, code, customer } = await sent()
    const other = newId()
    await ask({ subject: other, customerId: customer.id })
    await ask({ subject, purpose: 'change_email', customerId: customer.id })
    await fixture.settled()
    expect(await take(other, code)).toBe('wrong')
    expect(await take(subject, code, 'change_email')).toBe('wrong')
    expect(await take(subject, code)).toBe('right')
  })

  test('has another hash for another subject or purpose, so that rows cannot be swapped', () => {
    const [one, other] = [newId(), newId()]
    const hash = hashCode(codeKey, { subject: one, purpose: 'sign_in', code: '123456' })
    expect(hashCode(codeKey, { subject: other, purpose: 'sign_in', code: '123456' })).not.toEqual(hash)
    expect(hashCode(codeKey, { subject: one, purpose: 'step_up', code: '123456' })).not.toEqual(hash)
  })

  test('expires after ten minutes; one that was never asked for counts as expired', async () => {
    const { subject, code } = await sent()
    fixture.clock.advance(10 * minute)
    expect(await take(subject, code)).toBe('expired')
    expect(await take(newId(), code)).toBe('expired')
  })

  test('is stored as a hash under a key that is not in the database', async () => {
    const { subject, code } = await sent()
    const [row] = await fixture.rows('SELECT * FROM one_time_code WHERE subject = $1', [subject])
    expect(row?.['code_hash']).toEqual(hashCode(codeKey, { subject, purpose: 'recovery', code }))
    expect(JSON.stringify(row)).not.toContain(code)
    const jobs = await fixture.rows('SELECT payload FROM graphile_worker._private_jobs')
    expect(JSON.stringify(jobs)).not.toContain(code)
  })
})

describe('asking', () => {
  test('again within a minute sends nothing and answers the same times', async () => {
    const { subject, customer, code } = await sent()
    const first = await ask({ subject, customerId: customer.id })
    fixture.clock.advance(minute - 10_000)
    expect(await ask({ subject, customerId: customer.id })).toEqual(first)
    await fixture.settled()
    expect(fixture.mails).toHaveLength(1)
    expect(await take(subject, code)).toBe('right')
  })

  test('after a minute voids the code before and begins the tries anew', async () => {
    const { subject, customer, code } = await sent()
    for (let tried = 0; tried < 5; tried++) await take(subject, otherThan(code))
    fixture.clock.advance(minute)
    await ask({ subject, customerId: customer.id })
    const next = await mailedCode(fixture, customer.email)
    expect(next).not.toBe(code)
    expect(await take(subject, code)).toBe('wrong')
    expect(await take(subject, next)).toBe('right')
  })

  test('twenty times at once sends one', async () => {
    const customer = await makeCustomer(fixture)
    const subject = newId()
    const asked = await twentyTimes(() => ask({ subject, customerId: customer.id, allowanceKey: newId() }))
    expect(new Set(asked.map(({ id }) => id)).size).toBe(1)
    await fixture.settled()
    expect(fixture.mails).toHaveLength(1)
  })

  test('for nobody does the same and sends nothing', async () => {
    const subject = newId()
    const asked = await ask({ subject, customerId: null })
    expect(asked.expiresAt.getTime() - asked.resendAt.getTime()).toBe(9 * minute)
    await fixture.settled()
    expect(fixture.mails).toEqual([])
    expect(await fixture.rows('SELECT code_hash FROM one_time_code WHERE subject = $1', [subject])).toEqual([
      { code_hash: null },
    ])
    expect(await take(subject, '000000')).toBe('wrong')
  })

  test('more than twenty times a day is refused, and leaves no code behind', async () => {
    const customer = await makeCustomer(fixture)
    for (let asked = 0; asked < 20; asked++) await ask({ customerId: customer.id })
    const subject = newId()
    await expect(ask({ subject, customerId: customer.id })).rejects.toMatchObject({
      refusal: { code: 'rate_limited' },
    })
    expect(await fixture.rows('SELECT id FROM one_time_code WHERE subject = $1', [subject])).toEqual([])
    fixture.clock.advance(24 * 60 * minute)
    await ask({ subject, customerId: customer.id })
  })
})
