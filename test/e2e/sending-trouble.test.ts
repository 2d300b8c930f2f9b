import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import { withCheckDigit } from '../../contract/check-digit.ts'
import { test, type DeviceName, type Visitor } from './browser.ts'
import { becomeCustomer, giveMoney, maskedNames, patience, type Person } from './customers.ts'
import {
  awaitStepUp,
  chooseTopUp,
  composeTransfer,
  confirmByMail,
  heading,
  keptIn,
  loseFirstAnswer,
  press,
  problemOf,
  signIn,
  signInAnew,
} from './steps.ts'
import { amountText, textsOf, type Language, type Texts } from './texts.ts'

/** What happens to people while they send money: pressing twice, going back, losing the network or the session. */

const settings = [
  { language: 'zh-CN', device: 'phone', amount: '88.00 CNY' },
  { language: 'en', device: 'desktop', amount: '88.00 EUR' },
] as const satisfies { language: Language; device: DeviceName; amount: string }[]

describe.each(settings)('in $language on a $device', ({ language, device, amount }) => {
  const texts = textsOf(language)
  const { t } = texts

  test('pressed twice: asked once, and nothing is asked again when it is sent', async ({ newVisitor }) => {
    const { me, person } = await atReview(
      await newVisitor(device),
      await newVisitor('desktop'),
      texts,
      amount,
    )
    const { page } = me
    let asked = 0
    page.on('request', request => {
      if (request.method() === 'POST' && request.url().endsWith('/v1/transfers')) asked += 1
    })
    await sendButton(me, texts).dblclick()
    const title = t('stepUp.title.transfer')
    const { sheet, field, code } = await awaitStepUp(me, texts, { email: person.email, title })
    expect(asked).toBe(1)
    await field.fill(code)
    await sheet.waitFor({ state: 'detached' })
    await heading(page, t('transfers.sentTitle')).waitFor()
    expect(await page.getByRole('dialog').count()).toBe(0)
  })

  test('the browser’s own way back leads to the step before, with what was typed', async ({ newVisitor }) => {
    const { me } = await atReview(await newVisitor(device), await newVisitor('desktop'), texts, amount)
    const { page } = me
    await goBack(page)
    const field = page.getByLabel(t('transfers.amount'), { exact: true })
    await expect.poll(() => field.inputValue(), patience).toBe('8.00')
    await goBack(page)
    await page.getByLabel(t('transfers.recipient'), { exact: true }).waitFor()
    await page.goBack()
    await heading(page, t('wallet.greeting', { name: textsName(language) })).waitFor()
  })

  test('the session ends before the press: said that nothing was done, and all is there after signing in', async ({
    newVisitor,
  }) => {
    const { me, person } = await atReview(
      await newVisitor(device),
      await newVisitor('desktop'),
      texts,
      amount,
    )
    me.allowConsoleError(/status of 401/)
    await me.context.clearCookies({ name: 'okpay_session' })
    await press(me, sendButton(me, texts))
    await heading(me.page, t('identity.signIn.title')).waitFor()
    await me.page.getByText(t('sessionOver'), { exact: true }).waitFor()
    await me.checkAccessibility()
    await signIn(me, texts, person)
    await sendButton(me, texts).waitFor()
    await me.page.getByText(t('sessionOver'), { exact: true }).waitFor({ state: 'detached' })
    await me.screenshot('send-resumed')
    await me.checkAccessibility()
    await press(me, sendButton(me, texts))
    await confirmByMail(me, texts, { email: person.email, title: t('stepUp.title.transfer') })
    await heading(me.page, t('transfers.sentTitle')).waitFor()
    expect(await keptIn(me)).toBeNull()
  })

  test('a reload keeps what was typed, at every step; who leaves gives it up', async ({ newVisitor }) => {
    const { me } = await atReview(await newVisitor(device), await newVisitor('desktop'), texts, amount)
    const { page } = me
    await page.reload()
    await sendButton(me, texts).waitFor()
    await press(me, page.getByRole('button', { name: t('ui.change'), exact: true }))
    await page.getByLabel(t('transfers.note'), { exact: true }).fill('half a sen')
    await page.reload()
    const value = (label: 'transfers.amount' | 'transfers.note') => () =>
      page.getByLabel(t(label), { exact: true }).inputValue()
    await expect.poll(value('transfers.note'), patience).toBe('half a sen')
    expect(await value('transfers.amount')()).toBe('8.00')
    const places = page.getByRole('navigation', { name: t('ui.mainNavigation'), exact: true })
    await press(me, places.getByRole('link', { name: t('ui.places.home'), exact: true }))
    await heading(page, t('wallet.greeting', { name: textsName(language) })).waitFor()
    expect(await keptIn(me)).toBeNull()
  })

  test('what is wrong with a recipient is said', async ({ newVisitor }) => {
    const me = await newVisitor(device)
    const person = await becomeCustomer(me, language)
    me.allowConsoleError(/status of 422 .*\/v1\/recipient_lookups/)
    await me.visit('/app/send')
    const field = me.page.getByLabel(t('transfers.recipient'), { exact: true })
    const account = withCheckDigit('80706220269')
    const mistyped = `${account.slice(0, -1)}${(Number(account.at(-1)) + 1) % 10}`
    for (const [typed, problem] of [
      [mistyped, 'transfers.recipientMistyped'],
      [person.email, 'transfers.recipientSelf'],
      ['somebody', 'transfers.recipientMalformed'],
    ] as const) {
      await field.fill(typed)
      await press(me, me.page.getByRole('button', { name: t('transfers.findRecipient'), exact: true }))
      await expect.poll(() => problemOf(field), patience).toContain(t(problem))
    }
  })
})

test('without a network it is not called live; with it again, the order goes through at once', async ({
  phone,
  newVisitor,
}) => {
  const texts = textsOf('zh-CN')
  const { t } = texts
  const { me, person } = await atReview(phone, await newVisitor('desktop'), texts, '88.00 CNY')
  const { page } = me
  me.allowConsoleError(/ERR_INTERNET_DISCONNECTED/)
  await me.context.setOffline(true)
  await page.getByText(t('ui.reconnecting'), { exact: true }).filter({ visible: true }).waitFor()
  await press(me, sendButton(me, texts))
  await page.getByText(t('unanswered.asking')).waitFor()
  await me.context.setOffline(false)
  await confirmByMail(me, texts, { email: person.email, title: t('stepUp.title.transfer') })
  await heading(page, t('transfers.sentTitle')).waitFor()
})

test('no answer at all: nobody is told that it failed, and asking again is the same order', async ({
  desktop,
  newVisitor,
}) => {
  const texts = textsOf('en')
  const { t } = texts
  const { me, person } = await atReview(desktop, await newVisitor('phone'), texts, '88.00 EUR')
  const { page } = me
  me.allowConsoleError(/ERR_FAILED .*\/v1\/transfers\)$/)
  const keys: (string | undefined)[] = []
  await page.route('**/v1/transfers', async route => {
    keys.push(route.request().headers()['idempotency-key'])
    return keys.length > 5 ? route.continue() : route.abort()
  })
  await page.clock.install()
  await press(me, sendButton(me, texts))
  await expect.poll(async () => (await page.clock.fastForward(1_000), keys.length), patience).toBe(5)
  const alert = page
    .getByRole('status')
    .or(page.getByRole('alert'))
    .filter({ hasText: t('unanswered.title') })
  await alert.getByRole('link', { name: t('unanswered.history'), exact: true }).waitFor()
  await me.checkAccessibility()
  await press(me, alert.getByRole('button', { name: t('ui.tryAgain'), exact: true }))
  await confirmByMail(me, texts, { email: person.email, title: t('stepUp.title.transfer') })
  await heading(page, t('transfers.sentTitle')).waitFor()
  expect(new Set(keys).size).toBe(1)
})

test('what was typed is for who typed it: nobody else who signs in sees it, and not after signing out', async ({
  desktop: me,
  newVisitor,
}) => {
  const texts = textsOf('en')
  const { t } = texts
  const { friend, person } = await atReview(me, await newVisitor('phone'), texts, '88.00 EUR')
  const { page } = me
  me.allowConsoleError(/status of 401/)
  await me.context.clearCookies({ name: 'okpay_session' })
  await page.reload()
  await heading(page, t('identity.signIn.title')).waitFor()
  expect(await keptIn(me)).toContain(friend.email)
  await signInAnew(me, texts, friend)
  const field = page.getByLabel(t('transfers.recipient'), { exact: true })
  await field.waitFor()
  expect(await field.inputValue()).toBe('')
  expect(await keptIn(me)).toBeNull()

  await field.fill(person.email)
  await expect.poll(() => keptIn(me), patience).toContain(person.email)
  const other = await me.context.newPage()
  await other.goto(new URL('/app/profile', page.url()).href)
  await other.getByRole('button', { name: t('ownProfile.signOut'), exact: true }).click()
  await heading(page, t('identity.signIn.title')).waitFor()
  await expect.poll(() => keptIn(me), patience).toBeNull()

  // So it is where one press is all: what was typed, and the keys of presses without an answer.
  await signIn(me, texts, friend)
  await heading(page, t('transfers.title')).waitFor()
  await me.visit('/app/requests/new')
  const whom = page.getByLabel(t('later.whom'), { exact: true })
  await whom.fill(person.email)
  await expect.poll(() => keptIn(me), patience).toContain(person.email)
  await me.context.clearCookies({ name: 'okpay_session' })
  await page.reload()
  await heading(page, t('identity.signIn.title')).waitFor()
  await signIn(me, texts, person)
  await whom.waitFor()
  expect(await whom.inputValue()).toBe('')
  expect(await keptIn(me)).toBeNull()
})

test('what was typed is kept for two hours', async ({ desktop: me, newVisitor }) => {
  const texts = textsOf('en')
  const { t } = texts
  const { page } = (await atReview(me, await newVisitor('phone'), texts, '88.00 EUR')).me
  const turnBack = (minutes: number) =>
    page.evaluate(`{
      const kept = JSON.parse(sessionStorage.getItem('okpay.draft'))
      sessionStorage.setItem('okpay.draft', JSON.stringify({ ...kept, at: kept.at - ${minutes} * 60_000 }))
    }`)
  await turnBack(119)
  await page.reload()
  await sendButton(me, texts).waitFor()
  await turnBack(121)
  await page.reload()
  const field = page.getByLabel(t('transfers.recipient'), { exact: true })
  await field.waitFor()
  expect(await field.inputValue()).toBe('')

  await me.visit('/app/requests/new')
  const amount = page.getByLabel(t('later.howMuch'), { exact: true })
  await amount.fill('12')
  await expect.poll(() => keptIn(me), patience).toContain('"ask"')
  await turnBack(119)
  await page.reload()
  await expect.poll(() => amount.inputValue(), patience).toBe('12')
  await turnBack(121)
  await page.reload()
  await amount.waitFor()
  expect(await amount.inputValue()).toBe('')
})

test('loaded anew while it is under way: pressed again it is the same order', async ({
  desktop: me,
  newVisitor,
}) => {
  const texts = textsOf('en')
  const { t } = texts
  const { person } = await atReview(me, await newVisitor('phone'), texts, '88.00 EUR')
  const { page } = me
  const orders = await loseFirstAnswer(page, '/v1/transfers')
  await press(me, sendButton(me, texts))
  const question = { email: person.email, title: t('stepUp.title.transfer') }
  const { field, code } = await awaitStepUp(me, texts, question)
  await field.fill(code)
  await expect.poll(() => orders.done, patience).toBe(1)
  await page.reload()
  await press(me, sendButton(me, texts))
  await heading(page, t('transfers.sentTitle')).waitFor()
  expect(orders.keys.size).toBe(1)
  const wallet = await (await me.context.request.get('/v1/wallet')).text()
  expect(wallet).toContain('80.00')
})

test('loaded anew while looking at a top-up: it is where it was', async ({ phone: me }) => {
  const texts = textsOf('zh-CN')
  const { page } = me
  await becomeCustomer(me, 'zh-CN')
  await me.visit('/app/add-money')
  await chooseTopUp(me, texts, { amount: '120.00 CNY', method: 'bank_transfer' })
  await page.reload()
  await heading(page, texts.t('funding.reviewTitle')).waitFor()
  await page.getByText(amountText('120.00 CNY')).first().waitFor()
})

/** By the browser's button; a step back stays on the address, which is put back a moment later. */
async function goBack(page: Page): Promise<void> {
  await page.goBack()
  await page.waitForURL(/\/app\/send$/)
}

const textsName = (language: Language): string => (language === 'zh-CN' ? '王小雨' : 'Nora Field')

/** A customer with money who has looked at a transfer of eight and has only to press. They came from their wallet. */
async function atReview(
  me: Visitor,
  other: Visitor,
  texts: Texts,
  amount: string,
): Promise<{ me: Visitor; person: Person; friend: Person }> {
  const { t, language } = texts
  const person = await becomeCustomer(me, language)
  await giveMoney(me, amount)
  const friend = await becomeCustomer(other, language === 'en' ? 'zh-CN' : 'en')
  await me.visit('/app')
  await press(me, me.page.getByRole('main').getByRole('link', { name: t('ui.places.send'), exact: true }))
  await heading(me.page, t('transfers.title')).waitFor()
  await composeTransfer(me, texts, {
    to: friend.email,
    name: maskedNames[friend.language],
    value: '8.00',
    note: '',
  })
  await sendButton(me, texts).waitFor()
  return { me, person, friend }
}

function sendButton({ page }: Visitor, { t }: Texts) {
  return page.getByRole('main').getByRole('button', { name: new RegExp(`^${t('transfers.send')}`) })
}
