import { describe, expect } from 'vitest'
import { test, type DeviceName, type Visitor } from './browser.ts'
import { silentUntilLooked, steer } from './counterparties.ts'
import { becomeCustomer } from './customers.ts'
import { chooseTopUp, fact, heading, markDocument, press } from './steps.ts'
import { amountText, textsOf, type Language } from './texts.ts'

/** Topping up by each method with its real counterparty on the other side: acquirer, e-wallet, bank. */
const settings = [
  { language: 'zh-CN', device: 'phone', currency: 'CNY' },
  { language: 'en', device: 'desktop', currency: 'EUR' },
] as const satisfies { language: Language; device: DeviceName; currency: string }[]

describe.each(settings)('in $language on a $device', ({ language, device, currency }) => {
  const texts = textsOf(language)
  const { t } = texts

  test('by bank transfer: told where to send it, and credited when it has come', async ({ newVisitor }) => {
    const me = await newCustomer(await newVisitor(device), language)
    await chooseTopUp(me, texts, { amount: `250.00 ${currency}`, method: 'bank_transfer' })
    await me.checkAccessibility()
    await press(me, me.page.getByRole('button', { name: t('funding.goToTransfer') }))
    await situation(me, t('funding.situation.awaited.title'))
    const details = me.page.getByRole('region', { name: t('funding.transfer.title') })
    const reference = (await details.getByText(/^RF\d\d( \d{1,4}){3}$/).innerText()).replaceAll(' ', '')
    await me.screenshot('top-up-transfer')
    await me.checkAccessibility()
    const neverReloaded = await markDocument(me.page)
    await sendFromBank({ value: '249.00', currency }, `top up ${reference}`)
    await situation(me, t('funding.situation.succeeded.title'))
    await fact(me.page, t('funding.credited'))
      .getByText(amountText(`249.00 ${currency}`))
      .waitFor()
    await neverReloaded()
  })

  test('by e-wallet: refused, paid, kept, and paid again without a page', async ({ newVisitor }) => {
    const me = await newCustomer(await newVisitor(device), language)
    await chooseTopUp(me, texts, { amount: `40.00 ${currency}`, method: 'ewallet' })
    await press(me, me.page.getByRole('checkbox'))
    await press(me, me.page.getByRole('button', { name: t('funding.goToWallet') }))
    await payByWallet(me, 'poor')
    await me.page.getByRole('alert').waitFor()
    await me.checkAccessibility()
    await me.page.getByRole('checkbox').check()
    await payByWallet(me, 'mei')
    await situation(me, t('funding.situation.succeeded.title'))

    await me.visit('/app/payment-methods')
    const wallets = me.page.getByRole('list', { name: t('paymentMethods.kind.ewallet'), exact: true })
    await wallets.getByText('mei***@wallet.example').first().waitFor()
    await me.screenshot('payment-methods')
    await me.checkAccessibility()

    await me.visit('/app/add-money')
    await me.page.getByLabel(t('funding.amount'), { exact: true }).fill('15')
    await press(me, me.page.getByRole('button', { name: t('ui.continue'), exact: true }))
    const saved = me.page.getByRole('list', { name: t('funding.saved'), exact: true })
    await press(me, saved.getByRole('button', { name: 'mei***@wallet.example' }))
    await press(me, me.page.getByRole('button', { name: t('funding.payNow') }))
    await situation(me, t('funding.situation.succeeded.title'))
  })

  test('debited by the e-wallet and nobody told: found by whoever looks', async ({ newVisitor }) => {
    const me = await newCustomer(await newVisitor(device), language)
    await chooseTopUp(me, texts, { amount: `30.00 ${currency}`, method: 'ewallet' })
    await press(me, me.page.getByRole('button', { name: t('funding.goToWallet') }))
    await me.page.waitForURL(/\/pay\//)
    const payment = new URL(me.page.url()).pathname.split('/').at(-1) ?? ''
    const told = await silentUntilLooked(me, { who: 'ewallet', payment })
    await payByWallet(me, 'silent')
    await me.page.getByRole('status').waitFor()
    await me.visit('/app')
    await press(me, me.page.getByRole('list', { name: t('wallet.latest') }).getByRole('link'))
    await press(me, me.page.getByRole('link', { name: t('diagnosis.action.continue'), exact: true }))
    await situation(me, t('funding.situation.succeeded.title'))
    expect(told).toEqual(['succeeded'])
  })

  test('by credit card: dearer and said before; a debit card on the page costs less; kept and removed', async ({
    newVisitor,
  }) => {
    const me = await newCustomer(await newVisitor(device), language)
    await chooseTopUp(me, texts, { amount: `100.00 ${currency}`, method: 'card_credit' })
    await fact(me.page, t('funding.credited'))
      .getByText(amountText(`98.80 ${currency}`))
      .waitFor()
    await me.screenshot('top-up-credit-card')
    await press(me, me.page.getByRole('checkbox'))
    await press(me, me.page.getByRole('button', { name: t('funding.goToCard') }))
    await me.page.waitForURL(/\/c\/pay\//)
    await press(me, me.page.locator('button[value=visa_debit]'))
    await me.page.getByLabel(texts.acquirer('form.email')).fill('payer@mail.example')
    await me.page.getByRole('checkbox').check()
    await press(me, me.page.getByRole('button', { name: texts.acquirer('form.pay') }))
    await situation(me, t('funding.situation.succeeded.title'))
    await fact(me.page, t('funding.credited'))
      .getByText(amountText(`100.00 ${currency}`))
      .waitFor()

    await me.visit('/app/payment-methods')
    await press(me, me.page.getByRole('button', { name: `${t('paymentMethods.remove')} Visa •••• 5556` }))
    const dialog = me.page.getByRole('dialog')
    await me.checkAccessibility()
    await press(me, dialog.getByRole('button', { name: t('paymentMethods.remove'), exact: true }))
    await heading(me.page, t('paymentMethods.none.card')).waitFor()
  })
})

async function newCustomer(me: Visitor, language: Language): Promise<Visitor> {
  await becomeCustomer(me, language)
  await me.visit('/app/add-money')
  return me
}

/** What is said about a top-up, in its live region. */
async function situation({ page }: Visitor, title: string): Promise<void> {
  await page.getByRole('status').or(page.getByRole('alert')).getByText(title).first().waitFor()
}

/** Chooses a test wallet on the partner's page and pays. */
async function payByWallet(me: Visitor, wallet: 'mei' | 'poor' | 'silent'): Promise<void> {
  await me.page.locator(`input[value=${wallet}]`).check()
  await press(me, me.page.getByRole('button'))
}

/** Somebody sends us money from another bank. */
async function sendFromBank(amount: { value: string; currency: string }, reference: string): Promise<void> {
  const body = { amount, reference, debtor: { name: 'Nora Field' }, at_once: true }
  await steer('bank', 'POST', { path: '/credits', body })
}
