import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { Secret, TOTP } from 'otpauth'
import { describe, expect } from 'vitest'
import { surroundings, test, type DeviceName, type Visitor } from './browser.ts'
import { serverTime } from './server-time.ts'
import { heading, press } from './steps.ts'
import { textsOf, type Language, type Texts } from './texts.ts'
import { plugIn } from './virtual-authenticator.ts'

/** How staff come in: a link from the operator, a password, a second factor, and later both again. */
const stories: [DeviceName, Language][] = [
  ['desktop', 'en'],
  ['phone', 'zh-CN'],
]

const refusal = /Failed to load resource: the server responded with a status of 4\d\d/
const password = 'copper lantern river 92'
const run = promisify(execFile)
const commandLine = fileURLToPath(new URL('../../server/cli.ts', import.meta.url))

/** The link as the operator's command prints it. */
async function invited(email: string): Promise<string> {
  const { stdout } = await run(
    process.execPath,
    [commandLine, 'staff:invite', email, '--name', 'Wang Fang', '--role', 'supervisor'],
    { env: { ...process.env, OKPAY_DATA_DIR: surroundings().dataDir, DATABASE_URL: '' } },
  )
  return stdout.trim().split('\n').at(-1) ?? ''
}

async function choosePassword(visitor: Visitor, { t }: Texts, link: string): Promise<void> {
  const { page } = visitor
  await page.goto(link)
  await heading(page, t('consoleSignIn.invitation.title', { name: 'Wang Fang' })).waitFor()
  const field = page.getByLabel(t('consoleSignIn.choose.password'), { exact: true })
  const next = page.getByRole('button', { name: t('consoleSignIn.next'), exact: true })
  await field.fill('password')
  await press(visitor, next)
  await page.getByText(t('consoleSignIn.choose.passwordWeak'), { exact: true }).waitFor()
  await field.fill(password)
  await visitor.checkAccessibility()
  await press(visitor, next)
  await heading(page, t('consoleSignIn.factor.title')).waitFor()
}

async function signOutAndBegin(visitor: Visitor, { t }: Texts, email: string): Promise<void> {
  const { page, context } = visitor
  await context.clearCookies()
  await visitor.visit('/console')
  await page.getByLabel(t('consoleSignIn.email'), { exact: true }).fill(email)
  await page.getByLabel(t('consoleSignIn.password'), { exact: true }).fill(password)
  await press(visitor, page.getByRole('button', { name: t('consoleSignIn.next'), exact: true }))
  await heading(page, t('consoleSignIn.second.title')).waitFor()
}

describe.each(stories)('on the %s in %s', (device, language) => {
  const texts = textsOf(language)
  const { t } = texts
  const options = { locale: language }

  test('with a passkey, which is asked for at the next sign-in', async ({ newVisitor }) => {
    const visitor = await newVisitor(device, options)
    visitor.allowConsoleError(refusal)
    const { page } = visitor
    const email = `passkey.${device}.${Date.now()}@staff.example`
    const key = await plugIn(visitor)
    const link = await invited(email)
    await choosePassword(visitor, texts, link)
    await visitor.checkAccessibility()
    await press(visitor, page.getByRole('button', { name: t('consoleSignIn.factor.make'), exact: true }))
    await heading(page, t('console.search.title')).waitFor()
    expect(await key.passkeys()).toBe(1)
    expect(page.url()).not.toContain('#')

    await signOutAndBegin(visitor, texts, email)
    await visitor.checkAccessibility()
    await press(visitor, page.getByRole('button', { name: t('consoleSignIn.second.passkey'), exact: true }))
    await heading(page, t('console.search.title')).waitFor()

    await page.goto('about:blank')
    await page.goto(link)
    await heading(page, t('consoleSignIn.invitation.deadTitle')).waitFor()
    await visitor.checkAccessibility()
  })

  test('with an authenticator app; a wrong code says so', async ({ newVisitor }) => {
    const visitor = await newVisitor(device, options)
    visitor.allowConsoleError(refusal)
    const { page } = visitor
    const email = `app.${device}.${Date.now()}@staff.example`
    await choosePassword(visitor, texts, await invited(email))
    await press(visitor, page.getByRole('radio', { name: t('consoleSignIn.factor.totp') }))
    await page.getByRole('img', { name: t('consoleSignIn.factor.picture'), exact: true }).waitFor()
    const shown = await page.locator('code').innerText()
    const app = new TOTP({ secret: Secret.fromBase32(shown.replaceAll(/\s/g, '')) })
    const field = page.getByLabel(t('consoleSignIn.factor.code'), { exact: true })
    await field.fill(otherThan(app, await serverTime(visitor)))
    await page.getByText(t('consoleSignIn.factor.codeWrong'), { exact: true }).waitFor()
    await visitor.checkAccessibility()
    await field.fill(app.generate({ timestamp: await serverTime(visitor) }))
    await heading(page, t('console.search.title')).waitFor()

    await signOutAndBegin(visitor, texts, email)
    const code = page.getByLabel(t('consoleSignIn.second.code'), { exact: true })
    await code.fill(otherThan(app, await serverTime(visitor)))
    await page.getByText(t('consoleSignIn.second.wrong', { count: 4 }), { exact: true }).waitFor()
    await visitor.checkAccessibility()
    // The code of this half minute was used for enrolling, so it is the next one.
    await code.fill(app.generate({ timestamp: (await serverTime(visitor)) + 30_000 }))
    await heading(page, t('console.search.title')).waitFor()
  })
})

/** A code that is right neither now nor soon. */
function otherThan(app: TOTP, now: number): string {
  const right = [-1, 0, 1, 2].map(step => app.generate({ timestamp: now + step * 30_000 }))
  return ['111111', '222222', '333333', '444444', '555555'].find(code => !right.includes(code)) ?? '666666'
}
