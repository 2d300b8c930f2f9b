import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { fromTypeId } from '../../../../contract/ids.ts'
import { makeCustomer, makeSession, usualPassword } from '../../../../test/factories/customers.ts'
import { aPerson, confirm, otherThan, registered, startIdentity } from '../identity.fixture.ts'
import { sharePassword } from '../queries-sessions.ts'
import { complete, provedRecovery, sentCode, startRecovery } from '../recovery/recovery.fixture.ts'
import { twentyTimes } from '../second-step.fixture.ts'
import {
  ask,
  askConfirmed,
  confirmChange,
  customerOf,
  doneChange,
  newEmail,
  newPhone,
  revert,
  signedIn,
  startChange,
  toldTo,
} from './personal.fixture.ts'
import { createTellOldContact } from './tell-old-contact.ts'

const fixture = await startIdentity()

const hour = 60 * 60_000

describe('another e-mail address', () => {
  test('counts once its code was given; the old one is told with a link', async () => {
    const who = await signedIn(fixture)
    const to = newEmail()
    const { id, code } = await startChange(fixture, who, 'email', to)
    expect(await customerOf(fixture, who)).toMatchObject({ email: who.customer.email })
    expect(await confirmChange(fixture, who, id, code)).toMatchObject({
      status: 200,
      body: { status: 'done', new_value: to },
    })
    await fixture.settled()
    expect(await customerOf(fixture, who)).toMatchObject({ email: to, email_key: to })
    const told = fixture.mails.filter(mail => mail.template === 'email_replaced')
    expect(told).toMatchObject([{ to: who.customer.email, params: { new_contact: 'n•••@example.org' } }])
    expect(await toldTo(fixture, who)).toContain('email.changed')
  })

  test('needs a confirmation bound to exactly this address', async () => {
    const who = await signedIn(fixture)
    const wanted = (email: string) => ({
      method: 'POST' as const,
      path: '/v1/contact_changes',
      body: { kind: 'email', email },
    })
    expect(await ask(fixture, who, wanted(newEmail()))).toMatchObject({
      status: 403,
      code: 'step_up_required',
    })
    expect(await fixture.count(`contact_change WHERE customer_id = '${who.customer.id}'`)).toBe(0)
  })

  test.each([
    ['nonsense', 'email: email_malformed'],
    ['', 'email: email_malformed'],
  ])('%j is refused', async (email, field) => {
    const who = await signedIn(fixture)
    const body = { kind: 'email', email }
    expect(await ask(fixture, who, { method: 'POST', path: '/v1/contact_changes', body })).toMatchObject({
      status: 422,
      fields: [field],
    })
  })

  test('the address there is, however written, is no other', async () => {
    const who = await signedIn(fixture)
    const body = { kind: 'email', email: who.customer.email.toUpperCase() }
    expect(await ask(fixture, who, { method: 'POST', path: '/v1/contact_changes', body })).toMatchObject({
      status: 422,
      fields: ['email: unchanged'],
    })
  })

  test('that another customer has is told only to who reads it', async () => {
    const who = await signedIn(fixture)
    const other = await makeCustomer(fixture)
    const { id, code } = await startChange(fixture, who, 'email', other.email)
    expect(await confirmChange(fixture, who, id, code)).toMatchObject({ status: 409, code: 'email_taken' })
    expect(await customerOf(fixture, who)).toMatchObject({ email: who.customer.email })
  })

  test('two customers who prove one address at once: one has it', async () => {
    const to = newEmail()
    const people = [await signedIn(fixture), await signedIn(fixture)] as const
    const begun = []
    for (const who of people) begun.push({ who, ...(await startChange(fixture, who, 'email', to)) })
    const answers = await Promise.all(begun.map(({ who, id, code }) => confirmChange(fixture, who, id, code)))
    expect(answers.map(answer => answer.status).toSorted((a, b) => a - b)).toEqual([200, 409])
  })

  test('of twenty right codes at once one counts, and a sixth wrong one is not looked at', async () => {
    const who = await signedIn(fixture)
    const first = await startChange(fixture, who, 'email', newEmail())
    const answers = await twentyTimes(() => confirmChange(fixture, who, first.id, first.code))
    expect(answers.map(answer => answer.status).toSorted((a, b) => a - b)).toEqual([
      200,
      ...Array(19).fill(410),
    ])
    const second = await startChange(fixture, who, 'email', newEmail())
    const wrong = await twentyTimes(() => confirmChange(fixture, who, second.id, otherThan(second.code)))
    expect(wrong.filter(answer => answer.code === 'code_invalid')).toHaveLength(5)
    expect(await confirmChange(fixture, who, second.id, second.code)).toMatchObject({ status: 410 })
  })

  test('one account has us write to ten numbers a day and no more, whichever they are', async () => {
    const who = await signedIn(fixture)
    for (let sent = 0; sent < 10; sent++) await startChange(fixture, who, 'phone', newPhone())
    const before = fixture.messages.length
    const body = { kind: 'phone', phone: newPhone() }
    expect(
      await askConfirmed(fixture, who, { method: 'POST', path: '/v1/contact_changes', body }),
    ).toMatchObject({ status: 429, code: 'rate_limited' })
    await fixture.settled()
    expect(fixture.messages).toHaveLength(before)
    // Somebody else still can.
    await startChange(fixture, await signedIn(fixture), 'phone', newPhone())
  })

  test('another’s change is nobody’s', async () => {
    const who = await signedIn(fixture)
    const stranger = await signedIn(fixture)
    const { id, code } = await startChange(fixture, who, 'email', newEmail())
    for (const path of ['confirm', 'resend', 'cancel'])
      expect(
        await ask(fixture, stranger, {
          method: 'POST',
          path: `/v1/contact_changes/${id}/${path}`,
          ...(path === 'confirm' ? { body: { code } } : {}),
        }),
      ).toMatchObject({ status: 404 })
    expect(await confirmChange(fixture, who, id, code)).toMatchObject({ status: 200 })
  })

  test('a newer wish replaces an older one, and a wish can be taken back', async () => {
    const who = await signedIn(fixture)
    const older = await startChange(fixture, who, 'email', newEmail())
    const newer = await startChange(fixture, who, 'email', newEmail())
    expect(await confirmChange(fixture, who, older.id, older.code)).toMatchObject({ status: 410 })
    const path = `/v1/contact_changes/${newer.id}/cancel`
    expect(await ask(fixture, who, { method: 'POST', path })).toMatchObject({ body: { status: 'canceled' } })
    expect(await confirmChange(fixture, who, newer.id, newer.code)).toMatchObject({ status: 410 })
  })
})

describe('another mobile number', () => {
  test('is proved by a message, and is found by from then on', async () => {
    const who = await signedIn(fixture)
    const to = newPhone()
    await doneChange(fixture, who, 'phone', to)
    const after = await customerOf(fixture, who)
    expect(after).toMatchObject({ phone: to, phone_lookup: to })
    expect(after.phone_verified_at).not.toBeNull()
    // The old number gets a warning without a link, the mailbox the link.
    expect(fixture.messages.filter(text => text.to === who.customer.phone)).toMatchObject([
      { template: 'alert' },
    ])
    expect(fixture.mails.filter(mail => mail.template === 'phone_replaced')).toMatchObject([
      { to: who.customer.email },
    ])
  })
})

describe('the link in the mail to the old address', () => {
  test('undoes the change without signing in, ends every session and holds money for a day', async () => {
    const who = await signedIn(fixture)
    const { link } = await doneChange(fixture, who, 'email', newEmail())
    expect(await revert(fixture, link)).toMatchObject({
      status: 200,
      body: { kind: 'email', restored: 'w•••@example.com' },
    })
    expect(await customerOf(fixture, who)).toMatchObject({ email: who.customer.email })
    expect(await ask(fixture, who, { method: 'GET', path: '/v1/customers/me' })).toMatchObject({
      status: 401,
    })
    const holds = await fixture.rows('SELECT reason, scope FROM restriction WHERE customer_id = $1', [
      who.customer.id,
    ])
    expect(holds).toEqual([{ reason: 'recovery_hold', scope: 'debit' }])
    expect(await toldTo(fixture, who)).toContain('email.reverted')
  })

  test('waits for whoever is being signed in without holding what they need', async () => {
    const who = await signedIn(fixture)
    const { link } = await doneChange(fixture, who, 'email', newEmail())
    const { reverting } = await fixture.db.transaction(async tx => {
      await sharePassword(tx, who.customer.id)
      const sent = revert(fixture, link)
      await fixture.someoneWaits()
      // As the session does that is opened now.
      await sql`SELECT FROM customer WHERE id = ${who.customer.id} FOR KEY SHARE`.execute(tx)
      return { reverting: sent }
    })
    expect((await reverting).status).toBe(200)
  })

  test('protects the account also when another account uses the address by now', async () => {
    const who = await signedIn(fixture)
    const { link } = await doneChange(fixture, who, 'email', newEmail())
    // A change from before addresses were kept.
    await fixture.rows('UPDATE contact_change SET old_key = NULL WHERE customer_id = $1', [who.customer.id])
    await makeCustomer(fixture, { email: who.customer.email })
    expect(await revert(fixture, link)).toMatchObject({ code: 'email_taken' })
    expect(await ask(fixture, who, { method: 'GET', path: '/v1/customers/me' })).toMatchObject({
      status: 401,
    })
    const holds = await fixture.rows('SELECT reason, scope FROM restriction WHERE customer_id = $1', [
      who.customer.id,
    ])
    expect(holds).toEqual([{ reason: 'recovery_hold', scope: 'debit' }])
  })

  describe('until it is too late for it, the address is kept', () => {
    const register = (email: string) =>
      fixture.send({ method: 'POST', path: '/v1/registrations', body: { ...aPerson(), email } })
    const mailsTo = (to: string) =>
      fixture.mails.filter(mail => mail.to === to).map(({ template }) => template)

    test('whoever registers it gets the same answer as everybody, and its mailbox the link', async () => {
      const who = await signedIn(fixture)
      const { email } = who.customer
      const { link } = await doneChange(fixture, who, 'email', newEmail())
      expect(await register(email.toUpperCase())).toMatchObject({ status: 202 })
      await fixture.settled()
      expect(mailsTo(email)).toEqual(['email_replaced', 'address_kept'])
      expect(mailsTo(email.toUpperCase())).toEqual([])
      const told = fixture.mails.findLast(mail => mail.template === 'address_kept')
      expect(told).toMatchObject({
        params: { link: `http://okpay.test/revert-change#${link.change}.${link.token}` },
      })
      expect(await revert(fixture, link)).toMatchObject({ status: 200 })
      expect(await customerOf(fixture, who)).toMatchObject({ email })
    })

    test('a code that was on its way opens no account on it', async () => {
      const who = await signedIn(fixture)
      const { person, verification, code } = await registered(fixture)
      const { link } = await doneChange(fixture, who, 'email', newEmail())
      // As though the address had been the customer's when the code came.
      await fixture.rows('UPDATE contact_change SET old_value = $1, old_key = $1 WHERE customer_id = $2', [
        person.email,
        who.customer.id,
      ])
      expect(await confirm(fixture, verification.id, code)).toMatchObject({
        status: 409,
        code: 'email_taken',
      })
      expect(await revert(fixture, link)).toMatchObject({ status: 200 })
    })

    test('nobody else can change theirs to it; who gave it up can', async () => {
      const who = await signedIn(fixture)
      const { email } = who.customer
      await doneChange(fixture, who, 'email', newEmail())
      const other = await signedIn(fixture)
      const { id, code } = await startChange(fixture, other, 'email', email)
      expect(await confirmChange(fixture, other, id, code)).toMatchObject({
        status: 409,
        code: 'email_taken',
      })
      await doneChange(fixture, who, 'email', email)
      expect(await customerOf(fixture, who)).toMatchObject({ email })
    })

    test('and after that it is anybody’s', async () => {
      const who = await signedIn(fixture)
      const { email } = who.customer
      await doneChange(fixture, who, 'email', newEmail())
      fixture.clock.advance(72 * hour)
      await register(email)
      await fixture.settled()
      expect(mailsTo(email)).toEqual(['email_replaced', 'confirm_email'])
    })
  })

  test('does not take a number from who has proved it meanwhile', async () => {
    const who = await signedIn(fixture)
    const { phone } = who.customer
    const { link } = await doneChange(fixture, who, 'phone', newPhone())
    const other = await signedIn(fixture)
    await doneChange(fixture, other, 'phone', phone)
    expect(await revert(fixture, link)).toMatchObject({ status: 200 })
    expect(await customerOf(fixture, who)).toMatchObject({
      phone,
      phone_lookup: null,
      phone_verified_at: null,
    })
    expect(await customerOf(fixture, other)).toMatchObject({ phone, phone_lookup: phone })
  })

  test('brings the number back too', async () => {
    const who = await signedIn(fixture)
    const { link } = await doneChange(fixture, who, 'phone', newPhone())
    expect(await revert(fixture, link)).toMatchObject({
      status: 200,
      body: { kind: 'phone', restored: `•••• ${who.customer.phone.slice(-2)}` },
    })
    expect(await customerOf(fixture, who)).toMatchObject({ phone: who.customer.phone })
  })

  test('of twenty presses at once one counts', async () => {
    const who = await signedIn(fixture)
    const { link } = await doneChange(fixture, who, 'email', newEmail())
    const answers = await twentyTimes(() => revert(fixture, link))
    expect(answers.map(answer => answer.status).toSorted((a, b) => a - b)).toEqual([
      200,
      ...Array(19).fill(409),
    ])
    expect(await fixture.count(`restriction WHERE customer_id = '${who.customer.id}'`)).toBe(1)
  })

  test('works for 72 hours', async () => {
    const who = await signedIn(fixture)
    const { link } = await doneChange(fixture, who, 'email', newEmail())
    fixture.clock.advance(72 * hour - 60_000)
    const other = await signedIn(fixture)
    const late = await doneChange(fixture, other, 'email', newEmail())
    fixture.clock.advance(72 * hour)
    expect(await revert(fixture, late.link)).toMatchObject({ status: 410, code: 'challenge_expired' })
    expect(await revert(fixture, link)).toMatchObject({ status: 410 })
  })

  test('works until the last minute', async () => {
    const who = await signedIn(fixture)
    const { link } = await doneChange(fixture, who, 'email', newEmail())
    fixture.clock.advance(72 * hour - 60_000)
    expect(await revert(fixture, link)).toMatchObject({ status: 200 })
  })

  test('an invented or borrowed token does nothing', async () => {
    const who = await signedIn(fixture)
    const { link } = await doneChange(fixture, who, 'email', newEmail())
    const other = await doneChange(fixture, await signedIn(fixture), 'email', newEmail())
    for (const token of [other.link.token, 'A'.repeat(43)])
      expect(await revert(fixture, { ...link, token })).toMatchObject({ status: 422, code: 'code_invalid' })
    expect(await customerOf(fixture, who)).not.toMatchObject({ email: who.customer.email })
  })

  test('undoes the number a thief set after the address too, and no device is known any more', async () => {
    const who = await signedIn(fixture)
    const { link } = await doneChange(fixture, who, 'email', newEmail())
    await doneChange(fixture, who, 'phone', newPhone())
    expect(await revert(fixture, link)).toMatchObject({ status: 200 })
    const { email, phone } = who.customer
    expect(await customerOf(fixture, who)).toMatchObject({ email, phone })
    expect(await toldTo(fixture, who)).toEqual(expect.arrayContaining(['email.reverted', 'phone.reverted']))
    expect(
      await fixture.count(`device WHERE customer_id = '${who.customer.id}' AND revoked_at IS NULL`),
    ).toBe(0)
  })

  test('a number set shortly before the address counts for nothing until it is proved again', async () => {
    const who = await signedIn(fixture)
    const to = newPhone()
    await doneChange(fixture, who, 'phone', to)
    fixture.clock.advance(60_000)
    const { link } = await doneChange(fixture, who, 'email', newEmail())
    expect(await revert(fixture, link)).toMatchObject({ status: 200 })
    expect(await customerOf(fixture, who)).toMatchObject({
      email: who.customer.email,
      phone: to,
      phone_lookup: null,
      phone_verified_at: null,
    })
    expect(await toldTo(fixture, who)).toContain('phone.unproved')
    await startRecovery(fixture, to)
    expect(sentCode(fixture, to)).toBeUndefined()
  })

  test('a number set long before stays as it is', async () => {
    const who = await signedIn(fixture)
    const to = newPhone()
    await doneChange(fixture, who, 'phone', to)
    fixture.clock.advance(72 * hour)
    const again = { ...who, session: await makeSession(fixture, who.customer) }
    const { link } = await doneChange(fixture, again, 'email', newEmail())
    expect(await revert(fixture, link)).toMatchObject({ status: 200 })
    expect(await customerOf(fixture, who)).toMatchObject({ phone: to, phone_lookup: to })
    expect(await toldTo(fixture, who)).not.toContain('phone.unproved')
  })

  test('of a number goes to the address of that moment, also where the mail had to wait', async () => {
    const who = await signedIn(fixture)
    const { id } = await doneChange(fixture, who, 'phone', newPhone())
    fixture.clock.advance(60_000)
    await doneChange(fixture, who, 'email', newEmail())
    const late: string[] = []
    const job = createTellOldContact({
      db: fixture.db,
      codeKey: Buffer.alloc(32),
      mailer: { sendMail: ({ to }) => Promise.resolve(void late.push(to)) },
      sms: { sendSms: () => Promise.resolve('taken') },
      publicUrl: 'http://okpay.test',
    })
    await job.run({ change: fromTypeId('contactChange', id) ?? '' }, { attempt: 1, isLastAttempt: false })
    expect(late).toEqual([who.customer.email])
  })

  test('the thief’s later changes are undone with it, and their links are dead', async () => {
    const who = await signedIn(fixture)
    const first = await doneChange(fixture, who, 'email', newEmail())
    const second = await doneChange(fixture, who, 'email', newEmail())
    expect(await revert(fixture, first.link)).toMatchObject({ status: 200 })
    expect(await customerOf(fixture, who)).toMatchObject({ email: who.customer.email })
    expect(await revert(fixture, second.link)).toMatchObject({ status: 409 })
    expect(await customerOf(fixture, who)).toMatchObject({ email: who.customer.email })
  })
})

test('a recovery is told to the address the account had before', async () => {
  const who = await signedIn(fixture)
  const to = newEmail()
  await doneChange(fixture, who, 'email', to)
  const { id, token } = await provedRecovery(fixture, to)
  expect(await complete(fixture, id, { token })).toMatchObject({ status: 200 })
  await fixture.settled()
  expect(fixture.mails.filter(mail => mail.template === 'notice')).toMatchObject([{ to: who.customer.email }])
})

describe('another password', () => {
  const next = 'granite willow harbor 38'
  const change = (current: string, password = next) => ({
    method: 'POST' as const,
    path: '/v1/customers/me/password',
    body: { current_password: current, new_password: password },
  })
  const signIn = (email: string, password: string) =>
    fixture.send({ method: 'POST', path: '/v1/sessions', body: { email, password, delivery: 'token' } })

  test('ends every other session and keeps this one', async () => {
    const who = await signedIn(fixture)
    const elsewhere = await makeSession(fixture, who.customer)
    expect(await askConfirmed(fixture, who, change(usualPassword))).toMatchObject({ status: 204 })
    const me = (bearer: string) => fixture.send({ method: 'GET', path: '/v1/customers/me', bearer })
    expect(await me(elsewhere.token)).toMatchObject({ status: 401 })
    expect(await me(who.session.token)).toMatchObject({ status: 200 })
    expect(await signIn(who.customer.email, usualPassword)).toMatchObject({ status: 401 })
    expect(await signIn(who.customer.email, next)).toMatchObject({ status: 201 })
    expect(await toldTo(fixture, who)).toContain('password.changed')
  })

  test('needs a confirmation', async () => {
    const who = await signedIn(fixture)
    expect(await ask(fixture, who, change(usualPassword))).toMatchObject({ code: 'step_up_required' })
    expect(await signIn(who.customer.email, usualPassword)).toMatchObject({ status: 201 })
  })

  test('needs the one in use, and guesses are counted', async () => {
    const who = await signedIn(fixture)
    for (let count = 0; count < 5; count++)
      expect(await ask(fixture, who, change(`wrong ${count}`))).toMatchObject({
        status: 422,
        fields: ['current_password: password_wrong'],
      })
    expect(await ask(fixture, who, change(usualPassword))).toMatchObject({
      status: 423,
      code: 'account_locked',
    })
  })

  test('must be strong', async () => {
    const who = await signedIn(fixture)
    expect(await ask(fixture, who, change(usualPassword, 'wang xiaoming'))).toMatchObject({
      code: 'password_too_weak',
      fields: ['new_password: password_too_weak'],
    })
  })
})
