import { randomInt, randomUUID } from 'node:crypto'
import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator } from 'playwright-core'
import { expect } from 'vitest'
import { z } from 'zod'
import { surroundings, test, type Visitor } from './browser.ts'
import { bankPatience, becomeCustomer, confirmedByMail, giveMoney } from './customers.ts'
import { advanceTo } from './passing-time.ts'
import { hire, signInWithCode } from './staff.ts'
import { heading, press } from './steps.ts'
import { amountText, patternOf, textsOf, type Texts } from './texts.ts'

/**
 * The finance desk from end to end, with the simulated bank on the other side: a withdrawal is followed to the file and
 * line that prove it, a file nobody can read is put away with a reason, and money with a wrong reference finds its
 * customer by two: proposed at a desk in English, approved on a phone in Chinese.
 */
const refusal = /status of 4\d\d/
const hourMs = 3_600_000
const texts = textsOf('en')
const { t } = texts
const reasons = {
  file: 'The bank took it back and sent another one',
  suspense: 'The payer sent us the reference by mail',
}

test('followed to its proof, put away with a reason, assigned by two', async ({ newVisitor }) => {
  const [customer, desk, second] = [
    await newVisitor('phone', { locale: 'en' }),
    await newVisitor('desktop'),
    await newVisitor('phone'),
  ]
  for (const visitor of [customer, desk, second]) visitor.allowConsoleError(refusal)
  const unique = randomUUID().slice(0, 8)
  const { amount, reference } = await moveMoney(customer, `Payer ${unique}`)
  const file = `desk-${unique}.xml`
  await sendFileNobodyCanRead(file)
  const asker = await hire(desk, `Finance ${unique}`, 'finance')
  const approver = await hire(second, `Approver ${unique}`, 'supervisor')

  await signInWithCode(desk, texts, asker)
  await followPayment(desk, amount)
  await findFile(desk, file)
  await signInWithCode(second, textsOf('zh-CN'), approver)
  await mayOnlyLook(second, file)
  await putAway(desk, { file, by: asker.name })
  await propose(desk, { payer: `Payer ${unique}`, reference })
  await approve(second, asker.name)
  await seeAssigned(desk, `Payer ${unique}`)
  await readBooks(desk)
})

const made = z.object({ id: z.string() })
const withdrawn = z.object({ expected_by: z.iso.datetime() })
const announced = z.object({ action: z.object({ reference: z.string() }) })

/** A withdrawal that has gone to the bank, and money of a payer who mistyped the reference of a top-up. */
async function moveMoney(me: Visitor, payer: string) {
  const person = await becomeCustomer(me, 'en')
  await giveMoney(me, '300.00 EUR')
  const account = { country: 'DE', fields: { iban: 'DE89370400440532013000' } }
  const { request } = me.context
  const asked = await request.post('/v1/name_checks', { data: { account, holder_name: person.name } })
  const name_check = made.parse(await asked.json()).id
  const method = { kind: 'bank_account', account, holder_name: person.name, name_check }
  const { id } = made.parse(await confirmedByMail(me, person, { path: '/v1/payment_methods', data: method }))
  // An amount that no other story has moved.
  const value = `${randomInt(100, 200)}.${randomInt(10, 100)}`
  const wish = { payment_method: id, amount: { value, currency: 'EUR' } }
  const { expected_by: due } = withdrawn.parse(
    await confirmedByMail(me, person, { path: '/v1/withdrawals', data: wish }),
  )
  const opened = await request.post('/v1/deposits', {
    data: { amount: { value: '80.00', currency: 'EUR' }, method: 'bank_transfer' },
    headers: { 'idempotency-key': randomUUID() },
  })
  const { reference } = announced.parse(await opened.json()).action
  await payIn(payer)
  await advanceTo(me, due, -hourMs)
  return { amount: `${value} EUR`, reference }
}

async function payIn(payer: string): Promise<void> {
  const { bank } = surroundings().application
  // What another story made the bank do wrong is over.
  await steer(`${bank?.url}/steer/api/faults`, 'PUT', {})
  await steer(`${bank?.url}/steer/api/credits`, 'POST', {
    amount: { value: '80.00', currency: 'EUR' },
    reference: 'top up, thank you',
    debtor: { name: payer },
    at_once: true,
  })
}

async function steer(url: string, method: 'PUT' | 'POST', body: object): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(url, { method, headers, body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(`the bank refused: ${answer.status} ${await answer.text()}`)
}

/** Left where the bank leaves its files. What is being written has another name, and is not taken yet. */
async function sendFileNobodyCanRead(name: string): Promise<void> {
  const path = join(surroundings().dataDir, 'bank', 'files', 'out', name)
  await writeFile(`${path}.part`, 'Dear customer, please find the bookings of the day attached.')
  await rename(`${path}.part`, path)
}

type Place = 'bank' | 'suspense' | 'reconciliation' | 'ledger'

async function place(visitor: Visitor, name: Place, { t: say }: Texts = texts): Promise<void> {
  const { page, device } = visitor
  if (device === 'phone')
    await press(visitor, page.getByRole('button', { name: say('console.nav.menu'), exact: true }))
  await press(visitor, page.getByRole('link', { name: say(`console.nav.${name}`), exact: true }))
  await heading(page, say(`console.finance.${name}.title`)).waitFor()
}

/** What arrives by files and jobs: gone to and looked for again until it is there. */
async function waitAgain(what: Locator, goThere: () => Promise<unknown>): Promise<void> {
  const look = async () => {
    await goThere()
    return await seen(what)
  }
  await expect.poll(look, bankPatience).toBe(true)
}

async function seen(what: Locator): Promise<boolean> {
  return await what.waitFor({ timeout: 2_000 }).then(
    () => true,
    () => false,
  )
}

async function followPayment(desk: Visitor, amount: string): Promise<void> {
  const { page } = desk
  await place(desk, 'bank')
  await seeCalendarEnd(desk)
  const sent = ['sent', 'accepted', 'settled'] as const
  const row = page
    .getByRole('row')
    .filter({ hasText: amountText(amount) })
    .filter({ hasText: new RegExp(sent.map(state => t(`console.finance.orders.state.${state}`)).join('|')) })
  await waitAgain(row, () => desk.visit('/console/bank'))
  await desk.checkAccessibility()
  await desk.screenshot('desk-payments')
  await press(desk, row.getByRole('button'))
  const sheet = page.getByRole('dialog')
  const steps = sheet.getByRole('list', { name: t('console.finance.orders.steps') })
  const sending = steps
    .getByRole('listitem')
    .filter({ has: page.getByText(t('console.finance.step.sent'), { exact: true }) })
  const proof = sending.getByRole('link', {
    name: patternOf(t('console.finance.place', { file: '*', line: '*' })),
  })
  await proof.waitFor()
  await sending.getByText(/OKPAY-\d+-pain\.001\.xml/).waitFor()
  await desk.checkAccessibility()
  await desk.screenshot('desk-payment')
  await openAtLine(desk, proof, amount)
  await press(desk, sheet.getByRole('button', { name: t('console.trace.open'), exact: true }))
  const trace = page.getByRole('dialog', { name: patternOf(t('console.trace.title', { number: '*' })) })
  await trace.getByRole('list', { name: t('console.trace.steps') }).waitFor()
  await trace.getByText(t('console.trace.customersWords')).waitFor()
  await desk.checkAccessibility()
  await page.keyboard.press('Escape')
  await trace.waitFor({ state: 'detached' })
}

/** Warned well before the bank holidays of a currency are not known any more; the program's own years are another matter. */
async function seeCalendarEnd(desk: Visitor): Promise<void> {
  const { page } = desk
  const ends = [
    { currency: 'CNY', known_until: '2026-12-31', days_left: 38, state: 'ends_soon' },
    { currency: 'EUR', known_until: '2028-12-31', days_left: 769, state: 'known' },
    { currency: 'KWD', known_until: null, days_left: null, state: 'ended' },
  ]
  const path = '**/staff/v1/bank_calendars'
  await page.route(path, route => route.fulfill({ json: { data: ends } }))
  await page.reload()
  await page.getByText(t('console.finance.calendar.ended', { currency: 'KWD' })).waitFor()
  const warning = page.getByRole('listitem')
  await warning.filter({ hasText: /CNY.*2026/ }).waitFor()
  expect(await warning.filter({ hasText: /EUR.*2028/ }).count()).toBe(0)
  await desk.checkAccessibility()
  await desk.screenshot('desk-calendar')
  await page.unroute(path)
}

/** The place that proves a step is opened: the file, what stands on its line, and from there the payment again. */
async function openAtLine(desk: Visitor, proof: Locator, amount: string): Promise<void> {
  const { page } = desk
  await press(desk, proof)
  const file = page.getByRole('dialog', { name: /^OKPAY-\d+-pain\.001\.xml$/ })
  const line = file.getByRole('region', {
    name: patternOf(t('console.finance.line.title', { number: '*' })),
  })
  await line.getByText(amountText(amount)).waitFor()
  await desk.checkAccessibility()
  await desk.screenshot('desk-line')
  await press(desk, line.getByRole('link'))
  await page.getByRole('list', { name: t('console.finance.orders.steps') }).waitFor()
}

/** From the notice at the top, which comes when the file has been read. */
async function findFile(desk: Visitor, file: string): Promise<void> {
  const { page } = desk
  const look = page.getByRole('button', { name: t('console.finance.bank.asideShow'), exact: true })
  const row = page.getByRole('row').filter({ hasText: file })
  await waitAgain(row, async () => {
    await desk.visit('/console/bank')
    if (await seen(look)) await press(desk, look)
  })
  await row.getByText(t('console.finance.files.state.quarantined'), { exact: true }).waitFor()
  await desk.checkAccessibility()
  await desk.screenshot('desk-files')
}

/** One person decides: read again it is judged by the same rules, put away it changes nothing. */
async function putAway(desk: Visitor, { file, by }: { file: string; by: string }): Promise<void> {
  const { page } = desk
  const row = page.getByRole('row').filter({ hasText: file })
  await press(desk, row.getByRole('button'))
  const sheet = page.getByRole('dialog', { name: file })
  await sheet.getByText(t('console.finance.files.asideText')).waitFor()
  await press(desk, sheet.getByRole('radio', { name: t('console.finance.files.ways.dismiss') }))
  const decide = sheet.getByRole('button', { name: t('console.finance.files.ways.dismiss'), exact: true })
  await press(desk, decide)
  await sheet.getByText(t('console.finance.breaks.short')).waitFor()
  await desk.checkAccessibility()
  await desk.screenshot('desk-file')
  await sheet.getByLabel(t('console.finance.files.explanation'), { exact: true }).fill(reasons.file)
  await press(desk, decide)
  await sheet.waitFor({ state: 'detached' })
  await row.waitFor({ state: 'detached' })
  await press(
    desk,
    page.getByRole('button', { name: t('console.finance.files.state.dismissed'), exact: true }),
  )
  await press(desk, row.getByRole('button'))
  await sheet.getByText(reasons.file).waitFor()
  await sheet.getByText(t('console.finance.files.by', { name: by })).waitFor()
  await page.keyboard.press('Escape')
}

/** Who approves what becomes of money sees the file as well, and what is wrong with it, and is not asked to decide. */
async function mayOnlyLook(second: Visitor, file: string): Promise<void> {
  const { page } = second
  const { t: say } = textsOf('zh-CN')
  await place(second, 'bank', textsOf('zh-CN'))
  await press(second, page.getByRole('button', { name: say('console.finance.bank.asideShow'), exact: true }))
  await press(second, page.getByRole('button', { name: file }))
  const sheet = page.getByRole('dialog', { name: file })
  await sheet.getByText(say('console.finance.files.asideText')).waitFor()
  // In the language of who reads it, whatever the reader that set it aside spoke.
  await sheet
    .getByText(patternOf(say('console.finance.files.fault.not_well_formed', { line: '1', column: '*' })))
    .waitFor()
  expect(await sheet.getByRole('radio').count()).toBe(0)
  await second.checkAccessibility()
  await second.screenshot('desk-file')
}

async function propose(
  desk: Visitor,
  { payer, reference }: { payer: string; reference: string },
): Promise<void> {
  const { page } = desk
  await place(desk, 'suspense')
  const row = page.getByRole('row').filter({ hasText: payer })
  await waitAgain(row, () => desk.visit('/console/suspense'))
  await desk.checkAccessibility()
  await desk.screenshot('desk-suspense')
  await press(desk, row.getByRole('button'))
  const sheet = page.getByRole('dialog')
  const send = sheet.getByRole('button', { name: t('console.finance.suspense.propose'), exact: true })
  await press(desk, send)
  await sheet.getByText(t('console.finance.suspense.referenceMissing')).waitFor()
  await sheet.getByLabel(t('console.finance.suspense.reference'), { exact: true }).fill(reference)
  await sheet.getByLabel(t('console.cause.reason'), { exact: true }).fill(reasons.suspense)
  await desk.checkAccessibility()
  await press(desk, send)
  await sheet.waitFor({ state: 'detached' })
  // Proposed once, it waits, and cannot be proposed a second time.
  await row.getByText(t('console.finance.suspense.waits')).waitFor()
  await press(desk, row.getByRole('button'))
  await sheet.getByRole('link', { name: t('console.finance.suspense.toApproval') }).waitFor()
  expect(await send.count()).toBe(0)
  await desk.checkAccessibility()
  await page.keyboard.press('Escape')
}

async function approve(second: Visitor, asker: string): Promise<void> {
  const { page } = second
  const { t: say } = textsOf('zh-CN')
  await second.visit('/console/approvals')
  await press(second, page.getByRole('link', { name: asker }))
  await page.getByText(say('console.finance.suspense.ways.assign'), { exact: true }).waitFor()
  await second.checkAccessibility()
  await second.screenshot('desk-approval')
  await press(second, page.getByRole('button', { name: say('console.approvals.approve'), exact: true }))
  const dialog = page.getByRole('dialog')
  await press(second, dialog.getByRole('button', { name: say('console.approvals.approve'), exact: true }))
  await page.getByText(say('console.approvals.decidedAt'), { exact: true }).waitFor()
}

/** The money is its customer's: where it was in suspense, and on their page. */
async function seeAssigned(desk: Visitor, payer: string): Promise<void> {
  const { page } = desk
  const assigned = t('console.finance.suspense.state.assigned')
  const row = page.getByRole('row').filter({ hasText: payer })
  await waitAgain(row, async () => {
    await desk.visit('/console/suspense')
    await press(desk, page.getByRole('button', { name: assigned, exact: true }))
  })
  await press(desk, row.getByRole('button'))
  const sheet = page.getByRole('dialog')
  await sheet.getByText(assigned, { exact: true }).waitFor()
  await desk.checkAccessibility()
  await press(desk, sheet.getByRole('link', { name: t('console.finance.orders.customer'), exact: true }))
  await page
    .getByRole('row')
    .filter({ hasText: t('console.customer.kind.deposit') })
    .filter({ hasText: amountText('80.00 EUR', '+') })
    .waitFor()
}

/** The rest of the desk as it stands: cover, statements, differences, and from an account down to a posting. */
async function readBooks(desk: Visitor): Promise<void> {
  const { page } = desk
  await place(desk, 'reconciliation')
  const position = page.getByRole('table', { name: t('console.finance.reconciliation.position') })
  await position.getByRole('row').filter({ hasText: 'EUR' }).waitFor()
  await desk.checkAccessibility()
  await press(desk, page.getByRole('radio', { name: t('console.finance.reconciliation.statements') }))
  await page.getByRole('table', { name: t('console.finance.reconciliation.statements') }).waitFor()
  await desk.checkAccessibility()
  await press(desk, page.getByRole('radio', { name: t('console.finance.reconciliation.breaks') }))
  await page
    .getByRole('table', { name: t('console.finance.reconciliation.breaks') })
    .or(page.getByText(t('console.finance.breaks.none'), { exact: true }))
    .waitFor()
  await desk.checkAccessibility()
  await place(desk, 'ledger')
  await desk.checkAccessibility()
  const cards = page.getByRole('row').filter({ hasText: 'clearing:card' }).filter({ hasText: 'EUR' })
  await press(desk, cards.getByRole('button'))
  const entries = page.getByRole('table', { name: t('console.finance.ledger.entries') })
  await entries.waitFor()
  await desk.checkAccessibility()
  // A top-up, whoever's: what else came to this account meanwhile has other postings.
  const toppedUp = entries.getByRole('row').filter({ hasText: amountText('300.00 EUR') })
  await press(desk, toppedUp.first().getByRole('button'))
  const journal = page.getByRole('dialog')
  await journal.getByText(t('console.finance.ledger.postings')).waitFor()
  await journal.getByText(t('console.finance.ledger.postingKind.principal'), { exact: true }).waitFor()
  await desk.checkAccessibility()
  await desk.screenshot('desk-journal')
  // What is for other roles says so, and is not offered.
  await desk.visit('/console/recovery')
  await heading(page, t('console.forbidden.title')).waitFor()
  expect(await page.getByRole('link', { name: t('console.nav.recovery'), exact: true }).count()).toBe(0)
  await desk.checkAccessibility()
}
