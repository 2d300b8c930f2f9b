import { afterEach, describe, expect } from 'vitest'
import { z } from 'zod'
import { surroundings, test, type DeviceName, type Visitor } from './browser.ts'
import { bankPatience, becomeCustomer, giveMoney, type Person } from './customers.ts'
import { advance, advanceTo, backAgain, situation, stepOf } from './passing-time.ts'
import { confirmByMail, fact, heading, markDocument, press, problemOf } from './steps.ts'
import { textsOf, type Language, type Texts } from './texts.ts'

/** Withdrawing as a person does it, with the simulated bank on the other side and its clock moved along. */
const settings = [
  {
    language: 'zh-CN',
    device: 'phone',
    balance: '300.00 CNY',
    fields: { cnaps: '102100099996', account_number: '6222 0212 3456 7890 128' },
    mistyped: { cnaps: '102100099997' },
    label: 'CN •••• 0128',
  },
  {
    language: 'en',
    device: 'desktop',
    balance: '300.00 EUR',
    fields: { iban: 'DE89 3704 0044 0532 0130 00' },
    mistyped: { iban: 'DE89 3704 0044 0532 0130 01' },
    label: 'DE •••• 3000',
  },
] as const satisfies {
  language: Language
  device: DeviceName
  balance: string
  fields: Record<string, string>
  mistyped: Record<string, string>
  label: string
}[]

/** Also when a story ends early: the bank is that of the stories that come after it. */
afterEach(() => steerBank('/faults', {}))

describe.each(settings)('in $language on a $device', ({ language, device, balance, ...account }) => {
  const texts = textsOf(language)
  const { t } = texts

  test('added, confirmed, followed, late and paid', async ({ newVisitor }) => {
    const me = await newVisitor(device)
    const person = await becomeCustomer(me, language)
    await giveMoney(me, balance)
    await me.visit('/app')
    await press(me, me.page.getByRole('link', { name: t('withdrawals.title'), exact: true }))
    await addAccount(me, texts, person, account)
    await order(me, texts, person)
    await situation(me, t('withdrawals.situation.pending.title'))
    await me.page.getByText(account.label).first().waitFor()
    await me.screenshot('withdrawal-ordered')

    // The bank cannot be reached: nothing leaves, and the promised time passes.
    await steerBank('/faults', { unreachable: {} })
    await advanceTo(me, (await lookAt(me)).promised_by, hourMs)
    await backAgain(me, texts, person)
    await situation(me, t('withdrawals.situation.late.title'))
    await stepOf(me, texts, 'timeline.withdrawal_late').waitFor()
    await me.screenshot('withdrawal-late')
    await me.checkAccessibility()

    await steerBank('/faults', {})
    const neverReloaded = await markDocument(me.page)
    // The minute in which everything periodic runs, the next look at the bank among it.
    await advance(me, 60)
    await stepOf(me, texts, 'timeline.withdrawal_sent')
      .getByText(t('evidence.bank_file'))
      .waitFor(bankPatience)
    await neverReloaded()
    await advanceTo(me, (await lookAt(me)).expected_by, -hourMs)
    await backAgain(me, texts, person)
    await situation(me, t('withdrawals.situation.paid.title'))
    await stepOf(me, texts, 'timeline.withdrawal_paid')
      .getByText(t('evidence.bank_file'))
      .waitFor(bankPatience)
    await me.screenshot('withdrawal-paid')
    await me.checkAccessibility()
  })
})

test('canceled before it leaves: the money is back at once', async ({ phone: me }) => {
  const [{ balance, ...account }] = settings
  const texts = textsOf('zh-CN')
  const { t } = texts
  const person = await becomeCustomer(me, 'zh-CN')
  await giveMoney(me, balance)
  await me.visit('/app/withdraw')
  await addAccount(me, texts, person, account)
  await order(me, texts, person)
  await press(me, me.page.getByRole('button', { name: t('withdrawals.cancel'), exact: true }))
  await me.page.getByRole('dialog').getByText(t('withdrawals.cancelNow')).waitFor()
  await me.checkAccessibility()
  await press(me, me.page.getByRole('button', { name: t('withdrawals.cancelYes'), exact: true }))
  await situation(me, t('withdrawals.situation.canceled.title'))
  await me.screenshot('withdrawal-canceled')
  // Nothing has left, so no line says how much.
  expect(await fact(me.page, t('withdrawals.leaves')).count()).toBe(0)
  await press(me, me.page.getByRole('link', { name: t('withdrawals.again'), exact: true }))
  await me.page.getByRole('list', { name: t('withdrawals.toWhich') }).waitFor()
})

test('an account in another name is warned of and must be confirmed', async ({ desktop: me }) => {
  const texts = textsOf('en')
  const { t } = texts
  await becomeCustomer(me, 'en')
  await me.visit('/app/bank-accounts/new')
  // The simulated bank answers by the last four digits: 0402 is somebody else's.
  await me.page.getByLabel(t('bankAccount.field.iban'), { exact: true }).fill('DE37500105170000000402')
  await press(me, me.page.getByRole('button', { name: t('withdrawals.checkAccount'), exact: true }))
  await me.page.getByText(t('withdrawals.name.no_match.title'), { exact: true }).waitFor()
  await me.screenshot('bank-account-other-name')
  await me.checkAccessibility()
  const anyway = me.page.getByRole('button', { name: t('withdrawals.addAnyway'), exact: true })
  expect(await anyway.isDisabled()).toBe(true)
  await press(me, me.page.getByRole('checkbox'))
  expect(await anyway.isEnabled()).toBe(true)
})

type Account = { fields: Record<string, string>; mistyped: Record<string, string> }

/** From an empty list of accounts: a mistake is seen at once, the bank is asked for the name, the owner confirms. */
async function addAccount(
  me: Visitor,
  texts: Texts,
  person: Person,
  { fields, mistyped }: Account,
): Promise<void> {
  const { page } = me
  const { t } = texts
  await heading(page, t('withdrawals.noAccountTitle')).waitFor()
  await press(me, page.getByRole('button', { name: t('withdrawals.addAccount'), exact: true }))
  for (const [name, value] of Object.entries({ ...fields, ...mistyped }))
    await page.locator(`[name="${name}"]`).fill(value)
  await press(me, page.getByRole('button', { name: t('withdrawals.checkAccount'), exact: true }))
  const [wrong = ''] = Object.keys(mistyped)
  expect(await problemOf(page.locator(`[name="${wrong}"]`))).not.toBe('')
  await me.checkAccessibility()
  await page.locator(`[name="${wrong}"]`).fill(fields[wrong] ?? '')
  await press(me, page.getByRole('button', { name: t('withdrawals.checkAccount'), exact: true }))
  await page.getByText(t('withdrawals.name.match.title'), { exact: true }).waitFor()
  await press(me, page.getByRole('button', { name: t('withdrawals.addThis'), exact: true }))
  await confirm(me, texts, person, 'add_payment_method')
  await page.getByLabel(t('withdrawals.amount'), { exact: true }).waitFor()
}

/** Amount, review, confirmation; ends on the page that follows it. */
async function order(me: Visitor, texts: Texts, person: Person): Promise<void> {
  const { page } = me
  const { t } = texts
  await page.getByLabel(t('withdrawals.amount'), { exact: true }).fill('120')
  await press(me, page.getByRole('button', { name: t('ui.continue'), exact: true }))
  await page.getByText(t('withdrawals.arrivesBy'), { exact: true }).waitFor()
  // Loaded anew, it is where it was.
  await page.reload()
  await page.getByText(t('withdrawals.arrivesBy'), { exact: true }).waitFor()
  await me.screenshot('withdrawal-review')
  await me.checkAccessibility()
  await press(me, page.getByRole('button', { name: new RegExp(`^${t('withdrawals.confirm')}`) }))
  await confirm(me, texts, person, 'withdrawal')
  await page.waitForURL(/\/app\/withdraw\/wd_/)
}

async function confirm(
  me: Visitor,
  texts: Texts,
  { email }: Person,
  operation: 'withdrawal' | 'add_payment_method',
): Promise<void> {
  // A browser notes every answer that refuses; this one is a question.
  me.allowConsoleError(/status of 403 .*\/v1\/(withdrawals|payment_methods)\)$/)
  await confirmByMail(me, texts, { email, title: texts.t(`stepUp.title.${operation}`) })
}

async function steerBank(path: string, body: object): Promise<void> {
  const { bank } = surroundings().application
  const answer = await fetch(`${bank?.url}/steer/api${path}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`the bank refused ${path}: ${answer.status} ${await answer.text()}`)
}

const hourMs = 3_600_000
const promises = z.object({ promised_by: z.iso.datetime(), expected_by: z.iso.datetime() })

/** The withdrawal on the screen, as the API has it. */
async function lookAt({ page, context }: Visitor): Promise<z.infer<typeof promises>> {
  const id = new URL(page.url()).pathname.split('/').at(-1)
  return promises.parse(await (await context.request.get(`/v1/withdrawals/${id}`)).json())
}
