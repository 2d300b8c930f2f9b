import { describe, expect } from 'vitest'
import { z } from 'zod'
import { demoPeople } from '../../simulators/people/demo-people.ts'
import { test, type DeviceName, type Visitor } from './browser.ts'
import { becomeCustomer, patience } from './customers.ts'
import { heading, signInAnew } from './steps.ts'
import { textsOf, type Language, type TextKey, type Texts } from './texts.ts'

/** Every page on both devices and in both languages. */
const settings = [
  { device: 'phone', language: 'zh-CN' },
  { device: 'phone', language: 'en' },
  { device: 'desktop', language: 'zh-CN' },
  { device: 'desktop', language: 'en' },
] as const satisfies { device: DeviceName; language: Language }[]

/** A page by its address and the heading that says it is there. */
type Place = { name: string; path: string; title: TextKey; facts?: Record<string, string> }

const somewhere = '/check-mail?id=verification_01k00000000000000000000000&email=nora%40mail.example'

const publicPlaces: Place[] = [
  { name: 'home', path: '/', title: 'publicPages.home.title' },
  { name: 'fees', path: '/fees', title: 'publicPages.fees.title' },
  { name: 'terms', path: '/terms', title: 'publicPages.terms.title' },
  { name: 'privacy', path: '/privacy', title: 'publicPages.privacy.title' },
  { name: 'register', path: '/register', title: 'registerForm.title' },
  { name: 'check-mail', path: somewhere, title: 'identity.checkMail.title' },
  { name: 'confirm-email', path: `/confirm-email#${'a'.repeat(40)}`, title: 'confirmEmail.title' },
  { name: 'sign-in', path: '/sign-in', title: 'identity.signIn.title' },
  { name: 'recover', path: '/recover', title: 'recovery.title' },
  {
    name: 'recover-code',
    path: '/recover?id=rec_01k00000000000000000000000&contact=nora%40mail.example',
    title: 'recovery.codeTitle',
  },
  { name: 'recover-request', path: '/recover/request#cut-off', title: 'recovery.request.unknownTitle' },
  {
    name: 'revert-change',
    path: `/revert-change#cch_01k00000000000000000000000.${'a'.repeat(43)}`,
    title: 'recovery.revert.title',
  },
  {
    name: 'account-closed',
    path: `/account-closed#acl_01k00000000000000000000000.${'a'.repeat(43)}`,
    title: 'recovery.closed.title',
  },
  { name: 'official-channels', path: '/official-channels', title: 'official.title' },
  { name: 'lessons', path: '/security-lessons', title: 'lessons.title' },
  { name: 'lesson', path: '/security-lessons/imitation', title: 'lessons.imitation.title' },
  { name: 'alert', path: '/alert', title: 'security.alert.title' },
  { name: 'inbox', path: '/inbox', title: 'testInbox.title' },
  { name: 'not-found', path: '/nowhere', title: 'ui.notFoundTitle' },
]

describe.each(settings)('on a $device in $language', ({ device, language }) => {
  const texts = textsOf(language)

  test('public pages', async ({ newVisitor }) => {
    const visitor = await newVisitor(device, { locale: language })
    visitor.allowConsoleError(/status of 404 .*\/nowhere\)$/)
    await inspectAll(visitor, texts, publicPlaces)
  })

  test('pages of a customer', async ({ newVisitor }) => {
    const visitor = await newVisitor(device, { locale: language })
    const person = demoPeople[language === 'en' ? 1 : 0]
    await visitor.visit('/sign-in')
    await signInAnew(visitor, texts, person)
    await heading(visitor.page, texts.t('wallet.greeting', { name: person.name })).waitFor()
    await inspectAll(visitor, texts, await customerPlaces(visitor, person.name))
  })
})

/** Which mails the inbox of the pages above holds depends on what ran before, so here one is as long as they get. */
test('on a phone, a long subject or a large amount makes no page wider than the screen', async ({
  phone,
}) => {
  await becomeCustomer(phone, 'zh-CN')
  const subject = 'A new password was set through recovery of your account, and every device was signed out'
  await phone.page.route('**/v1/test_helpers/mails*', async route => {
    const response = await route.fetch()
    const { data, ...rest } = mailList.parse(await response.json())
    await route.fulfill({ response, json: { ...rest, data: data.map(mail => ({ ...mail, subject })) } })
  })
  await phone.visit('/inbox')
  await phone.page.getByText(subject).first().waitFor()
  await expectNoSidewaysScroll(phone, '/inbox')
  await lookAtLargeBalance(phone)
})

/** Fifteen digits before the point, as many as there may be: all of them are on the narrowest phone. */
async function lookAtLargeBalance(me: Visitor): Promise<void> {
  const { page } = me
  await page.setViewportSize({ width: 360, height: 780 })
  await page.route('**/v1/wallet', async route => {
    const response = await route.fetch()
    const text = (await response.text()).replaceAll(/"value":"0(\.0+)?"/g, '"value":"123456789012345$1"')
    await route.fulfill({ response, body: text })
  })
  await me.visit('/app')
  await page
    .getByText(/123,456,789,012,345/)
    .nth(1)
    .waitFor()
  const cutOff = await page.evaluate(`[...document.querySelectorAll('main bdi')]
    .map(amount => amount.getBoundingClientRect().right - (amount.closest('section') ?? document.body).getBoundingClientRect().right)
    .filter(beyond => beyond > 0)`)
  expect(cutOff).toEqual([])
}

const mailList = z.looseObject({ data: z.array(z.looseObject({ subject: z.string() })).min(1) })
const listed = z.object({ data: z.array(z.object({ id: z.string(), number: z.string() })) })

async function customerPlaces({ context }: Visitor, name: string): Promise<Place[]> {
  const first = async (kind: string) => {
    const answer = await context.request.get('/v1/transactions', { params: { kind, limit: 1 } })
    const [transaction] = listed.parse(await answer.json()).data
    if (!transaction) throw new Error(`${name} has no ${kind}`)
    return transaction
  }
  const [deposit, transfer] = await Promise.all([first('deposit'), first('transfer')])
  return [
    { name: 'wallet', path: '/app', title: 'wallet.greeting', facts: { name } },
    { name: 'add-money', path: '/app/add-money', title: 'funding.title' },
    { name: 'deposit', path: `/app/add-money/${deposit.id}`, title: 'funding.followTitle' },
    { name: 'send', path: '/app/send', title: 'transfers.title' },
    { name: 'exchange', path: '/app/exchange', title: 'exchange.title' },
    { name: 'history', path: '/app/transactions', title: 'transactions.title' },
    { name: 'transaction', path: `/app/transactions/${transfer.number}`, title: 'transactions.timeline' },
    { name: 'security', path: '/app/security', title: 'security.title' },
    { name: 'devices', path: '/app/security/devices', title: 'security.devices.title' },
    { name: 'sign-ins', path: '/app/security/sign-ins', title: 'security.signIns.title' },
    { name: 'not-me', path: '/app/security/not-me', title: 'security.notMe.doneTitle' },
    { name: 'profile', path: '/app/profile', title: 'ownProfile.title' },
    { name: 'profile-name', path: '/app/profile/name', title: 'profile.name.title' },
    { name: 'profile-email', path: '/app/profile/email', title: 'profile.email.title' },
    { name: 'profile-phone', path: '/app/profile/phone', title: 'profile.phone.title' },
    { name: 'profile-password', path: '/app/profile/password', title: 'profile.newPassword.title' },
    { name: 'profile-data', path: '/app/profile/data', title: 'profile.export.title' },
    { name: 'profile-close', path: '/app/profile/close', title: 'profile.closing.title' },
  ]
}

async function inspectAll(visitor: Visitor, texts: Texts, places: readonly Place[]): Promise<void> {
  const titles = new Set<string>()
  for (const place of places) {
    await inspect(visitor, texts, place)
    titles.add(await visitor.page.title())
  }
  expect(titles.size).toBe(places.length)
}

async function inspect(visitor: Visitor, texts: Texts, place: Place): Promise<void> {
  const { page, device } = visitor
  await visitor.visit(place.path)
  await heading(page, texts.t(place.title, place.facts)).waitFor()
  await expect.poll(() => page.locator('[aria-busy=true]').count(), patience).toBe(0)
  expect(await page.locator('html').getAttribute('lang')).toBe(texts.language)
  if (isUsualPair(visitor, texts))
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await page.locator(`html[data-theme=${colorScheme}]`).waitFor()
      await visitor.screenshot(`page-${place.name}-${colorScheme}`)
      // In the dark it is the same page in other colors.
      await visitor.checkAccessibility(colorScheme === 'light' ? 'everything' : 'colors')
    }
  if (device === 'phone') await expectNoSidewaysScroll(visitor, place.path)
}

/**
 * Chinese on a phone, English on a desktop: pictures of these are enough to look at, and what axe finds depends on the
 * device and on the language, hardly on both at once. The others show that every page opens, fits and logs no error.
 */
function isUsualPair({ device }: Visitor, { language }: Texts): boolean {
  return device === 'phone' ? language === 'zh-CN' : language === 'en'
}

/** At 360 px, the narrowest phone in use, nothing may be wider than the screen. */
async function expectNoSidewaysScroll({ page }: Visitor, path: string): Promise<void> {
  const before = page.viewportSize()
  await page.setViewportSize({ width: 360, height: 780 })
  const tooWide = await page.evaluate(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  )
  expect({ path, tooWide }).toEqual({ path, tooWide: 0 })
  if (before) await page.setViewportSize(before)
}
