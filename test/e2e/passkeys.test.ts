import { Secret, TOTP } from 'otpauth'
import { describe, expect } from 'vitest'
import { z } from 'zod'
import { test, type Visitor } from './browser.ts'
import { becomeCustomer, newPerson, patience, type Person } from './customers.ts'
import { serverTime } from './server-time.ts'
import { fillRegistration, heading, press, readCode, signIn } from './steps.ts'
import { textsOf, type Texts } from './texts.ts'
import { plugIn } from './virtual-authenticator.ts'

/** From opening an account to one that a stolen password does not open; passkeys of Chromium's own authenticator. */
const people = [
  { device: 'phone', texts: textsOf('zh-CN') },
  { device: 'desktop', texts: textsOf('en') },
] as const

/** A question to confirm first is a refusal to a browser's console. */
const asked = /status of 403 .*\/v1\/(passkeys|authenticators)/

describe.each(people)('on a $device', ({ device, texts }) => {
  const { t } = texts

  test('from registering to a protected account, and in again with a passkey alone', async ({
    newVisitor,
  }) => {
    const me = await newVisitor(device)
    const { page } = me
    me.allowConsoleError(asked)
    const authenticator = await plugIn(me)
    const person = newPerson(texts.language)
    await registerCompletely(me, texts, person)

    await addPasskey(me, texts, person)
    expect(await authenticator.passkeys()).toBe(1)
    await me.screenshot('passkeys')
    await me.checkAccessibility()

    await turnOnAuthenticatorApp(me, texts)
    await heading(page, t('twoStep.onTitle')).waitFor()
    await me.checkAccessibility()

    await signOut(me, texts)
    // Or Chromium would choose it among the suggestions of the field at once, and there were no button to press.
    await authenticator.answers(false)
    await me.visit('/sign-in')
    await heading(page, t('identity.signIn.title')).waitFor()
    await me.checkAccessibility()
    await authenticator.answers(true)
    await press(me, page.getByRole('button', { name: t('identity.signIn.passkey') }))
    await heading(page, t('wallet.greeting', { name: person.name })).waitFor()
  })

  test('a password alone is not enough any more; the passkey is the second step and confirms its own end', async ({
    newVisitor,
  }) => {
    const me = await newVisitor(device)
    const { page } = me
    me.allowConsoleError(asked)
    const authenticator = await plugIn(me)
    const person = await becomeCustomer(me, texts.language)
    await addPasskey(me, texts, person)
    await renamePasskey(me, texts, 'Büro 🔑')

    await signOut(me, texts)
    await authenticator.answers(false)
    await me.visit('/sign-in')
    await signIn(me, texts, person)
    await heading(page, t('secondStep.title')).waitFor()
    await me.checkAccessibility()
    await authenticator.answers(true)
    await press(me, page.getByRole('button', { name: t('factors.way.passkey') }))
    await heading(page, t('wallet.greeting', { name: person.name })).waitFor()

    await me.visit('/app/security/passkeys')
    await press(me, page.getByRole('button', { name: `${t('passkeys.remove')}: Büro 🔑` }))
    await press(me, dialog(me, t('passkeys.removeTitle')).getByRole('button', { name: t('passkeys.remove') }))
    const sheet = dialog(me, t('stepUp.title.remove_passkey'))
    await sheet.getByText('Büro 🔑').waitFor()
    await me.screenshot('passkey-remove')
    await press(me, sheet.getByRole('button', { name: t('factors.way.passkey') }))
    await heading(page, t('passkeys.emptyTitle')).waitFor()

    // Chromium still keeps it; we do not know it any more.
    me.allowConsoleError(/status of 422 .*\/v1\/sessions\/with_passkey/)
    const tries: string[] = []
    page.on('request', request => {
      if (request.url().endsWith('/v1/sessions/with_passkey')) tries.push(request.url())
    })
    await signOut(me, texts)
    await authenticator.answers(false)
    const offer = page.waitForResponse('**/v1/sessions/passkey_options')
    await me.visit('/sign-in')
    await offer
    await me.checkAccessibility()
    await authenticator.answers(true)
    await press(me, page.getByRole('button', { name: t('identity.signIn.passkey') }))
    await page.getByRole('main').getByRole('alert').waitFor()
    await me.screenshot('passkey-refused')
    // The browser answers by itself here: an offer that opened anew would use up the sign-ins of the whole network.
    await me.checkAccessibility()
    expect(tries).toHaveLength(1)
  })
})

test('a passkey chosen among the suggestions of the field signs in without a press on a button', async ({
  desktop,
}) => {
  const en = textsOf('en')
  desktop.allowConsoleError(asked)
  await plugIn(desktop)
  const person = await becomeCustomer(desktop, 'en')
  await addPasskey(desktop, en, person)
  await signOut(desktop, en)
  await desktop.visit('/sign-in?next=/app/transactions')
  await desktop.page.waitForURL('**/app/transactions')
})

test('closing the browser’s question adds nothing and can be tried again without a second code', async ({
  phone,
}) => {
  const zh = textsOf('zh-CN')
  const { page } = phone
  phone.allowConsoleError(asked)
  const authenticator = await plugIn(phone)
  const person = await becomeCustomer(phone, 'zh-CN')
  await authenticator.knows(false)
  await beginPasskey(phone, zh, person)
  const sheet = dialog(phone, zh.t('passkeys.addTitle'))
  await sheet.getByText(zh.t('passkeys.problem.closed')).waitFor()
  await phone.screenshot('passkey-closed')
  await authenticator.knows(true)
  await press(phone, sheet.getByRole('button', { name: zh.t('passkeys.addAction') }))
  await page.getByRole('list', { name: zh.t('passkeys.list') }).waitFor()
  expect(await authenticator.passkeys()).toBe(1)
})

const dialog = ({ page }: Visitor, name: string) => page.getByRole('dialog', { name, exact: true })

/** All of it: form, e-mail, mobile number. */
async function registerCompletely(visitor: Visitor, texts: Texts, person: Person): Promise<void> {
  const { page } = visitor
  const { t } = texts
  await visitor.visit('/register')
  await fillRegistration(visitor, texts, person)
  await press(visitor, page.getByRole('checkbox'))
  await press(visitor, page.getByRole('button', { name: t('registerForm.action'), exact: true }))
  await heading(page, t('identity.checkMail.title')).waitFor()
  await page.getByLabel(t('identity.checkMail.code')).fill(await readCode(visitor, texts))
  await heading(page, t('phone.title')).waitFor()
  await press(visitor, page.getByRole('button', { name: t('phone.send'), exact: true }))
  await page.getByLabel(t('phone.code')).fill(await texted(visitor, person))
  await heading(page, t('phone.doneTitle')).waitFor()
}

/** Adds one under the name the page suggests; the step-up asks for a code by mail, which is all the person has. */
async function addPasskey(visitor: Visitor, texts: Texts, person: Person): Promise<void> {
  await beginPasskey(visitor, texts, person)
  await visitor.page.getByRole('list', { name: texts.t('passkeys.list') }).waitFor()
}

async function beginPasskey(visitor: Visitor, { t }: Texts, person: Person): Promise<void> {
  const { page } = visitor
  await visitor.visit('/app/security/passkeys')
  await heading(page, t('passkeys.emptyTitle')).waitFor()
  await press(visitor, page.getByRole('button', { name: t('passkeys.add') }))
  const before = await mailedCodes(visitor, person)
  await press(
    visitor,
    dialog(visitor, t('passkeys.addTitle')).getByRole('button', { name: t('passkeys.addAction') }),
  )
  const sheet = dialog(visitor, t('stepUp.title.add_passkey'))
  await sheet.getByLabel(t('factors.code')).waitFor()
  await expect
    .poll(async () => (await mailedCodes(visitor, person)).length, patience)
    .toBeGreaterThan(before.length)
  const [code = ''] = await mailedCodes(visitor, person)
  await sheet.getByLabel(t('factors.code')).fill(code)
  await sheet.waitFor({ state: 'detached' })
}

async function renamePasskey(visitor: Visitor, { t }: Texts, name: string): Promise<void> {
  const { page } = visitor
  await press(visitor, page.getByRole('button', { name: new RegExp(`^${t('passkeys.rename')}: `) }))
  const sheet = dialog(visitor, t('passkeys.renameTitle'))
  await sheet.getByLabel(t('passkeys.name')).fill(name)
  await press(visitor, sheet.getByRole('button', { name: t('passkeys.rename') }))
  await page
    .getByRole('list', { name: t('passkeys.list') })
    .getByText(name)
    .waitFor()
}

/** The passkey confirms it; then the key is typed by hand into an app, which is `otpauth` here. */
async function turnOnAuthenticatorApp(visitor: Visitor, { t }: Texts): Promise<void> {
  const { page } = visitor
  await visitor.visit('/app/security/two-step/authenticator')
  await press(visitor, page.getByRole('button', { name: t('twoStep.app.begin.action'), exact: true }))
  const sheet = dialog(visitor, t('stepUp.title.add_totp'))
  await press(visitor, sheet.getByRole('button', { name: t('factors.way.passkey') }))
  const key = await page.locator('code').innerText()
  await press(visitor, page.getByRole('button', { name: t('ui.continue'), exact: true }))
  const timestamp = await serverTime(visitor)
  const code = new TOTP({ secret: Secret.fromBase32(key.replaceAll(' ', '')) }).generate({ timestamp })
  await page.getByLabel(t('factors.code')).fill(code)
  await page.getByRole('list', { name: t('twoStep.codes.list') }).waitFor()
  await press(visitor, page.getByRole('checkbox'))
  await press(visitor, page.getByRole('button', { name: t('twoStep.codes.done'), exact: true }))
}

async function signOut(visitor: Visitor, { t }: Texts): Promise<void> {
  const { page } = visitor
  await visitor.visit('/app/profile')
  await press(visitor, page.getByRole('button', { name: t('ownProfile.signOut'), exact: true }))
  await page.waitForURL(url => url.pathname === '/')
}

const messages = z.object({ data: z.array(z.object({ text: z.string() })) })

/** Codes that were mailed to somebody, the newest first. */
async function mailedCodes({ context }: Visitor, { email }: Person): Promise<string[]> {
  const answer = await context.request.get('/v1/test_helpers/mails', { params: { to: email, limit: 20 } })
  return codesIn(messages.parse(await answer.json()))
}

/** The code somebody was sent to their phone. */
async function texted({ context }: Visitor, { phone }: Person): Promise<string> {
  let code: string | undefined
  await expect
    .poll(async () => {
      const answer = await context.request.get('/v1/test_helpers/sms')
      const mine = z
        .object({ data: z.array(z.object({ to: z.string(), text: z.string() })) })
        .parse(await answer.json())
        .data.filter(({ to }) => to.endsWith(phone.slice(1)))
      code = codesIn({ data: mine })[0]
      return code
    }, patience)
    .toBeDefined()
  return code ?? ''
}

function codesIn({ data }: z.output<typeof messages>): string[] {
  return data.flatMap(({ text }) => {
    const found = /(?<!\d)(\d{3}) ?(\d{3})(?!\d)/.exec(text)
    return found ? [`${found[1]}${found[2]}`] : []
  })
}
