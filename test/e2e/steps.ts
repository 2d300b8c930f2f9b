import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { z } from 'zod'
import { TEST_CARDS } from '../../simulators/acquirer/index.ts'
import type { Visitor } from './browser.ts'
import { patience, type Person } from './customers.ts'
import { amountText, type Texts } from './texts.ts'

/** What several tests do as a person does it: by what is written on the screen, with a finger or a mouse. */

export async function press({ device }: Visitor, target: Locator): Promise<void> {
  await (device === 'phone' ? target.tap() : target.click())
}

export function heading(page: Page, name: string | RegExp): Locator {
  return page.getByRole('heading', { name, exact: true })
}

/** What stands at a field as its problem, as it is read out together with the field; empty when there is none. */
export async function problemOf(field: Locator): Promise<string> {
  if ((await field.getAttribute('aria-invalid')) !== 'true') return ''
  const ids = ((await field.getAttribute('aria-describedby')) ?? '').split(' ')
  const texts = ids.map(id => field.page().locator(`[id="${id}"]`).innerText())
  return (await Promise.all(texts)).join('\n')
}

/** The value beside a name, as in a receipt. */
export function fact(page: Page | Locator, name: string): Locator {
  // What a row must have is looked for inside of it, whatever the rows themselves are looked for in.
  const anywhere = 'page' in page ? page.page() : page
  return page
    .locator('dl > div')
    .filter({ has: anywhere.locator('dt').getByText(name, { exact: true }) })
    .locator('dd')
}

/** A transaction number as people note it: sixteen digits that begin with 9. */
export async function numberOn(page: Page | Locator, name: string): Promise<string> {
  const shown = await fact(page, name).innerText()
  const number = /9\d{3}(?: \d{4}){3}/.exec(shown)?.[0].replaceAll(' ', '')
  if (number === undefined) throw new Error(`${name} shows no transaction number: ${shown}`)
  return number
}

export async function fillRegistration({ page }: Visitor, { t }: Texts, person: Person): Promise<void> {
  await page.getByLabel(t('identity.name'), { exact: true }).fill(person.name)
  await page.getByLabel(t('identity.email'), { exact: true }).fill(person.email)
  await page.getByLabel(t('identity.phone'), { exact: true }).fill(person.phone)
  await page.getByLabel(t('identity.password'), { exact: true }).fill(person.password)
}

/** Opens an account on the screens, up to the wallet: form, mail in a second tab, code. */
export async function register(visitor: Visitor, texts: Texts, person: Person): Promise<void> {
  const { page } = visitor
  const { t } = texts
  await visitor.visit('/register')
  await fillRegistration(visitor, texts, person)
  await press(visitor, page.getByRole('checkbox'))
  await press(visitor, page.getByRole('button', { name: t('registerForm.action'), exact: true }))
  await heading(page, t('identity.checkMail.title')).waitFor()
  const code = await readCode(visitor, texts)
  await page.getByLabel(t('identity.checkMail.code')).fill(code)
  await heading(page, t('phone.title')).waitFor()
  await press(visitor, page.getByRole('link', { name: t('phone.later'), exact: true }))
  await heading(page, t('wallet.greeting', { name: person.name })).waitFor()
}

/** Follows the hint to the inbox, which opens in a tab of its own, reads the newest mail with a code, closes the tab. */
export async function readCode(
  visitor: Visitor,
  texts: Texts,
  look: (inbox: Page) => Promise<void> = () => Promise.resolve(),
): Promise<string> {
  const { page, context } = visitor
  const opened = context.waitForEvent('page')
  await press(visitor, page.getByRole('link', { name: texts.t('identity.checkMail.testInbox') }))
  const inbox = await opened
  await press(visitor, inbox.getByRole('button', { name: texts.mail('confirm_email') }).first())
  const code = await inbox
    .getByRole('article')
    .getByText(/^\d{3} ?\d{3}$/)
    .innerText()
  await look(inbox)
  await inbox.close()
  return code.replaceAll(/\D/g, '')
}

/** Says how much is to be topped up and by which method; `amount` as `120.00 EUR`, in the currency the form begins with. */
export async function chooseTopUp(
  visitor: Visitor,
  { t }: Texts,
  { amount, method }: { amount: string; method: 'card_debit' | 'card_credit' | 'ewallet' | 'bank_transfer' },
): Promise<void> {
  const { page } = visitor
  const [value = ''] = amount.split(' ')
  await page.getByLabel(t('funding.amount'), { exact: true }).fill(value)
  await press(visitor, page.getByRole('button', { name: t('ui.continue'), exact: true }))
  await heading(page, t('funding.methodTitle')).waitFor()
  const ways = page.getByRole('list', { name: t('funding.methods'), exact: true })
  await press(visitor, ways.getByRole('button', { name: t(`funding.method.${method}`) }))
  await heading(page, t('funding.reviewTitle')).waitFor()
}

/** Orders a top-up up to the acquirer's page; `amount` as `120.00 EUR`, in the currency the form begins with. */
export async function orderTopUp(visitor: Visitor, texts: Texts, amount: string): Promise<void> {
  const { page } = visitor
  const { t } = texts
  await chooseTopUp(visitor, texts, { amount, method: 'card_debit' })
  await fact(page, t('funding.credited')).getByText(amountText(amount)).waitFor()
  await press(visitor, page.getByRole('button', { name: t('funding.goToCard') }))
  await page.waitForURL(/\/c\/pay\//)
}

/** Types a card on the acquirer's page and presses Pay. */
export async function payByCard(
  visitor: Visitor,
  texts: Texts,
  card: keyof typeof TEST_CARDS = 'visa_credit',
): Promise<void> {
  const { page } = visitor
  await page.getByLabel(texts.acquirer('form.email')).fill('payer@mail.example')
  await page.getByLabel(texts.acquirer('form.number')).fill(TEST_CARDS[card].number)
  await page.getByLabel(texts.acquirer('form.expiry')).fill('12 / 34')
  await page.getByLabel(texts.acquirer('form.cvc')).fill('123')
  await page.getByLabel(texts.acquirer('form.name')).fill('Test Customer')
  await press(visitor, page.getByRole('button', { name: texts.acquirer('form.pay') }))
}

/** Signs in on the screen one is led to. */
export async function signIn(
  visitor: Visitor,
  { t }: Texts,
  { email, password }: Pick<Person, 'email' | 'password'>,
): Promise<void> {
  const { page } = visitor
  await page.getByLabel(t('identity.email'), { exact: true }).fill(email)
  await page.getByLabel(t('identity.password'), { exact: true }).fill(password)
  await press(
    visitor,
    page.getByRole('main').getByRole('button', { name: t('identity.signIn.action'), exact: true }),
  )
}

const codeMails = z.object({
  data: z.array(z.object({ id: z.string(), subject: z.string(), text: z.string() })),
})

/** Mails whose codes were used: the next one is in another mail. */
const readMails = new Set<string>()

/**
 * Signs in where the account was never used before: with the password, then with the code of the newest mail. On a
 * device of theirs `signIn` is enough.
 */
export async function signInAnew(
  visitor: Visitor,
  texts: Texts,
  person: Pick<Person, 'email' | 'password'>,
): Promise<void> {
  const { page, context } = visitor
  const { t } = texts
  const read = async () => {
    const answer = await context.request.get('/v1/test_helpers/mails', {
      params: { to: person.email, limit: 10 },
    })
    return codeMails.parse(await answer.json()).data
  }
  const before = new Set((await read()).map(({ id }) => id))
  await signIn(visitor, texts, person)
  await heading(page, t('secondStep.title')).waitFor()
  const newCode = async (): Promise<string> => {
    const newer = (await read()).filter(({ id }) => !before.has(id))
    const found = newer.map(({ text }) => /\b(\d{3}) (\d{3})\b/.exec(text)).find(match => match !== null)
    return found ? `${found[1]}${found[2]}` : ''
  }
  await expect.poll(newCode, patience).toMatch(/^\d{6}$/)
  await page.getByLabel(t('factors.code')).fill(await newCode())
}

/** Says whom to send to, and that it is them. */
export async function chooseRecipient(
  visitor: Visitor,
  { t }: Texts,
  { to, name }: { to: string; name: string },
): Promise<void> {
  const { page } = visitor
  await page.getByLabel(t('transfers.recipient'), { exact: true }).fill(to)
  await press(visitor, page.getByRole('button', { name: t('transfers.findRecipient'), exact: true }))
  await page.getByText(name).waitFor()
  await press(visitor, page.getByRole('button', { name: t('transfers.recipientYes'), exact: true }))
}

/** Goes on to the next step of sending: whom, how much and why, as far as the review. */
export async function composeTransfer(
  visitor: Visitor,
  texts: Texts,
  order: { to: string; name: string; value: string; note: string },
): Promise<void> {
  const { page } = visitor
  const { t } = texts
  await chooseRecipient(visitor, texts, order)
  await page.getByLabel(t('transfers.amount'), { exact: true }).fill(order.value)
  await page.getByLabel(t('transfers.note'), { exact: true }).fill(order.note)
  await press(visitor, page.getByRole('button', { name: t('ui.continue'), exact: true }))
}

/**
 * Waits for the sheet that asks to confirm, and for the code that the server mails for it. What types the code is up
 * to the caller. Somebody with an authenticator app or a passkey is asked for that instead.
 */
export async function awaitStepUp(
  visitor: Visitor,
  { t, approves }: Texts,
  { email, title, look }: { email: string; title: string; look?: (sheet: Locator) => Promise<void> },
): Promise<{ sheet: Locator; field: Locator; code: string }> {
  const { page, context } = visitor
  // A browser notes every answer that refuses; this one is a question.
  visitor.allowConsoleError(/status of 403 .*\/v1\/transfers\)$/)
  const sheet = page.getByRole('dialog', { name: title })
  await sheet.waitFor()
  const read = async (): Promise<string> => {
    const answer = await context.request.get('/v1/test_helpers/mails', { params: { to: email, limit: 10 } })
    const { data } = codeMails.parse(await answer.json())
    const mail = data.find(({ id, subject }) => approves(subject) && !readMails.has(id))
    const found = /\b(\d{3}) (\d{3})\b/.exec(mail?.text ?? '')
    if (!mail || !found) return ''
    readMails.add(mail.id)
    return `${found[1]}${found[2]}`
  }
  const field = sheet.getByLabel(t('factors.code'))
  await field.waitFor()
  await look?.(sheet)
  let code = ''
  await expect.poll(async () => (code = await read()), patience).not.toBe('')
  return { sheet, field, code }
}

/** Confirms on the sheet what the server asks to be confirmed; `look` sees the sheet while it waits for the code. */
export async function confirmByMail(
  visitor: Visitor,
  texts: Texts,
  question: Parameters<typeof awaitStepUp>[2],
): Promise<void> {
  const { sheet, field, code } = await awaitStepUp(visitor, texts, question)
  await field.fill(code)
  await sheet.waitFor({ state: 'detached' })
}

/**
 * The first order at `path` is done by the server, and its answer never comes. Answers how many were done and under
 * which keys they were asked for.
 */
export async function loseFirstAnswer(
  page: Page,
  path: string,
): Promise<{ readonly done: number; readonly keys: ReadonlySet<string | undefined> }> {
  const keys = new Set<string | undefined>()
  const orders = { done: 0, keys }
  await page.route(`**${path}`, async route => {
    if (route.request().method() !== 'POST') return await route.continue()
    keys.add(route.request().headers()['idempotency-key'])
    const answer = await route.fetch()
    if (answer.ok() && orders.done++ === 0) return
    await route.fulfill({ response: answer })
  })
  return orders
}

/** What this tab keeps of a form. */
export function keptIn({ page }: Visitor): Promise<string | null> {
  return page.evaluate(`sessionStorage.getItem('okpay.draft')`)
}

/** Marks the document, so that a test can say that it was never loaded again. */
export async function markDocument(page: Page): Promise<() => Promise<void>> {
  await page.evaluate('globalThis.loadedOnce = true')
  return async () => expect(await page.evaluate('globalThis.loadedOnce'), 'loaded again').toBe(true)
}

/** Waits until what happens is told to this page at once. */
export async function waitForLive(page: Page, { t }: Texts): Promise<void> {
  await page.getByRole('status').filter({ visible: true }).getByText(t('ui.live'), { exact: true }).waitFor()
}
