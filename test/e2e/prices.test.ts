import { randomUUID } from 'node:crypto'
import { describe, expect } from 'vitest'
import { test, type DeviceName, type Visitor } from './browser.ts'
import { becomeCustomer, patience } from './customers.ts'
import { serverTime } from './server-time.ts'
import { hire, signInWithCode } from './staff.ts'
import { heading, press } from './steps.ts'
import { textsOf, type Language, type Texts } from './texts.ts'

/**
 * Prices and limits end to end: anybody reads and calculates them; somebody drafts a new price list, is shown what is
 * wrong with it, replays the month, asks; a second person approves, and everybody reads what is to come.
 */
const stories: [DeviceName, Language][] = [
  ['phone', 'zh-CN'],
  ['desktop', 'en'],
]

const refusal = /Failed to load resource: the server responded with a status of 4\d\d/

describe.each(stories)('on the %s in %s', (device, language) => {
  const texts = textsOf(language)
  const { t } = texts

  test('fees are calculated by who is no customer; a customer sees what is left and what gives more', async ({
    newVisitor,
  }) => {
    const guest = await newVisitor(device, { locale: language })
    const { page } = guest
    await guest.visit('/fees')
    await heading(page, t('publicPages.fees.title')).waitFor()
    await page.getByLabel(t('prices.calculator.what'), { exact: true }).selectOption('deposit')
    await page.getByLabel(t('prices.calculator.how'), { exact: true }).selectOption('card_credit')
    await page.getByRole('textbox', { name: t('prices.calculator.amount') }).fill('250')
    await page.getByRole('status').filter({ hasText: '3.00' }).waitFor()
    await guest.checkAccessibility()
    await guest.screenshot('fees')
    await press(guest, page.getByRole('link', { name: t('prices.toLimits') }))
    await heading(page, t('prices.limits.title')).waitFor()
    await page.getByText(t('prices.tier.number_proved'), { exact: true }).first().waitFor()
    await guest.checkAccessibility()
    await guest.screenshot('limits')

    const customer = await newVisitor(device, { locale: language })
    await becomeCustomer(customer, language)
    await customer.visit('/app/limits')
    await heading(customer.page, t('prices.limits.ownTitle')).waitFor()
    await customer.page.getByRole('heading', { name: t('prices.operation.transfer') }).waitFor()
    await customer.checkAccessibility()
    await customer.screenshot('own-limits')
    await waitsForTheWallet(customer, t)
  })
})

/** The wallet comes late: until then no currency's limits stand there as one's own. */
async function waitsForTheWallet(customer: Visitor, t: Texts['t']): Promise<void> {
  const { page } = customer
  let give = (): void => undefined
  const given = new Promise<void>(resolve => {
    give = resolve
  })
  await page.route('**/v1/wallet', async route => {
    await given
    await route.continue()
  })
  await page.reload()
  await page.getByText(t('prices.limits.raiseTitle')).waitFor()
  const transfer = page.getByRole('heading', { name: t('prices.operation.transfer') })
  expect(await transfer.count()).toBe(0)
  await customer.screenshot('own-limits-waiting')
  give()
  await transfer.waitFor()
}

test('a price list from its draft to its announcement', async ({ newVisitor }) => {
  const texts = textsOf('en')
  const { t } = texts
  const [author, second, guest] = [
    await newVisitor('desktop', { locale: 'en' }),
    await newVisitor('desktop', { locale: 'en' }),
    await newVisitor('phone', { locale: 'en' }),
  ]
  for (const visitor of [author, second]) visitor.allowConsoleError(refusal)
  const unique = randomUUID().slice(0, 8)
  const change = `Transfers in dollars cost 0.5 % (${unique}).`
  const colleague = await hire(author, `Author ${unique}`, 'finance')
  await hire(second, `Approver ${unique}`, 'supervisor')
  await signInWithCode(author, texts, colleague)
  await draft(author, texts)
  await describeAndAsk(author, texts, change)
  await approve(second, texts, colleague.name)

  await author.visit('/console/prices')
  const row = author.page.getByRole('row').filter({ hasText: change })
  await row.getByText(t('console.prices.statuses.scheduled')).waitFor()
  await author.checkAccessibility()
  await author.screenshot('console-prices')
  await guest.visit('/fees')
  await guest.page.getByText(change).waitFor()
  await guest.checkAccessibility()
  await guest.screenshot('fees-coming')
})

async function draft(author: Visitor, { t }: Texts): Promise<void> {
  const { page } = author
  await press(author, page.getByRole('link', { name: t('console.nav.prices'), exact: true }))
  await heading(page, t('console.prices.title')).waitFor()
  await press(author, page.getByRole('button', { name: t('console.prices.new.fees') }))
  await page.getByText(t('console.prices.publication'), { exact: true }).waitFor()
  const dialog = page.getByRole('dialog')
  await leaveWithoutARule(author, t)
  await press(author, page.getByRole('button', { name: t('console.prices.addRule') }))
  await dialog.getByLabel(t('console.prices.field.currency'), { exact: true }).selectOption('USD')
  await dialog.getByLabel(t('console.prices.field.minimum'), { exact: true }).fill('0.001')
  await dialog
    .getByText(t('console.prices.problem.not_an_amount', { text: '0.001', currency: 'USD' }))
    .waitFor()
  await author.checkAccessibility()
  await author.screenshot('console-price-rule')
  await dialog.getByLabel(t('console.prices.field.minimum'), { exact: true }).fill('0.10')
  await dialog.getByLabel(t('console.prices.field.basisPoints'), { exact: true }).fill('50')
  await expect.poll(() => dialog.getByText('0.001').count(), patience).toBe(0)
  await press(author, dialog.getByRole('button', { name: t('console.prices.done'), exact: true }))
  await page.getByText(t('console.prices.saved'), { exact: true }).waitFor()
  // Among rules that stay as they are, what is new is said to be.
  expect(await page.getByText(t('console.prices.ruleAdded'), { exact: true }).count()).toBe(1)
  await press(author, page.getByRole('button', { name: t('console.prices.replayRun'), exact: true }))
  await page
    .getByRole('table', { name: t('console.prices.replay') })
    .or(page.getByText(t('console.prices.replayEmpty')))
    .first()
    .waitFor()
}

/** A rule that is begun and left, by Escape or by its button, is not one; one that was edited and left is as before. */
async function leaveWithoutARule(author: Visitor, t: Texts['t']): Promise<void> {
  const { page } = author
  const dialog = page.getByRole('dialog')
  const add = page.getByRole('button', { name: t('console.prices.addRule') })
  const rules = page.locator('li').filter({ has: page.locator('.font-mono') })
  const before = await rules.allInnerTexts()
  expect(before.length).toBeGreaterThan(0)
  await press(author, add)
  await expect.poll(() => rules.count(), patience).toBe(before.length + 1)
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  await expect.poll(() => rules.allInnerTexts(), patience).toEqual(before)
  await press(author, add)
  await press(author, dialog.getByRole('button', { name: t('ui.cancel'), exact: true }))
  await expect.poll(() => rules.allInnerTexts(), patience).toEqual(before)
  await press(author, rules.first().getByRole('button'))
  await dialog.getByLabel(t('console.prices.field.basisPoints'), { exact: true }).fill('9')
  await expect.poll(() => rules.allInnerTexts(), patience).not.toEqual(before)
  await author.screenshot('console-price-edit')
  await page.keyboard.press('Escape')
  await expect.poll(() => rules.allInnerTexts(), patience).toEqual(before)
  await page.getByText(t('console.prices.saved'), { exact: true }).waitFor()
}

async function describeAndAsk(author: Visitor, { t }: Texts, change: string): Promise<void> {
  const { page } = author
  const start = new Date((await serverTime(author)) + 70 * 86_400_000).toISOString().slice(0, 16)
  await page.getByLabel(t('console.prices.starts'), { exact: true }).fill(start)
  await page.getByLabel(t('console.prices.changeZh'), { exact: true }).fill(change)
  // Saved by itself when nothing is typed for a moment; that it is being saved is written there for less than a second.
  const kept = page.waitForRequest(
    request => request.method() === 'PUT' && (request.postData() ?? '').includes(`"en":"${change}"`),
  )
  await page.getByLabel(t('console.prices.changeEn'), { exact: true }).fill(change)
  await kept
  await page.getByText(t('console.prices.saved'), { exact: true }).waitFor()
  await author.checkAccessibility()
  await author.screenshot('console-price-list')
  await press(author, page.getByRole('button', { name: t('console.prices.request'), exact: true }))
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(t('console.cause.reason'), { exact: true }).fill('As agreed with the board')
  await press(author, dialog.getByRole('button', { name: t('console.prices.request'), exact: true }))
  await page.getByText(t('console.prices.statuses.in_approval'), { exact: true }).waitFor()
}

async function approve(second: Visitor, { t }: Texts, asker: string): Promise<void> {
  const { page } = second
  await second.visit('/console/approvals')
  await press(second, page.getByRole('link', { name: asker }))
  await page.getByText(t('console.approvals.content'), { exact: true }).waitFor()
  await second.checkAccessibility()
  await press(second, page.getByRole('button', { name: t('console.approvals.approve'), exact: true }))
  const dialog = page.getByRole('dialog')
  await press(second, dialog.getByRole('button', { name: t('console.approvals.approve'), exact: true }))
  await page.getByText(t('console.approvals.decidedAt'), { exact: true }).waitFor()
}
