import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import { testWithServiceWorker as test, type DeviceName, type Visitor } from './browser.ts'
import { becomeCustomer, giveMoney, maskedNames, newPerson, patience, type Person } from './customers.ts'
import { serverTime } from './server-time.ts'
import {
  chooseRecipient,
  composeTransfer,
  confirmByMail,
  fact,
  fillRegistration,
  heading,
  markDocument,
  numberOn,
  orderTopUp,
  payByCard,
  press,
  problemOf,
  readCode,
  register,
  signIn,
  waitForLive,
} from './steps.ts'
import { amountText, textsOf, type Language, type Texts } from './texts.ts'

/**
 * The wallet's main job from the first visit to the last look into the history, on the screens of the whole
 * running program. The other customer has the other device and the other language.
 */
const stories = [
  { language: 'zh-CN', device: 'phone', zone: 'Asia/Shanghai', currency: 'CNY' },
  { language: 'en', device: 'desktop', zone: 'Europe/London', currency: 'EUR' },
] as const satisfies { language: Language; device: DeviceName; zone: string; currency: string }[]

const others = { phone: 'desktop', desktop: 'phone', 'zh-CN': 'en', en: 'zh-CN' } as const

/** Near midnight what happened "today" is soon of yesterday: then the story plays where it is noon. */
function zoneByDay(zone: string, now: number): string {
  const hourIn = (zone: string): number =>
    Number(new Intl.DateTimeFormat('en', { hour: 'numeric', hourCycle: 'h23', timeZone: zone }).format(now))
  const byDay = [zone, 'America/Los_Angeles'].find(
    candidate => hourIn(candidate) > 0 && hourIn(candidate) < 23,
  )
  return byDay ?? zone
}

/** Somebody with their browser, their language and what they call themselves. */
type Guest = Visitor & { texts: Texts; person: Person; shot(name: string, tab?: Page): Promise<void> }

function guest(visitor: Visitor, language: Language): Guest {
  let shots = 0
  const shot = (name: string, tab?: Page): Promise<void> =>
    visitor.screenshot(`story-${String((shots += 1)).padStart(2, '0')}-${name}`, tab)
  return { ...visitor, texts: textsOf(language), person: newPerson(language), shot }
}

describe.each(stories)('in $language on a $device', ({ language, device, zone, currency }) => {
  test('from the first visit to a payment that both sides see', async ({ newVisitor }) => {
    const friend = guest(await newVisitor(others[device]), others[language])
    // The program's time and not this machine's: other stories let days and hours pass for it.
    const timezoneId = zoneByDay(zone, await serverTime(friend))
    const me = guest(await newVisitor(device, { timezoneId }), language)
    const amount = (value: string): string => `${value} ${currency}`
    await openTheSite(me)
    await registerWithMistakes(me)
    await topUpWithTwoCards(me, amount('200.00'))
    await register(friend, friend.texts, friend.person)
    const number = await pay(me, friend, amount)
    await lookItUp(me, friend, { number, amount })
    await failToPayTooMuch(me, friend, amount)
    await leaveAndReturn(me)
  })
})

test('an amount waits for the wallet, so that it is not one of another currency', async ({ newVisitor }) => {
  const me = guest(await newVisitor('desktop'), 'en')
  const friend = guest(await newVisitor('phone'), 'zh-CN')
  await register(friend, friend.texts, friend.person)
  await becomeCustomer(me, 'en')
  await giveMoney(me, '60.00 EUR')
  const { page, texts } = me
  const wallet = Promise.withResolvers<void>()
  await page.route(/\/v1\/wallet$/, async route => {
    await wallet.promise
    await route.continue()
  })
  await me.visit('/app/send')
  await chooseRecipient(me, texts, { to: friend.person.email, name: maskedNames['zh-CN'] })
  await page.getByText(texts.t('ui.loading')).last().waitFor({ state: 'attached' })
  expect(await page.getByLabel(texts.t('transfers.amount'), { exact: true }).count()).toBe(0)
  wallet.resolve()
  await page.getByLabel(texts.t('transfers.amount'), { exact: true }).fill('50.00')
  await press(me, page.getByRole('button', { name: texts.t('ui.continue'), exact: true }))
  await page.getByRole('button', { name: amountText('50.00 EUR') }).waitFor()
})

async function openTheSite(me: Guest): Promise<void> {
  const { page, texts } = me
  await me.visit('/')
  await heading(page, texts.t('publicPages.home.title')).waitFor()
  expect(await page.locator('html').getAttribute('lang')).toBe(texts.language)
  await page.getByText(texts.t('ui.testEdition.text')).waitFor()
  await me.shot('home')
  await press(
    me,
    page
      .getByRole('main')
      .getByRole('link', { name: texts.t('publicPages.home.open'), exact: true })
      .first(),
  )
  await heading(page, texts.t('registerForm.title')).waitFor()
}

async function registerWithMistakes(me: Guest): Promise<void> {
  const { page, texts, person } = me
  const { t } = texts
  const phone = page.getByLabel(t('identity.phone'), { exact: true })
  const password = page.getByLabel(t('identity.password'), { exact: true })
  const submit = page.getByRole('button', { name: t('registerForm.action'), exact: true })
  await fillRegistration(me, texts, { ...person, phone: '12345', password: 'password1' })
  await expect.poll(() => problemOf(phone), patience).toContain(t('identity.problem.phoneMalformed'))
  await password.blur()
  await expect.poll(() => problemOf(password), patience).toContain(t('identity.problem.passwordWeak'))
  await press(me, submit)
  await page.getByText(t('identity.problem.terms')).waitFor()
  await page.getByText(t('registerForm.reviewFields', { count: 3 })).waitFor()
  await me.shot('register-mistakes')
  await me.checkAccessibility()

  await phone.fill(person.phone)
  await password.fill(person.password)
  await press(me, page.getByRole('checkbox'))
  await expect.poll(() => problemOf(phone), patience).toBe('')
  await me.shot('register')
  await press(me, submit)
  await heading(page, t('identity.checkMail.title')).waitFor()
  await page.getByText(person.email).waitFor()
  await me.shot('check-mail')
  const code = await readCode(me, texts, inbox => me.shot('mail', inbox))
  await page.getByLabel(t('identity.checkMail.code')).fill(code)
  await heading(page, t('phone.title')).waitFor()
  await press(me, page.getByRole('link', { name: t('phone.later'), exact: true }))
  await heading(page, t('wallet.greeting', { name: person.name })).waitFor()
  await page.getByText(t('wallet.noneTitle')).waitFor()
  await me.shot('wallet-empty')
  await me.checkAccessibility()
}

async function topUpWithTwoCards(me: Guest, amount: string): Promise<void> {
  const { page, texts } = me
  const { t } = texts
  await press(me, page.getByRole('main').getByRole('link', { name: t('ui.places.addMoney'), exact: true }))
  await heading(page, t('funding.title')).waitFor()
  await me.shot('top-up')
  await orderTopUp(me, texts, amount)
  await payByCard(me, texts, 'insufficient_funds')
  await page.getByText(texts.acquirer('decline.insufficient_funds')).waitFor()
  await me.shot('card-declined')
  await press(me, page.getByRole('link', { name: texts.acquirer('summary.back') }))
  const declined = page.getByRole('alert').filter({ hasText: t('funding.situation.declined.title') })
  await declined.getByText(t('reasons.insufficient_funds')).waitFor()
  await me.shot('top-up-declined')
  await me.checkAccessibility()

  await press(me, page.getByRole('link', { name: t('funding.otherCard'), exact: true }))
  await payByCard(me, texts)
  await page.waitForURL(/\/app\/add-money\/dep_/)
  const neverReloaded = await markDocument(page)
  await page.getByRole('status').getByText(t('funding.situation.succeeded.title')).waitFor()
  await neverReloaded()
  await me.shot('top-up-credited')
  await press(me, page.getByRole('link', { name: t('funding.toWallet'), exact: true }))
  await page
    .getByRole('region', { name: t('wallet.account') })
    .getByText(amountText(amount))
    .waitFor()
  await me.shot('wallet-with-money')
  await me.checkAccessibility()
}

const note = '周五晚餐 Dinner'

/** Sends 30 of the 200 to the friend, who is looking at their wallet meanwhile; answers the transaction's number. */
async function pay(me: Guest, friend: Guest, amount: (value: string) => string): Promise<string> {
  const { page, texts } = me
  const { t } = texts
  const friendNeverReloaded = await markDocument(friend.page)
  await waitForLive(friend.page, friend.texts)
  await press(me, page.getByRole('main').getByRole('link', { name: t('ui.places.send'), exact: true }))
  await heading(page, t('transfers.title')).waitFor()
  await me.shot('send')
  const name = maskedNames[friend.texts.language]
  await composeTransfer(me, texts, { to: friend.person.email, name, value: '30.00', note })
  await fact(page, t('transfers.theyGet'))
    .getByText(amountText(amount('30.00')))
    .waitFor()
  await fact(page, t('transfers.fee'))
    .getByText(amountText(amount('0.00')))
    .waitFor()
  await fact(page, t('transfers.youPay'))
    .getByText(amountText(amount('30.00')))
    .waitFor()
  await fact(page, t('transfers.balanceAfter'))
    .getByText(amountText(amount('170.00')))
    .waitFor()
  await fact(page, t('transfers.note')).getByText(note).waitFor()
  await page.getByText(name).waitFor()
  await me.shot('send-review')
  await me.checkAccessibility()
  await page.getByText(t('transfers.stepUp.new_recipient')).waitFor()
  await press(me, page.getByRole('button', { name: new RegExp(`^${t('transfers.send')}`) }))
  await confirmByMail(me, texts, {
    email: me.person.email,
    title: t('stepUp.title.transfer'),
    async look(sheet) {
      await fact(sheet, t('stepUp.amount'))
        .getByText(amountText(amount('30.00')))
        .waitFor()
      await fact(sheet, t('stepUp.recipient')).getByText(name).waitFor()
      await me.shot('send-confirm')
      await me.checkAccessibility()
    },
  })
  await heading(page, t('transfers.sentTitle')).waitFor()
  const number = await numberOn(page, t('transactions.number'))
  await me.shot('receipt')
  await me.checkAccessibility()
  await seeItArrive(friend, maskedNames[texts.language], amount('30.00'))
  await friendNeverReloaded()
  return number
}

async function seeItArrive(
  { page, texts: { t }, ...friend }: Guest,
  payer: string,
  amount: string,
): Promise<void> {
  await page
    .getByRole('region', { name: t('wallet.account') })
    .getByText(amountText(amount))
    .waitFor()
  const row = page.getByRole('list', { name: t('wallet.latest') }).getByRole('link')
  await expect.poll(() => row.allInnerTexts(), patience).toEqual([expect.stringContaining(payer)])
  expect(await row.innerText()).toMatch(amountText(amount, '+'))
  expect(await row.innerText()).toContain(note)
  await friend.shot('received')
}

type Paid = { number: string; amount: (value: string) => string }

async function lookItUp(me: Guest, friend: Guest, { number, amount }: Paid): Promise<void> {
  const { page, texts } = me
  const { t } = texts
  await goTo(me, 'transactions')
  await heading(page, t('transactions.title')).waitFor()
  const rows = page.getByRole('main').getByRole('listitem').getByRole('link')
  const shows = async (...expected: RegExp[]): Promise<void> => {
    const texts = expected.map(text => expect.stringMatching(text))
    await expect.poll(() => rows.allInnerTexts(), patience).toEqual(texts)
  }
  const paid = amountText(amount('30.00'), '−')
  const toppedUp = amountText(amount('200.00'), '+')
  await shows(paid, toppedUp)
  await me.shot('history')

  await filterByKind(me, 'deposit')
  await shows(toppedUp)
  await me.shot('history-filtered')
  await press(me, page.getByRole('button', { name: t('transactions.removeFilter') }))
  await shows(paid, toppedUp)
  // Other tests let days pass for the whole program; "today" is a word of this device's.
  await page.clock.setSystemTime(await serverTime(me))
  await press(me, page.getByRole('button', { name: t('transactions.period.today'), exact: true }))
  await shows(paid, toppedUp)
  await press(me, page.getByRole('button', { name: t('transactions.period.yesterday'), exact: true }))
  await heading(page, t('transactions.noMatchTitle')).waitFor()
  await press(me, page.getByRole('button', { name: t('transactions.clearFilters'), exact: true }))
  await shows(paid, toppedUp)

  await press(me, rows.first())
  await heading(page, t('transactions.one')).waitFor()
  await seeTransaction(me, { number, counterparty: maskedNames[friend.texts.language] })
  await me.shot('transaction')
  await me.checkAccessibility()
}

async function filterByKind(me: Guest, kind: 'deposit' | 'transfer'): Promise<void> {
  const { page, texts } = me
  const { t } = texts
  await press(me, page.getByRole('button', { name: t('transactions.filter'), exact: true }))
  const dialog = page.getByRole('dialog', { name: t('transactions.filter') })
  await dialog.getByLabel(t('transactions.kindLabel'), { exact: true }).selectOption(kind)
  await me.shot('history-filter')
  await me.checkAccessibility()
  await press(me, dialog.getByRole('button', { name: t('transactions.applyFilters'), exact: true }))
}

/** The number, whom, the status, and each step with its evidence. */
async function seeTransaction(
  { page, texts: { t } }: Guest,
  expected: { number: string; counterparty: string },
): Promise<void> {
  expect(await numberOn(page, t('transactions.number'))).toBe(expected.number)
  await page.getByText(expected.counterparty).first().waitFor()
  await page.getByText(t('status.completed'), { exact: true }).first().waitFor()
  const steps = await page
    .getByRole('list', { name: t('transactions.timeline') })
    .getByRole('listitem')
    .allInnerTexts()
  expect(steps).toEqual([
    expect.stringContaining(t('timeline.transfer_ordered')),
    expect.stringContaining(t('timeline.transfer_completed')),
  ])
  expect(steps[0]).toContain(t('evidence.command'))
  expect(steps[1]).toContain(t('evidence.journal'))
}

/**
 * Too much is said before it is ordered. What is ordered all the same, because the money went elsewhere between the
 * review and the press, is declined, and kept with its reason.
 */
async function failToPayTooMuch(me: Guest, friend: Guest, amount: (value: string) => string): Promise<void> {
  const { page, texts } = me
  const { t } = texts
  const order = { to: friend.person.email, name: maskedNames[friend.texts.language], note: '' }
  await me.visit('/app/send')
  await composeTransfer(me, texts, { ...order, value: '1000.00' })
  await page
    .getByRole('alert')
    .getByRole('link', { name: t('ui.places.addMoney'), exact: true })
    .waitFor()
  await me.shot('send-too-much')
  await page.getByLabel(t('transfers.amount'), { exact: true }).fill('100.00')
  await press(me, page.getByRole('button', { name: t('ui.continue'), exact: true }))
  const confirm = (tab: Page) => tab.getByRole('button', { name: new RegExp(`^${t('transfers.send')}`) })
  await confirm(page).waitFor()
  const tab = { ...me, page: await me.context.newPage() }
  await tab.page.goto('/app/send')
  await composeTransfer(tab, texts, { ...order, value: '120.00' })
  await press(tab, confirm(tab.page))
  await heading(tab.page, t('transfers.sentTitle')).waitFor()
  await tab.page.close()

  me.allowConsoleError(/status of 4\d\d .*\/v1\/transfers\)$/)
  await press(me, confirm(page))
  await heading(page, t('transfers.failedTitle')).waitFor()
  await page.getByText(t('reasons.insufficient_funds')).waitFor()
  await page.getByText(t('transfers.afterDecline.insufficient_funds')).waitFor()
  await page
    .getByRole('main')
    .getByRole('link', { name: t('ui.places.addMoney'), exact: true })
    .waitFor()
  const number = await numberOn(page, t('transactions.number'))
  await me.shot('send-declined')
  await me.checkAccessibility()

  await goTo(me, 'transactions')
  const failed = page
    .getByRole('main')
    .getByRole('link')
    .filter({ hasText: t('status.failed') })
  expect(await failed.innerText()).toMatch(amountText(amount('100.00')))
  await press(me, failed)
  await page.getByText(t('reasons.insufficient_funds')).first().waitFor()
  expect(await numberOn(page, t('transactions.number'))).toBe(number)
  await me.shot('transaction-failed')
}

/** Over the navigation: tabs at the bottom of a phone, a column at the side of a desktop. */
async function goTo(me: Guest, place: 'home' | 'transactions' | 'profile'): Promise<void> {
  const { page, texts } = me
  const navigation = page.getByRole('navigation', { name: texts.t('ui.mainNavigation') })
  await press(me, navigation.getByRole('link', { name: texts.t(`ui.places.${place}`), exact: true }))
}

async function leaveAndReturn(me: Guest): Promise<void> {
  const { page, texts, person } = me
  const { t } = texts
  await goTo(me, 'profile')
  await page.getByText(person.email).waitFor()
  await me.shot('profile')
  await press(me, page.getByRole('button', { name: t('ownProfile.signOut'), exact: true }))
  await heading(page, t('publicPages.home.title')).waitFor()

  me.allowConsoleError(/status of 401 .*\/v1\/customers\/me\)$/)
  await me.visit('/app/transactions?period=week')
  await page.getByText(t('identity.signIn.nextHint')).waitFor()
  await me.shot('sign-in')
  await signIn(me, texts, person)
  await heading(page, t('transactions.title')).waitFor()
  const chip = page.getByRole('button', { name: t('transactions.period.week'), exact: true })
  expect(await chip.getAttribute('aria-pressed')).toBe('true')
}
