import { describe, expect } from 'vitest'
import { surroundings, test, type DeviceName, type Visitor } from './browser.ts'
import { silentUntilLooked, steer } from './counterparties.ts'
import { becomeCustomer } from './customers.ts'
import { advance } from './passing-time.ts'
import { fact, heading, markDocument, orderTopUp, payByCard, press, waitForLive } from './steps.ts'
import { amountText, patternOf, textsOf, type Language, type Texts } from './texts.ts'

/** Top-ups that do not simply succeed: each with a card of the acquirer's, on its real page, told on ours. */
const settings = [
  { language: 'zh-CN', device: 'phone', amount: '80.00 CNY' },
  { language: 'en', device: 'desktop', amount: '80.00 EUR' },
] as const satisfies { language: Language; device: DeviceName; amount: string }[]

describe.each(settings)('in $language on a $device', ({ language, device, amount }) => {
  const texts = textsOf(language)
  const { t } = texts

  test('debited but never confirmed: found and credited without anybody asking', async ({ newVisitor }) => {
    const me = await newCustomer(await newVisitor(device), language)
    await startTopUp(me, texts, amount)
    await payByCard(me, texts, 'never_confirmed')
    await heading(me.page, texts.acquirer('lost.title')).waitFor()
    await me.screenshot('top-up-connection-lost')

    await me.visit('/app')
    const neverReloaded = await markDocument(me.page)
    const topUp = me.page.getByRole('list', { name: t('wallet.latest') }).getByRole('link')
    // On a busy machine the half minute is over before this page is here, and then it is found already.
    await topUp.waitFor()
    await waitForLive(me.page, texts)
    await advance(me, 31)
    await me.page
      .getByRole('region', { name: t('wallet.account') })
      .getByText(amountText(amount))
      .waitFor()
    await neverReloaded()

    await press(me, topUp)
    const steps = me.page.getByRole('list', { name: t('transactions.timeline') }).getByRole('listitem')
    const credited = steps.filter({ hasText: t('timeline.deposit_credited') })
    await credited.getByText(t('evidence.journal')).waitFor()
    await me.screenshot('top-up-found')
    await me.checkAccessibility()
  })

  test('debited but never confirmed: whoever comes back and looks finds it credited', async ({
    newVisitor,
  }) => {
    const me = await newCustomer(await newVisitor(device), language)
    const payment = await startTopUp(me, texts, amount)
    const told = await silentUntilLooked(me, { who: 'acquirer', payment })
    await payByCard(me, texts, 'never_confirmed')
    await heading(me.page, texts.acquirer('lost.title')).waitFor()
    await me.visit('/app')
    await press(me, me.page.getByRole('list', { name: t('wallet.latest') }).getByRole('link'))
    await press(me, me.page.getByRole('link', { name: t('diagnosis.action.continue'), exact: true }))
    await situation(me, t('funding.situation.succeeded.title'))
    expect(told).toEqual(['succeeded'])
  })

  test('confirmed very late: followed on the page until it arrives', async ({ newVisitor }) => {
    const me = await newCustomer(await newVisitor(device), language)
    const session = await startTopUp(me, texts, amount)
    await payByCard(me, texts, 'settled_late')
    await situation(me, t('funding.situation.pending.title'))
    await me.page.getByText(t('funding.situation.pending.text')).waitFor()
    const neverReloaded = await markDocument(me.page)
    await me.screenshot('top-up-pending')
    await me.checkAccessibility()
    await settle(session, 'succeeded')
    await situation(me, t('funding.situation.succeeded.title'))
    await neverReloaded()
  })

  test('asked by the bank: refused, then approved', async ({ newVisitor }) => {
    const me = await newCustomer(await newVisitor(device), language)
    await startTopUp(me, texts, amount)
    await payByCard(me, texts, 'authentication_required')
    await press(me, me.page.getByRole('button', { name: texts.acquirer('bank.reject') }))
    await me.page.getByText(texts.acquirer('decline.authentication_failed')).waitFor()
    await press(me, me.page.getByRole('link', { name: texts.acquirer('summary.back') }))
    await situation(me, t('reasons.authentication_failed'))
    await press(me, me.page.getByRole('link', { name: t('funding.otherCard'), exact: true }))
    await payByCard(me, texts, 'authentication_required')
    await heading(me.page, texts.acquirer('bank.title')).waitFor()
    await me.screenshot('top-up-bank-asks')
    await press(me, me.page.getByRole('button', { name: texts.acquirer('bank.approve') }))
    await situation(me, t('funding.situation.succeeded.title'))
  })

  test('given up: nothing is charged, and the payment page is closed', async ({ newVisitor }) => {
    const me = await newCustomer(await newVisitor(device), language)
    const session = await startTopUp(me, texts, amount)
    await press(me, me.page.getByRole('link', { name: texts.acquirer('summary.back') }))
    await situation(me, t('funding.situation.requires_action.title'))
    await press(me, me.page.getByRole('button', { name: t('funding.checkNow'), exact: true }))
    await situation(me, patternOf(t('funding.checked', { time: '*' })))
    await me.screenshot('top-up-not-paid')
    await press(me, me.page.getByRole('button', { name: t('funding.giveUp'), exact: true }))
    await situation(me, t('funding.situation.canceled.title'))
    await me.screenshot('top-up-canceled')
    await me.checkAccessibility()
    // Nothing was charged and nothing arrives, so no line says how much.
    expect(await fact(me.page, t('funding.credited')).count()).toBe(0)
    await me.visit(`${surroundings().application.acquirer?.url}/c/pay/${session}`)
    await heading(me.page, texts.acquirer('expired.title')).waitFor()
  })

  test('the payment page expires: said at once, with a way on', async ({ newVisitor }) => {
    const me = await newCustomer(await newVisitor(device), language)
    const session = await startTopUp(me, texts, amount)
    await press(me, me.page.getByRole('link', { name: texts.acquirer('summary.back') }))
    await situation(me, t('funding.situation.requires_action.title'))
    const neverReloaded = await markDocument(me.page)
    await steer('acquirer', 'POST', { path: `/sessions/${session}/expire` })
    await situation(me, t('funding.situation.expired.title'))
    await neverReloaded()
    await me.screenshot('top-up-expired')
    await press(me, me.page.getByRole('link', { name: t('funding.again'), exact: true }))
    await heading(me.page, t('funding.title')).waitFor()
  })
})

test('failing very late: said why, and nothing is credited', async ({ desktop }) => {
  const texts = textsOf('en')
  const me = await newCustomer(desktop, 'en')
  const session = await startTopUp(me, texts, '80.00 EUR')
  await payByCard(me, texts, 'failed_late')
  await situation(me, texts.t('funding.situation.pending.title'))
  await settle(session, 'failed')
  await situation(me, texts.t('funding.situation.failed.title'))
  await me.screenshot('top-up-failed')
  await me.checkAccessibility()
  await press(me, me.page.getByRole('link', { name: texts.t('funding.toWallet'), exact: true }))
  const wallet = me.page.getByRole('region', { name: texts.t('wallet.account') })
  await wallet.getByText(amountText('0.00 EUR')).waitFor()
})

async function newCustomer(visitor: Visitor, language: Language): Promise<Visitor> {
  await becomeCustomer(visitor, language)
  return visitor
}

/** As far as the acquirer's page; answers its session. */
async function startTopUp(me: Visitor, texts: Texts, amount: string): Promise<string> {
  await me.visit('/app/add-money')
  await orderTopUp(me, texts, amount)
  const session = /\/c\/pay\/(cs_\w+)/.exec(me.page.url())?.[1]
  if (session === undefined) throw new Error(`no payment page: ${me.page.url()}`)
  return session
}

/** The payment that is still open comes to its end. */
function settle(session: string, outcome: 'succeeded' | 'failed'): Promise<void> {
  return steer('acquirer', 'POST', { path: `/sessions/${session}/settle`, body: { outcome } })
}

/** What the page of the top-up says, as it is read out. */
async function situation({ page }: Visitor, text: string | RegExp): Promise<void> {
  await page
    .getByRole('main')
    .getByRole('status')
    .or(page.getByRole('alert'))
    .filter({ hasText: text })
    .waitFor()
}
