import { randomUUID } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'
import { describe, expect } from 'vitest'
import { z } from 'zod'
import { test, type DeviceName, type Visitor } from './browser.ts'
import { becomeCustomer, nameOfTheirOwn, patience, type Person } from './customers.ts'
import { serverTime } from './server-time.ts'
import { hire, signInWithCode } from './staff.ts'
import { heading, press, problemOf, signIn } from './steps.ts'
import { textsOf, type Language, type Texts } from './texts.ts'

/**
 * A forgotten password of somebody with two-step verification: a code by mail, a new password, and the second step is
 * asked for all the same.
 */
const stories: [DeviceName, Language][] = [
  ['phone', 'zh-CN'],
  ['desktop', 'en'],
]

/** Wrong codes, weak passwords and the step-up belong to the story. */
const refusal = /Failed to load resource: the server responded with a status of 4\d\d/

const newPassword = 'granite-willow-58-harbor'

describe.each(stories)('on the %s in %s', (device, language) => {
  const texts = textsOf(language)
  const { t } = texts

  test('a lost password with a second factor', async ({ newVisitor }) => {
    const me = await newVisitor(device, { locale: language })
    me.allowConsoleError(refusal)
    const { page, context } = me
    const person = await becomeCustomer(me, language)
    const totp = await protect(me, person)
    await context.clearCookies()

    await me.visit('/sign-in')
    await page.getByLabel(t('identity.email'), { exact: true }).fill(person.email)
    await press(me, page.getByRole('link', { name: t('identity.signIn.forgot'), exact: true }))
    await heading(page, t('recovery.title')).waitFor()
    expect(await page.getByLabel(t('identity.email'), { exact: true }).inputValue()).toBe(person.email)
    await me.checkAccessibility()
    const before = await mailsOf(me, person.email)
    await press(me, page.getByRole('button', { name: t('recovery.send'), exact: true }))

    await giveCode(me, texts, await newCode(me, person, before))
    await choosePassword(me, texts)
    await signInWithBoth(me, texts, { person: { ...person, password: newPassword }, totp })
  })
})

describe.each(stories)('password and second step lost, on the %s in %s', (device, language) => {
  const texts = textsOf(language)
  const { t } = texts

  test('every screen says whose account it is, to the customer and to support', async ({ newVisitor }) => {
    const [me, desk] = [
      await newVisitor(device, { locale: language }),
      await newVisitor(device, { locale: language }),
    ]
    for (const visitor of [me, desk]) visitor.allowConsoleError(refusal)
    const { page, context } = me
    // The desk shows the requests of every story.
    const person = await becomeCustomer(me, language, { name: nameOfTheirOwn() })
    const masked = `e•••${person.email.slice(person.email.indexOf('@'))}`
    await protect(me, person)
    await context.clearCookies()
    await me.visit('/recover')
    await page.getByLabel(t('identity.email'), { exact: true }).fill(person.email)
    const before = await mailsOf(me, person.email)
    await press(me, page.getByRole('button', { name: t('recovery.send'), exact: true }))
    await heading(page, t('recovery.codeTitle')).waitFor()
    await page.getByLabel(t('recovery.code')).fill(await newCode(me, person, before))
    await heading(page, t('recovery.passwordTitle')).waitFor()
    await page.getByText(masked).waitFor()
    await press(me, page.getByRole('button', { name: t('recovery.lostTwoSteps'), exact: true }))
    await page.getByText(masked).waitFor()
    await page
      .getByLabel(t('recovery.request.statement'))
      .fill('My phone fell into the river, codes and all.')
    await press(me, page.getByRole('button', { name: t('recovery.request.send'), exact: true }))
    await heading(page, t('recovery.request.sentTitle')).waitFor()
    await page.getByText(masked).waitFor()
    await press(me, page.getByRole('link', { name: t('recovery.request.follow'), exact: true }))
    await heading(page, t('recovery.request.pageTitle')).waitFor()
    await page.getByText(masked).waitFor()
    await me.checkAccessibility()
    await me.screenshot('recover-request')

    const agent = await hire(desk, `Desk ${person.email.slice(4, 10)}`, 'agent')
    await signInWithCode(desk, texts, agent)
    await desk.visit('/console/recovery')
    const request = desk.page.getByRole('button').filter({ hasText: person.name })
    await request.getByText(masked).waitFor()
    await desk.checkAccessibility()
    await desk.screenshot('desk-recovery')
    await press(desk, request)
    await desk.page.getByRole('dialog').getByText(`${person.name} · ${masked}`).waitFor()
    await desk.checkAccessibility()
  })
})

describe.each(stories)('where strangers used up the codes, on the %s in %s', (device, language) => {
  const texts = textsOf(language)
  const { t } = texts

  test('the owner is told of the link, follows it and sees whose account it is', async ({ newVisitor }) => {
    const me = await newVisitor(device, { locale: language })
    me.allowConsoleError(refusal)
    const { page, context } = me
    const person = await becomeCustomer(me, language)
    await context.clearCookies()
    const stranger = (await newVisitor('desktop')).context.request
    const ask = async () =>
      (await stranger.post('/v1/recoveries', { data: { contact: person.email } })).status()
    await expect.poll(ask, { ...patience, interval: 0 }).toBe(429)

    await me.visit('/recover')
    await page.getByLabel(t('identity.email'), { exact: true }).fill(person.email)
    await press(me, page.getByRole('button', { name: t('recovery.send'), exact: true }))
    await page.getByText(t('recovery.tooMany')).waitFor()
    await me.checkAccessibility()
    const linkIn = async () =>
      (await mailsOf(me, person.email))
        .map(({ text }) => /\/recover#rec_\w+\.[\w-]{43}/.exec(text)?.[0])
        .find(link => link !== undefined) ?? ''
    await expect.poll(linkIn, patience).not.toBe('')
    await me.visit(await linkIn())
    await heading(page, t('recovery.passwordTitle')).waitFor()
    await page.getByText(`e•••${person.email.slice(person.email.indexOf('@'))}`).waitFor()
    await me.checkAccessibility()
    await me.screenshot('recover-by-link')
    await page.getByLabel(t('recovery.password'), { exact: true }).fill(newPassword)
    await press(me, page.getByRole('button', { name: t('recovery.save'), exact: true }))
    await heading(page, t('recovery.doneTitle')).waitFor()
  })
})

/** A wrong code is said where it happened; the right one is read from the mail. A reload in between loses nothing. */
async function giveCode(me: Visitor, { t }: Texts, code: string): Promise<void> {
  const { page } = me
  await heading(page, t('recovery.codeTitle')).waitFor()
  await page.reload()
  await heading(page, t('recovery.codeTitle')).waitFor()
  const field = page.getByLabel(t('recovery.code'))
  await field.fill(code === '000000' ? '000001' : '000000')
  await expect.poll(() => problemOf(field), patience).toContain(t('recovery.codeWrong'))
  await me.checkAccessibility()
  await me.screenshot('recover-code')
  await field.fill(code)
}

/** What the press does is said before it; a weak password is refused and stays in its field. */
async function choosePassword(me: Visitor, { t }: Texts): Promise<void> {
  const { page, context } = me
  await heading(page, t('recovery.passwordTitle')).waitFor()
  await page.getByText(t('recovery.twoSteps')).waitFor()
  await page.getByText(t('recovery.effectHold')).waitFor()
  const field = page.getByLabel(t('recovery.password'), { exact: true })
  await field.fill('password1')
  await press(me, page.getByRole('button', { name: t('recovery.save'), exact: true }))
  await expect.poll(() => problemOf(field), patience).toContain(t('recovery.passwordWeak'))
  expect(await field.inputValue()).toBe('password1')
  await me.checkAccessibility()
  await me.screenshot('recover-password')
  await field.fill(newPassword)
  await press(me, page.getByRole('button', { name: t('recovery.save'), exact: true }))
  await heading(page, t('recovery.doneTitle')).waitFor()
  await page.getByText(t('recovery.doneTwoSteps')).waitFor()
  await me.checkAccessibility()
  await me.screenshot('recover-done')
  // Nobody is signed in by it.
  expect((await context.cookies()).filter(({ name }) => name.includes('session'))).toEqual([])
  await press(me, page.getByRole('main').getByRole('link', { name: t('recovery.toSignIn'), exact: true }))
}

type Both = { person: Person; totp: TOTP }

/** The new password alone is half a sign-in; then the wallet says that money is held, why, and until when. */
async function signInWithBoth(me: Visitor, texts: Texts, { person, totp }: Both): Promise<void> {
  const { page } = me
  const { t } = texts
  await heading(page, t('identity.signIn.title')).waitFor()
  await signIn(me, texts, person)
  await heading(page, t('secondStep.title')).waitFor()
  expect((await me.context.request.get('/v1/customers/me')).status()).toBe(401)
  // The code of this half minute may be the one that turned the app on, so it is the next one.
  await page.getByLabel(t('factors.code')).fill(totp.generate({ timestamp: (await serverTime(me)) + 30_000 }))
  await heading(page, t('wallet.greeting', { name: person.name })).waitFor()
  const banner = page.getByRole('complementary', { name: t('restriction.label') })
  await banner.getByText(t('restriction.reason.recovery_hold')).waitFor()
  await me.screenshot('recover-held')
}

/** Turns an authenticator app on without a screen; passkeys.test.ts walks the way over the screens. */
async function protect(me: Visitor, person: Person): Promise<TOTP> {
  const { request } = me.context
  const asked = await request.post('/v1/authenticators', { headers: { 'idempotency-key': randomUUID() } })
  const challenge = z
    .object({ details: z.object({ challenge: z.object({ id: z.string() }) }) })
    .parse(await asked.json()).details.challenge.id
  const before = await mailsOf(me, person.email)
  await request.post(`/v1/challenges/${challenge}/send_code`, { data: { channel: 'email' } })
  const code = await newCode(me, person, before)
  await request.post(`/v1/challenges/${challenge}/pass`, { data: { proof: { method: 'email_code', code } } })
  const begun = await request.post('/v1/authenticators', { headers: { 'step-up-challenge': challenge } })
  const { id, key } = z.object({ id: z.string(), key: z.string() }).parse(await begun.json())
  const totp = new TOTP({ secret: Secret.fromBase32(key.replaceAll(' ', '')) })
  const first = totp.generate({ timestamp: await serverTime(me) })
  const confirmed = await request.post(`/v1/authenticators/${id}/confirm`, { data: { code: first } })
  expect(confirmed.status()).toBe(200)
  return totp
}

const mails = z.object({ data: z.array(z.object({ id: z.string(), text: z.string() })) })
type Mails = z.output<typeof mails>['data']

async function mailsOf({ context }: Visitor, to: string): Promise<Mails> {
  const answer = await context.request.get('/v1/test_helpers/mails', { params: { to, limit: 20 } })
  return mails.parse(await answer.json()).data
}

/** The code of the newest mail that was not there before. */
async function newCode(me: Visitor, { email }: Person, before: Mails): Promise<string> {
  const known = new Set(before.map(({ id }) => id))
  const find = async (): Promise<string> => {
    const newer = (await mailsOf(me, email)).filter(({ id }) => !known.has(id))
    const match = newer.map(({ text }) => codePattern.exec(text)).find(found => found !== null)
    return match ? `${match[1]}${match[2]}` : ''
  }
  await expect.poll(find, patience).toMatch(/^\d{6}$/)
  return await find()
}

/** A code stands alone on its line. */
const codePattern = /^ {4}(\d{3}) (\d{3})$/m
