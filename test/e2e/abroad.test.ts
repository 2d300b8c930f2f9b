import { describe, expect } from 'vitest'
import { z } from 'zod'
import { test, type DeviceName, type Visitor } from './browser.ts'
import { bankPatience, becomeCustomer, giveMoney, type Person } from './customers.ts'
import { advanceTo, backAgain, situation, stepOf } from './passing-time.ts'
import { confirmByMail, fact, heading, press, problemOf } from './steps.ts'
import { literal, patternOf, textsOf, type Language, type Texts } from './texts.ts'

/** Sending abroad as a person does it, with the simulated bank on the other side and its clock moved along. */
type Setting = {
  language: Language
  device: DeviceName
  balance: string
  country: string
  fields: Record<string, string>
  mistyped: Record<string, string>
  name: string
  latinName: string | null
  nameOnOrder: string
  fixed: 'send' | 'receive'
  amount: string
  purpose: string | null
  message: string
  /** The simulated bank brings back what goes to accounts that end in 0204. */
  end: 'completed' | 'returned'
}

const settings: readonly Setting[] = [
  {
    language: 'zh-CN',
    device: 'phone',
    balance: '800.00 CNY',
    country: 'DE',
    fields: { iban: 'DE48 5001 0517 0000 0002 04' },
    mistyped: { iban: 'DE48 5001 0517 0000 0002 05' },
    name: '安娜·施密特',
    latinName: 'Anna Schmidt',
    nameOnOrder: 'Anna Schmidt',
    fixed: 'receive',
    amount: '20',
    purpose: null,
    message: 'Miete',
    end: 'returned',
  },
  {
    language: 'en',
    device: 'desktop',
    balance: '300.00 EUR',
    country: 'CN',
    fields: { cnaps: '102100099996', account_number: '6222 0212 3456 7890 128' },
    mistyped: { cnaps: '102100099997' },
    name: '王芳',
    latinName: null,
    nameOnOrder: '王芳',
    fixed: 'send',
    amount: '50',
    purpose: 'GIFT',
    message: '生日快乐',
    end: 'completed',
  },
]

describe.each(settings)('in $language on a $device', setting => {
  const { language, device, balance, end } = setting
  const texts = textsOf(language)
  const { t } = texts

  test(`somebody is added, money is sent, followed and ${end}`, async ({ newVisitor }) => {
    const me = await newVisitor(device)
    const person = await becomeCustomer(me, language)
    await giveMoney(me, balance)
    await me.visit('/app/send')
    await press(me, me.page.getByRole('link', { name: patternOf(t('abroad.entry')) }))
    await addRecipient(me, texts, setting)
    await order(me, texts, person, setting)
    await situation(me, t('abroad.situation.processing.title'))
    await me.screenshot('abroad-ordered')
    await me.checkAccessibility()

    const promised = await lookAt(me)
    await advanceTo(me, promised.leaves_at, 60_000)
    await backAgain(me, texts, person)
    await stepOf(me, texts, 'timeline.abroad_left').getByText(t('evidence.bank_file')).waitFor(bankPatience)
    await me.screenshot('abroad-left')
    await advanceTo(me, promised.expected_by, -3_600_000)
    await backAgain(me, texts, person)
    await stepOf(me, texts, 'timeline.abroad_sent').getByText(t('evidence.bank_file')).waitFor(bankPatience)
    await advanceTo(me, promised.expected_by, end === 'returned' ? 7 * 86_400_000 : 120_000)
    await backAgain(me, texts, person)
    await situation(me, t(`abroad.situation.${end}.title`))
    await me.screenshot(`abroad-${end}`)
    await me.checkAccessibility()
    await goOn(me, texts, end)
  })
})

test('taken back before it leaves: all of it is in the wallet again', async ({ phone: me }) => {
  const texts = textsOf('zh-CN')
  const { t } = texts
  const [, setting] = settings
  if (!setting) throw new Error('there is a second setting')
  const person = await becomeCustomer(me, 'zh-CN')
  await giveMoney(me, setting.balance)
  await me.visit('/app/send/abroad')
  await addRecipient(me, texts, setting)
  await order(me, texts, person, setting)
  await press(me, me.page.getByRole('button', { name: t('abroad.cancel'), exact: true }))
  await me.page.getByRole('dialog').getByText(t('abroad.cancelText')).waitFor()
  await me.checkAccessibility()
  await press(me, me.page.getByRole('button', { name: t('abroad.cancelYes'), exact: true }))
  await situation(me, t('abroad.situation.canceled.title'))
  await me.screenshot('abroad-canceled')
  // Nobody gets anything, so no line says how much.
  expect(await fact(me.page, t('abroad.arrives')).count()).toBe(0)
  await press(me, me.page.getByRole('link', { name: t('abroad.again'), exact: true }))

  // Renamed and forgotten in the book.
  await press(
    me,
    me.page.getByRole('button', { name: t('abroad.edit', { name: setting.name }), exact: true }),
  )
  await me.page.getByRole('dialog').getByLabel(t('abroad.label'), { exact: true }).fill('Fang')
  await me.checkAccessibility()
  await press(me, me.page.getByRole('button', { name: t('abroad.save'), exact: true }))
  await press(me, me.page.getByRole('button', { name: t('abroad.edit', { name: 'Fang' }), exact: true }))
  await press(me, me.page.getByRole('button', { name: t('abroad.remove'), exact: true }))
  await heading(me.page, t('abroad.noRecipientTitle')).waitFor()
})

/** The way on: to the book and the history after a bounce, to the receipt otherwise. */
async function goOn(me: Visitor, { t }: Texts, end: Setting['end']): Promise<void> {
  const { page } = me
  if (end === 'completed') {
    await press(me, page.getByRole('link', { name: t('abroad.receipt'), exact: true }))
    await page.getByText(t('transactions.timeline'), { exact: true }).waitFor()
    return
  }
  await press(me, page.getByRole('link', { name: t('abroad.againCorrected'), exact: true }))
  await page.getByRole('list', { name: t('abroad.toWhom') }).waitFor()
  // The history has it twice: what left, and what came back in the currency it came in.
  await me.visit('/app/transactions')
  const rows = page.getByText(t('transactions.kind.transfer_abroad'), { exact: true })
  await rows.nth(1).waitFor(bankPatience)
  await me.screenshot('abroad-history')
}

/** From an empty book: a mistake is seen at once, a name in another script asks for its Latin form. */
async function addRecipient(me: Visitor, texts: Texts, setting: Setting): Promise<void> {
  const { page } = me
  const { t } = texts
  await heading(page, t('abroad.noRecipientTitle')).waitFor()
  await me.checkAccessibility()
  await press(me, page.getByRole('button', { name: t('abroad.addRecipient'), exact: true }))
  await page.locator('[name="country"]').selectOption(setting.country)
  for (const [name, value] of Object.entries({ ...setting.fields, ...setting.mistyped }))
    await page.locator(`[name="${name}"]`).fill(value)
  await page.locator('[name="name"]').fill(setting.name)
  await press(me, page.getByRole('button', { name: t('abroad.keep'), exact: true }))
  const [wrong = ''] = Object.keys(setting.mistyped)
  expect(await problemOf(page.locator(`[name="${wrong}"]`))).not.toBe('')
  const latin = page.locator('[name="latin_name"]')
  expect(await latin.count()).toBe(setting.latinName === null ? 0 : 1)
  const asked = setting.latinName === null ? [] : [await problemOf(latin)]
  expect(asked).toEqual(asked.map(() => expect.stringContaining(t('abroad.problem.latin_form_needed'))))
  if (setting.latinName !== null) await latin.fill(setting.latinName)
  await me.screenshot('abroad-recipient-problems')
  await me.checkAccessibility()
  await page.locator(`[name="${wrong}"]`).fill(setting.fields[wrong] ?? '')
  await press(me, page.getByRole('button', { name: t('abroad.keep'), exact: true }))
  await page.getByText(setting.nameOnOrder, { exact: true }).waitFor()
}

/** Amount either way, price, review with its countdown, confirmation; ends on the page that follows it. */
async function order(me: Visitor, texts: Texts, { email }: Person, setting: Setting): Promise<void> {
  const { page } = me
  const { t } = texts
  const way = t(setting.fixed === 'send' ? 'abroad.fixedSend' : 'abroad.fixedReceive')
  await press(me, page.getByRole('radio', { name: way, exact: true }))
  const label = t(setting.fixed === 'send' ? 'abroad.iPay' : 'abroad.theyGet')
  await page.getByLabel(label, { exact: true }).fill(setting.amount)
  if (setting.fixed === 'send') await receiveMeanwhile(me)
  if (setting.purpose !== null) await page.locator('[name="purpose"]').selectOption(setting.purpose)
  await page.locator('[name="message"]').fill(setting.message)
  await me.screenshot('abroad-amount')
  await me.checkAccessibility()
  await press(me, page.getByRole('button', { name: t('abroad.getPrice'), exact: true }))
  await fact(page, t('abroad.arrivesOn')).waitFor()
  await fact(page, t('exchange.midRate'))
    .or(page.getByText(t('exchange.midRate')))
    .first()
    .waitFor()
  const [holds = '', end = ''] = t('abroad.holdsFor', { time: '|' }).split('|')
  await page.getByText(new RegExp(`^${literal(holds)}1[45]:\\d\\d${literal(end)}$`)).waitFor()
  await me.screenshot('abroad-review')
  // Loaded anew, it is where it was, with a new price.
  await page.reload()
  await fact(page, t('abroad.arrivesOn')).waitFor()
  await me.checkAccessibility()
  // A browser notes every answer that refuses; this one is a question.
  me.allowConsoleError(/status of 403 .*\/v1\/transfers_abroad\)$/)
  await press(me, page.getByRole('button', { name: new RegExp(`^${t('abroad.confirm')} `) }))
  await confirmByMail(me, texts, { email, title: t('stepUp.title.transfer_abroad') })
  await page.waitForURL(/\/app\/send\/abroad\/tra_/)
}

/** Money in the recipient's currency: the usual balance now, and yet not that of an amount which has been typed. */
async function receiveMeanwhile(me: Visitor): Promise<void> {
  const renewed = me.page.waitForResponse(/\/v1\/wallet$/)
  await giveMoney(me, '10.00 CNY')
  await renewed
}

const promises = z.object({ leaves_at: z.iso.datetime(), expected_by: z.iso.datetime() })

/** The transfer on the screen, as the API has it. */
async function lookAt({ page, context }: Visitor): Promise<z.infer<typeof promises>> {
  const id = new URL(page.url()).pathname.split('/').at(-1)
  return promises.parse(await (await context.request.get(`/v1/transfers_abroad/${id}`)).json())
}
