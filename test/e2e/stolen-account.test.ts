import type { Locator } from 'playwright-core'
import { Secret, TOTP } from 'otpauth'
import { describe, expect } from 'vitest'
import { z } from 'zod'
import { test, type DeviceName, type Visitor } from './browser.ts'
import {
  becomeCustomer,
  confirmedByMail,
  giveMoney,
  maskedNames,
  patience,
  type Person,
} from './customers.ts'
import { advance } from './passing-time.ts'
import { serverTime } from './server-time.ts'
import { composeTransfer, heading, press, signIn, signInAnew } from './steps.ts'
import { amountText, textsOf, type Language, type Texts } from './texts.ts'

/**
 * A stolen account, from the alert to where everything is as it was: somebody who has the password and reads the
 * mailbox signs in; the owner says by the alert's link that it was not them; the stranger is out at once, no money
 * leaves; a new password, a day of waiting, a confirmation, and the owner pays again.
 */
const stories: [DeviceName, Language][] = [
  ['phone', 'zh-CN'],
  ['desktop', 'en'],
]

/** Refusals are what this story is about; anything else in a console still fails the test. */
const refusal = /Failed to load resource: the server responded with a status of 4\d\d/

const dayAndHour = 25 * 60 * 60

describe.each(stories)('on the %s in %s', (device, language) => {
  const texts = textsOf(language)
  const { t } = texts
  const options = { locale: language }

  test('a stolen account is frozen from the alert and comes back to its owner', async ({ newVisitor }) => {
    const [owner, thief, friend] = [
      await newVisitor(device, options),
      await newVisitor('desktop', options),
      await newVisitor('desktop', options),
    ]
    for (const visitor of [owner, thief, friend]) visitor.allowConsoleError(refusal)
    const person = await becomeCustomer(owner, language)
    await giveMoney(owner, '50.00 EUR')
    const friendly = await becomeCustomer(friend, language)

    await thief.visit('/sign-in')
    await signInAnew(thief, texts, person)
    await heading(thief.page, t('wallet.greeting', { name: person.name })).waitFor()

    await addAnApp(thief, person)

    await answerTheAlert(owner, thief, texts, person)
    await chooseNewPassword(owner, texts, person)
    const recovered = { ...person, password: newPassword }
    await seeWhyNothingLeaves(owner, texts, recovered, friendly)
    await unfreezeAfterADay(owner, texts, recovered)
    await payAgain(owner, texts, recovered, friendly)
  })
})

const newPassword = 'harbour-violin-61-saffron'
const mails = z.object({ data: z.array(z.object({ id: z.string(), text: z.string() })) })

async function mailsOf({ context }: Visitor, email: string): Promise<{ id: string; text: string }[]> {
  const answer = await context.request.get('/v1/test_helpers/mails', { params: { to: email, limit: 20 } })
  return mails.parse(await answer.json()).data
}

/** The first link of the newest alert: "this was not me" stands before "freeze". */
async function linkOfTheAlert(visitor: Visitor, email: string): Promise<string> {
  const find = async () => {
    const texts = (await mailsOf(visitor, email)).map(({ text }) => text)
    return texts.map(text => /\/alert#[\w-]{43}/.exec(text)?.[0]).find(link => link !== undefined) ?? ''
  }
  await expect.poll(find, patience).not.toBe('')
  return await find()
}

/** What would bring the thief back whatever ends: an authenticator app of their own. */
async function addAnApp(thief: Visitor, person: Person): Promise<void> {
  const { request } = thief.context
  const begun = await confirmedByMail(thief, person, { path: '/v1/authenticators' })
  const { id, key } = z.object({ id: z.string(), key: z.string() }).parse(begun)
  const totp = new TOTP({ secret: Secret.fromBase32(key.replaceAll(' ', '')) })
  const data = { code: totp.generate({ timestamp: await serverTime(thief) }) }
  expect((await request.post(`/v1/authenticators/${id}/confirm`, { data })).status()).toBe(200)
}

async function answerTheAlert(owner: Visitor, thief: Visitor, { t }: Texts, person: Person): Promise<void> {
  const { page } = owner
  await owner.visit(await linkOfTheAlert(owner, person.email))
  await heading(page, t('security.notMe.title')).waitFor()
  await owner.checkAccessibility()
  await owner.screenshot('stolen-alert')
  // Opening the link has changed nothing: the stranger is still in.
  await thief.page.reload()
  await heading(thief.page, t('wallet.greeting', { name: person.name })).waitFor()

  await press(owner, page.getByRole('button', { name: t('security.notMe.confirm') }))
  await page.getByText(t('security.notMe.doneTitle')).waitFor()
  await page.getByText(t('security.notMe.factors.endedTitle')).waitFor()
  await page.getByText(t('security.notMe.factors.totp'), { exact: true }).waitFor()
  await owner.checkAccessibility()
  await owner.screenshot('stolen-protected')

  // The stranger's page is told within seconds, without anybody touching it.
  await thief.page.waitForURL(/\/sign-in/)
  await signIn(thief, textsOf(person.language), person)
  await heading(thief.page, t('secondStep.title')).waitFor()

  // The link works once.
  await page.reload()
  await page.getByText(t('security.alert.overTitle')).waitFor()
  await owner.checkAccessibility()
}

async function chooseNewPassword(owner: Visitor, { t }: Texts, person: Person): Promise<void> {
  const { page } = owner
  const newCode = await nextCode(owner, person.email)
  await owner.visit('/recover')
  await page.getByLabel(t('identity.email'), { exact: true }).fill(person.email)
  await press(owner, page.getByRole('button', { name: t('recovery.send'), exact: true }))
  await heading(page, t('recovery.codeTitle')).waitFor()
  await page.getByLabel(t('recovery.code'), { exact: true }).fill(await newCode())
  await heading(page, t('recovery.passwordTitle')).waitFor()
  await page.getByLabel(t('recovery.password'), { exact: true }).fill(newPassword)
  await press(owner, page.getByRole('button', { name: t('recovery.save'), exact: true }))
  await heading(page, t('recovery.doneTitle')).waitFor()
}

/** Signed in with the new password: every page says what is held and why, and a payment is refused in words. */
async function seeWhyNothingLeaves(
  owner: Visitor,
  texts: Texts,
  person: Person,
  friend: Person,
): Promise<void> {
  const { page } = owner
  const { t } = texts
  await owner.visit('/sign-in')
  await signInAnew(owner, texts, person)
  await heading(page, t('wallet.greeting', { name: person.name })).waitFor()
  const banner = page.getByRole('complementary', { name: t('restriction.label') })
  await banner.getByText(t('restriction.reason.not_me')).waitFor()
  await banner.getByText(t('restriction.reason.recovery_hold')).waitFor()
  await owner.checkAccessibility()
  await owner.screenshot('stolen-held')

  await owner.visit('/app/send')
  await composeTransfer(owner, texts, {
    to: friend.email,
    name: maskedNames[texts.language],
    value: '5.00',
    note: 'lunch',
  })
  await page.getByText(mailText[texts.language]).waitFor()
  // Left by its links, the form is given up: tomorrow it is empty.
  const places = page.getByRole('navigation', { name: t('ui.mainNavigation'), exact: true })
  await press(owner, places.getByRole('link', { name: t('ui.places.home'), exact: true }))
  await heading(page, t('wallet.greeting', { name: person.name })).waitFor()

  await owner.visit('/app/security')
  const unfreeze = page.getByRole('button', { name: t('security.freeze.unfreeze'), exact: true })
  await unfreeze.waitFor()
  expect(await unfreeze.getAttribute('aria-disabled')).toBe('true')
  await owner.checkAccessibility()
}

/** The title of `account_restricted`, as the API says it. */
const mailText: Record<Language, string> = {
  en: 'Your account is restricted at the moment',
  'zh-CN': '您的账户目前受到限制',
}

async function unfreezeAfterADay(owner: Visitor, texts: Texts, person: Person): Promise<void> {
  const { page } = owner
  const { t } = texts
  await advance(owner, dayAndHour)
  // The session of yesterday is over. The browser still lives in yesterday; the server's clock decides.
  await owner.visit('/sign-in')
  await signIn(owner, texts, person)
  await heading(page, t('wallet.greeting', { name: person.name })).waitFor()
  await owner.visit('/app/security')
  await confirmWithCode(owner, texts, person, {
    button: page.getByRole('button', { name: t('security.freeze.unfreeze'), exact: true }),
    title: t('stepUp.title.unfreeze'),
  })
  await page.getByRole('heading', { name: t('security.freeze.title'), exact: true }).waitFor()
  await page.getByRole('complementary', { name: t('restriction.label') }).waitFor({ state: 'detached' })
  await owner.screenshot('stolen-recovered')
}

async function payAgain(owner: Visitor, texts: Texts, person: Person, friend: Person): Promise<void> {
  const { page } = owner
  const { t } = texts
  await owner.visit('/app/send')
  await composeTransfer(owner, texts, {
    to: friend.email,
    name: maskedNames[texts.language],
    value: '5.00',
    note: 'lunch',
  })
  await confirmWithCode(owner, texts, person, {
    button: page.getByRole('button', { name: new RegExp(`^${t('transfers.send')}`) }),
    title: t('stepUp.title.transfer'),
  })
  await heading(page, t('transfers.sentTitle')).waitFor()
  await page.getByText(amountText('5.00 EUR')).first().waitFor()
}

/** Presses, is asked to confirm, and does so with the code of a mail that was not there before the press. */
async function confirmWithCode(
  owner: Visitor,
  { t }: Texts,
  { email }: Person,
  { button, title }: { button: Locator; title: string },
): Promise<void> {
  const newCode = await nextCode(owner, email)
  await press(owner, button)
  const sheet = owner.page.getByRole('dialog', { name: title })
  await sheet.getByLabel(t('factors.code')).waitFor()
  await sheet.getByLabel(t('factors.code')).fill(await newCode())
  await sheet.waitFor({ state: 'detached' })
}

/** Notes which mails are there now; the answer waits for a code that comes later. */
async function nextCode(visitor: Visitor, email: string): Promise<() => Promise<string>> {
  const known = new Set((await mailsOf(visitor, email)).map(({ id }) => id))
  const find = async () => {
    const newer = (await mailsOf(visitor, email)).filter(({ id }) => !known.has(id))
    const found = newer.map(({ text }) => /\b(\d{3}) (\d{3})\b/.exec(text)).find(match => match !== null)
    return found ? `${found[1]}${found[2]}` : ''
  }
  return async () => {
    await expect.poll(find, patience).toMatch(/^\d{6}$/)
    return await find()
  }
}
