import type { Locator } from 'playwright-core'
import { describe, expect } from 'vitest'
import { z } from 'zod'
import { test, type DeviceName, type Visitor } from './browser.ts'
import { becomeCustomer, giveMoney, patience, type Person } from './customers.ts'
import { hire, signInWithCode } from './staff.ts'
import { confirmByMail, heading, press } from './steps.ts'
import { textsOf, type Language, type Texts } from './texts.ts'

/**
 * The console from end to end: somebody of the staff signs in with an authenticator app, finds a customer by a part of
 * their address, reveals it on record, freezes the account and asks for it to be lifted; a second person approves, and
 * the auditor reads all of it in a log whose chain is whole.
 */
const stories: [DeviceName, Language][] = [
  ['desktop', 'en'],
  ['phone', 'zh-CN'],
]

const refusal = /Failed to load resource: the server responded with a status of 4\d\d/

describe.each(stories)('on the %s in %s', (device, language) => {
  const texts = textsOf(language)
  const { t } = texts
  const options = { locale: language }

  test('a customer is helped by two, and the log tells it', async ({ newVisitor }) => {
    const [customer, agent, second, auditor] = [
      await newVisitor('desktop', options),
      await newVisitor(device, options),
      await newVisitor(device, options),
      await newVisitor(device, options),
    ]
    for (const visitor of [customer, agent, second]) visitor.allowConsoleError(refusal)
    const person = await becomeCustomer(customer, language)
    await giveMoney(customer, '50.00 EUR')
    const name = `Agent ${person.email.slice(4, 10)}`
    const colleague = await hire(agent, name, 'senior_agent')
    await hire(second, `Second ${person.email.slice(4, 10)}`, 'supervisor')
    await hire(auditor, `Auditor ${person.email.slice(4, 10)}`, 'auditor')

    await signInWithCode(agent, texts, colleague)
    await find(agent, texts, person)
    await reveal(agent, texts, person)
    await freeze(agent, texts)
    expect(await codeOfTransfer(customer)).toBe('account_restricted')
    await askForLifting(agent, texts)
    await approve(second, texts, { asker: name })
    expect(await codeOfTransfer(customer)).not.toBe('account_restricted')
    await readTheLog(auditor, texts, { name, person })
    // What one may not do is not offered.
    expect(await auditor.page.getByRole('link', { name: t('console.nav.home'), exact: true }).count()).toBe(0)
  })
})

test('a new name is asked for, compared by one, accepted by another, and is the name from then on', async ({
  newVisitor,
}) => {
  const texts = textsOf('en')
  const { t } = texts
  const options = { locale: 'en' }
  const [customer, agent, second] = [
    await newVisitor('phone', options),
    await newVisitor('desktop', options),
    await newVisitor('desktop', options),
  ]
  for (const visitor of [customer, agent, second]) visitor.allowConsoleError(refusal)
  const person = await becomeCustomer(customer, 'en')
  const newName = `Nora ${person.email.slice(4, 10)} Berg`
  await customer.visit('/app/profile/name')
  await customer.page.getByLabel(t('profile.name.label'), { exact: true }).fill(newName)
  await press(customer, customer.page.getByRole('button', { name: t('profile.name.action'), exact: true }))
  await confirmByMail(customer, texts, { email: person.email, title: t('stepUp.title.change_name') })
  await customer.page.getByText(newName).first().waitFor()

  const name = `Namer ${person.email.slice(4, 10)}`
  const colleague = await hire(agent, name, 'agent')
  await hire(second, `Boss ${person.email.slice(4, 10)}`, 'supervisor')
  await signInWithCode(agent, texts, colleague)
  await press(agent, agent.page.getByRole('link', { name: t('console.nav.names'), exact: true }))
  await heading(agent.page, t('console.names.title')).waitFor()
  await agent.checkAccessibility()
  await agent.screenshot('console-names')
  await press(agent, agent.page.getByRole('button', { name: newName }))
  const dialog = agent.page.getByRole('dialog')
  await giveCause(dialog, texts)
  await agent.checkAccessibility()
  await press(agent, dialog.getByRole('button', { name: t('console.names.accept'), exact: true }))
  await dialog.waitFor({ state: 'detached' })

  await approve(second, texts, { asker: name })
  await press(second, second.page.getByRole('link', { name: t('console.nav.members'), exact: true }))
  await second.page.getByText(name, { exact: true }).waitFor()
  await second.checkAccessibility()
  await second.screenshot('console-members')
  await customer.visit('/app')
  await heading(customer.page, t('wallet.greeting', { name: newName })).waitFor()
})

/** By the key on a desk, by the button on a phone; then a part of the address. */
async function find(visitor: Visitor, { t }: Texts, person: Person): Promise<void> {
  const { page, device } = visitor
  await page.getByText(t('console.home.waiting'), { exact: true }).first().waitFor()
  if (device === 'desktop') await page.keyboard.press('/')
  else await press(visitor, page.getByRole('button', { name: t('console.search.open') }))
  const palette = page.getByRole('dialog')
  const [local = ''] = person.email.split('@')
  await palette.getByRole('searchbox').fill(local)
  await page.keyboard.press('Enter')
  const row = palette.getByRole('link', { name: person.name })
  await row.waitFor()
  expect(await palette.innerText()).not.toContain(local)
  await visitor.checkAccessibility()
  if (device === 'desktop') {
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
  } else await press(visitor, row)
  await heading(page, t('console.customer.restrictions')).waitFor()
  // A number that is written behind the address by hand is read as a number, and the page wants text: it opens all the same.
  await visitor.visit(`${new URL(page.url()).pathname}?transaction=9346038426619776`)
  await heading(page, t('console.customer.restrictions')).waitFor()
}

const reason = 'The customer called from their own number'

async function giveCause(dialog: Locator, { t }: Texts): Promise<void> {
  await dialog.getByLabel(t('console.cause.reason'), { exact: true }).fill(reason)
  await dialog.getByLabel(t('console.cause.case'), { exact: true }).fill('CS-2026-0001234-7')
}

async function reveal(visitor: Visitor, texts: Texts, person: Person): Promise<void> {
  const { page } = visitor
  const { t } = texts
  expect(await page.getByText(person.email).count()).toBe(0)
  await visitor.checkAccessibility()
  await press(visitor, page.getByRole('button', { name: t('console.reveal.action'), exact: true }))
  const dialog = page.getByRole('dialog')
  const confirm = dialog.getByRole('button', { name: t('console.reveal.confirm') })
  await press(visitor, confirm)
  await dialog.getByText(t('console.cause.reasonShort')).waitFor()
  await dialog.getByText(t('console.reveal.none')).waitFor()
  await press(visitor, dialog.getByRole('checkbox', { name: t('console.reveal.email') }))
  await giveCause(dialog, texts)
  await press(visitor, confirm)
  await page.getByText(person.email).waitFor()
  await visitor.checkAccessibility()
  await press(visitor, page.getByRole('button', { name: t('console.reveal.hide') }))
  await expect.poll(() => page.getByText(person.email).count(), patience).toBe(0)
}

async function freeze(visitor: Visitor, texts: Texts): Promise<void> {
  const { page } = visitor
  const { t } = texts
  await press(visitor, page.getByRole('button', { name: t('console.freeze.action'), exact: true }))
  const dialog = page.getByRole('dialog')
  await giveCause(dialog, texts)
  await visitor.checkAccessibility()
  await press(visitor, dialog.getByRole('button', { name: t('console.freeze.confirm') }))
  await page.getByText(t('console.customer.inForce'), { exact: true }).waitFor()
}

async function askForLifting(visitor: Visitor, texts: Texts): Promise<void> {
  const { page } = visitor
  const { t } = texts
  await press(visitor, page.getByRole('button', { name: t('console.lift.action') }))
  const dialog = page.getByRole('dialog')
  await giveCause(dialog, texts)
  await press(visitor, dialog.getByRole('button', { name: t('console.lift.confirm') }))
  await press(visitor, page.getByRole('button', { name: t('console.lift.view'), exact: true }))
  // Nobody decides about what they asked for.
  await page.getByText(t('console.approvals.own')).waitFor()
  expect(await page.getByRole('button', { name: t('console.approvals.approve'), exact: true }).count()).toBe(
    0,
  )
}

async function approve(visitor: Visitor, { t }: Texts, { asker }: { asker: string }): Promise<void> {
  const { page } = visitor
  await visitor.visit('/console')
  await press(visitor, page.getByRole('link', { name: asker }))
  await page.getByText(t('console.approvals.content'), { exact: true }).waitFor()
  await visitor.checkAccessibility()
  await press(visitor, page.getByRole('button', { name: t('console.approvals.approve'), exact: true }))
  const dialog = page.getByRole('dialog')
  await press(visitor, dialog.getByRole('button', { name: t('console.approvals.approve'), exact: true }))
  await page.getByText(t('console.approvals.decidedAt'), { exact: true }).waitFor()
}

/** What the whole story left behind, as the auditor finds it; the console opens on the log for who has nothing else. */
async function readTheLog(
  visitor: Visitor,
  { t }: Texts,
  { name, person }: { name: string; person: Person },
): Promise<void> {
  const { page } = visitor
  await visitor.visit('/console')
  await heading(page, t('console.audit.title')).waitFor()
  const entryOf = (operation: string) =>
    page.getByRole('row').filter({ hasText: operation }).filter({ hasText: name }).first()
  for (const operation of ['revealCustomer', 'requestApproval', 'searchCustomers'] as const)
    await entryOf(t(`console.operation.${operation}`)).waitFor()
  const frozen = entryOf(t('console.operation.freezeCustomer'))
  expect(await frozen.innerText()).toContain(person.name)
  await press(visitor, frozen.getByRole('button'))
  const dialog = page.getByRole('dialog')
  await dialog.getByText(reason).waitFor()
  await dialog.getByText('"debit"').waitFor()
  await visitor.checkAccessibility()
  await press(visitor, dialog.getByRole('button', { name: t('ui.close') }))
  await press(visitor, page.getByRole('button', { name: t('console.audit.verify') }))
  await page.getByText(t('console.audit.unbroken')).waitFor()
  await visitor.checkAccessibility()
}

/** Why a transfer of the signed-in customer is not done, if it is not. */
async function codeOfTransfer({ context }: Visitor): Promise<string | undefined> {
  const answer = await context.request.post('/v1/transfers', {
    data: { recipient: 'alice@demo.okpay.example', amount: { value: '1.00', currency: 'EUR' } },
    headers: { 'idempotency-key': `console-${Date.now()}` },
  })
  const { code } = z.object({ code: z.string().optional() }).parse(await answer.json())
  return code
}
