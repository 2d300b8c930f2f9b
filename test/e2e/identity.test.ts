import { describe, expect } from 'vitest'
import { test, type Visitor } from './browser.ts'
import { becomeCustomer, newPerson, patience } from './customers.ts'
import { fillRegistration, heading, press, problemOf, signIn, signInAnew } from './steps.ts'
import { textsOf } from './texts.ts'

/** Getting in and out besides the way of story.test.ts: links, mistakes, locks, other devices, hostile mails. */
const zh = textsOf('zh-CN')
const en = textsOf('en')

/** Every refusal here is provoked; anything else in the console still fails the test. */
const refusal = /Failed to load resource: the server responded with a status of 4\d\d/

describe('opening an account and signing in', () => {
  test('what was typed survives a reload, the password does not', async ({ phone }) => {
    const { page } = phone
    const person = newPerson('zh-CN')
    await phone.visit('/register')
    await fillRegistration(phone, zh, person)
    await page.reload()
    await expect.poll(() => page.getByLabel(zh.t('identity.name')).inputValue(), patience).toBe(person.name)
    expect(await page.getByLabel(zh.t('identity.email')).inputValue()).toBe(person.email)
    const phoneField = page.getByLabel(zh.t('identity.phone'), { exact: true })
    await expect
      .poll(async () => (await phoneField.inputValue()).replaceAll(/\D/g, ''), patience)
      .toBe(person.phone)
    expect(await page.getByLabel(zh.t('identity.password'), { exact: true }).inputValue()).toBe('')
  })

  test('a link opens the account only when it is pressed, and signs nobody in', async ({ desktop }) => {
    const { page, context } = desktop
    const person = newPerson('en')
    desktop.allowConsoleError(refusal)
    await desktop.visit('/register')
    await fillRegistration(desktop, en, person)
    await press(desktop, page.getByRole('checkbox'))
    await press(desktop, page.getByRole('button', { name: en.t('registerForm.action') }))
    await heading(page, en.t('identity.checkMail.title')).waitFor()

    // Somebody who forgets the page and simply signs in is led back to the proof.
    await desktop.visit('/sign-in')
    await signIn(desktop, en, person)
    await heading(page, en.t('identity.checkMail.title')).waitFor()

    const link = await newestLink(desktop, person.email)
    await desktop.visit(link)
    await press(desktop, page.getByRole('button', { name: en.t('confirmEmail.action') }))
    await heading(page, en.t('confirmEmail.doneTitle')).waitFor()
    expect(await context.cookies()).toEqual([])
    await desktop.checkAccessibility()

    await page.reload()
    await press(desktop, page.getByRole('button', { name: en.t('confirmEmail.action') }))
    await heading(page, en.t('confirmEmail.takenTitle')).waitFor()
  })

  test('a wrong code says how many tries are left, five make it void', async ({ phone }) => {
    const { page } = phone
    const person = newPerson('zh-CN')
    phone.allowConsoleError(refusal)
    await phone.visit('/register')
    await fillRegistration(phone, zh, person)
    await press(phone, page.getByRole('checkbox'))
    await press(phone, page.getByRole('button', { name: zh.t('registerForm.action') }))
    const field = page.getByLabel(zh.t('identity.checkMail.code'))
    await newestLink(phone, person.email)
    for (const count of [4, 3, 2, 1]) {
      await field.fill('000000')
      await expect
        .poll(() => problemOf(field), patience)
        .toContain(zh.t('identity.checkMail.wrong', { count }))
    }
    await field.fill('000000')
    await expect.poll(() => problemOf(field), patience).toContain(zh.t('identity.checkMail.tooMany'))
    await phone.checkAccessibility()
  })

  test('a lock says until when, for an address without an account too', async ({ desktop }) => {
    const { page } = desktop
    desktop.allowConsoleError(refusal)
    const { email } = newPerson('en')
    await desktop.visit('/sign-in')
    const alert = page.getByRole('main').getByRole('alert')
    for (const password of ['one', 'two', 'three', 'four', 'five', 'six']) {
      const answer = page.waitForResponse('**/v1/sessions')
      await signIn(desktop, en, { email, password })
      await answer
    }
    await alert.getByText(/in \d+ seconds \(\d{1,2}:\d\d\s[AP]M\)/).waitFor()
    await desktop.screenshot('identity-locked')
    await desktop.checkAccessibility()
  })

  test('after signing in one is where one wanted to be, and never on another site', async ({ desktop }) => {
    const { page } = desktop
    desktop.allowConsoleError(refusal)
    const person = await becomeCustomer(desktop, 'en')
    await desktop.context.clearCookies({ name: /okpay_session$/ })
    await desktop.visit('/app/transactions')
    await signIn(desktop, en, person)
    await page.waitForURL('**/app/transactions')

    await desktop.context.clearCookies({ name: /okpay_session$/ })
    for (const next of ['//evil.example/app', 'https://evil.example/app', '/app/..//evil.example']) {
      await desktop.visit(`/sign-in?next=${encodeURIComponent(next)}`)
      await signIn(desktop, en, person)
      await heading(page, en.t('wallet.greeting', { name: person.name })).waitFor()
      expect(new URL(page.url()).pathname).toBe('/app')
      await desktop.context.clearCookies({ name: /okpay_session$/ })
    }
  })

  test('another device is signed out from here and notices', async ({ phone, desktop }) => {
    phone.allowConsoleError(refusal)
    const person = await becomeCustomer(phone, 'zh-CN')
    await phone.visit('/app')
    await desktop.visit('/sign-in')
    await signInAnew(desktop, en, person)
    await heading(desktop.page, en.t('wallet.greeting', { name: person.name })).waitFor()

    await desktop.visit('/app/profile')
    const sessions = desktop.page.getByRole('list', { name: en.t('ownProfile.sessions') })
    await sessions.getByText(en.t('ownProfile.current')).waitFor()
    expect(await sessions.getByRole('listitem').count()).toBe(2)
    await desktop.checkAccessibility()
    await press(desktop, sessions.getByRole('button'))
    const question = desktop.page.getByRole('dialog')
    await press(desktop, question.getByRole('button', { name: en.t('ownProfile.end'), exact: true }))
    await expect.poll(() => sessions.getByRole('listitem').count(), patience).toBe(1)

    await phone.visit('/app/profile')
    await heading(phone.page, zh.t('identity.signIn.title')).waitFor()
  })
})

describe('the test inbox', () => {
  test('a hostile mail runs nothing, loads nothing and leaves its box nowhere', async ({ desktop }) => {
    const { page } = desktop
    // The policy is the second wall: it reports what the parser alone, which runs nothing, would have run.
    desktop.allowConsoleError(/Content.Security.Policy/)
    const asked: string[] = []
    page.on('request', request => asked.push(request.url()))
    await page.route('**/v1/test_helpers/mails*', route =>
      route.fulfill({
        json: {
          data: [
            {
              id: 'mail_01kapm5r7gfkb8y3k2x1n4q0zz',
              to: 'a@mail.example',
              from: 'b@mail.example',
              subject: 'Hostile',
              text: '',
              html: hostileMail,
              received_at: '2026-11-22T08:00:00.000Z',
            },
          ],
        },
      }),
    )
    await desktop.visit('/inbox')
    await press(desktop, page.getByRole('button', { name: 'Hostile' }))
    await page.getByText('Still readable').waitFor()
    expect(await page.evaluate('globalThis.owned')).toBeUndefined()
    expect(asked.filter(url => url.includes('evil.example'))).toEqual([])
    const mail = page.getByRole('group')
    expect(await mail.locator('img, iframe, form, input, svg, [id]').count()).toBe(0)
    expect(await page.getByText('A link', { exact: true }).getAttribute('href')).toBeNull()
    const box = await mail.boundingBox()
    const overlay = await page.getByText('Over everything').boundingBox()
    expect(overlay?.y).toBeGreaterThanOrEqual(box?.y ?? Number.POSITIVE_INFINITY)
    expect(overlay?.height).toBeLessThanOrEqual(box?.height ?? 0)
  })
})

const hostileMail = `<!doctype html><html><head>
<style>@import url(https://evil.example/a.css); p { color: red }</style>
<script>globalThis.owned = 1</script><base href="https://evil.example/"></head>
<body onload="globalThis.owned = 2" style="background:url(https://evil.example/b.png)">
<img src="https://evil.example/c.png" onerror="globalThis.owned = 3">
<svg onload="globalThis.owned = 4"><script>globalThis.owned = 5</script></svg>
<iframe srcdoc="<script>parent.owned = 6</script>"></iframe>
<p id="content" onclick="globalThis.owned = 7" style="background:\\75rl(https://evil.example/d.png)">Still readable</p>
<a href="javascript:globalThis.owned = 8">A link</a>
<form action="https://evil.example/"><input name="password"></form>
<div style="position:fixed;inset:0;z-index:9999;background:white">Over everything</div>
</body></html>`

/** The path of the newest confirmation link that was sent to an address. */
async function newestLink({ context }: Visitor, email: string): Promise<string> {
  let path: string | undefined
  await expect
    .poll(async () => {
      const answer = await context.request.get('/v1/test_helpers/mails', { params: { to: email } })
      path = /\/confirm-email#[\w-]+/.exec(await answer.text())?.[0]
      return path
    }, patience)
    .toBeDefined()
  return path ?? ''
}
