import { describe, expect } from 'vitest'
import { z } from 'zod'
import { demoPeople } from '../../simulators/people/demo-people.ts'
import { surroundings, testWithServiceWorker as test, type Visitor } from './browser.ts'
import { becomeCustomer, giveMoney, newPerson, patience } from './customers.ts'
import {
  composeTransfer,
  confirmByMail,
  fillRegistration,
  heading,
  press,
  readCode,
  signInAnew,
} from './steps.ts'
import { textsOf } from './texts.ts'

/**
 * What the browser is told and what it keeps. That no page breaks the policy is not tested here but in every test
 * of this folder: each violation is an error in the console, and fails the test that meets it.
 */

const texts = textsOf('en')
const { t } = texts

const pages = [
  '/',
  '/fees',
  '/terms',
  '/register',
  '/sign-in',
  '/check-mail',
  '/confirm-email',
  '/inbox',
  '/app',
]

describe.each(pages)('%s', path => {
  test('comes with a policy that lets nothing foreign in', async () => {
    const page = { headers: { accept: 'text/html' } }
    const { headers, status } = await fetch(surroundings().application.webUrl + path, page)
    expect(status).toBe(200)
    const policy = new Map(
      (headers.get('content-security-policy') ?? '').split('; ').map(rule => {
        const [name = '', ...sources] = rule.split(' ')
        return [name, sources.join(' ')]
      }),
    )
    expect(policy.get('default-src')).toBe("'self'")
    expect(policy.get('script-src')).toMatch(/^'self'( 'nonce-[\w+/=]{20,}')?$/)
    expect(policy.get('style-src')).toMatch(/^'self'( 'nonce-[\w+/=]{20,}')?$/)
    expect(policy.get('object-src')).toBe("'none'")
    expect(policy.get('base-uri')).toBe("'none'")
    expect(policy.get('form-action')).toBe("'self'")
    expect(policy.get('frame-ancestors')).toBe("'none'")
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('referrer-policy')).toBe('same-origin')
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
  })
})

test('the policy is in force: neither an inline script nor a foreign one runs', async ({ desktop }) => {
  await desktop.visit('/')
  await heading(desktop.page, t('publicPages.home.title')).waitFor()
  desktop.allowConsoleError(/Content.Security.Policy/)
  const ran: unknown = await desktop.page.evaluate(`(async () => {
    const violated = new Promise(resolve => addEventListener('securitypolicyviolation', resolve, { once: true }))
    const script = document.createElement('script')
    script.textContent = 'globalThis.smuggled = true'
    document.body.append(script)
    await violated
    return globalThis.smuggled === true
  })()`)
  expect(ran).toBe(false)
})

test('of a registration, the browser keeps neither password nor code nor a session a script could read', async ({
  desktop,
}) => {
  const { page, context } = desktop
  const person = newPerson('en')
  await desktop.visit('/register')
  await fillRegistration(desktop, texts, person)
  await press(desktop, page.getByRole('checkbox'))
  await press(desktop, page.getByRole('button', { name: t('registerForm.action'), exact: true }))
  await heading(page, t('identity.checkMail.title')).waitFor()
  const code = await readCode(desktop, texts)
  expect(await keptIn(desktop)).not.toContain(person.password)
  await page.getByLabel(t('identity.checkMail.code')).fill(code)
  await heading(page, t('phone.title')).waitFor()
  await press(desktop, page.getByRole('link', { name: t('phone.later'), exact: true }))
  await heading(page, t('wallet.greeting', { name: person.name })).waitFor()
  await giveMoney(desktop, '20.00 EUR')
  await desktop.visit('/app/profile')
  await page.getByText(person.email).waitFor()

  const cookies = await context.cookies(surroundings().application.webUrl)
  const secure = surroundings().application.webUrl.startsWith('https:')
  const prefix = secure ? '__Host-' : ''
  const names = [`${prefix}okpay_session`, `${prefix}okpay_device`]
  expect(cookies.map(({ name }) => name).toSorted()).toEqual(names.toSorted())
  for (const cookie of cookies)
    expect(cookie).toMatchObject({
      // Host-only: a domain with a dot in front would send it to every neighbour.
      domain: new URL(surroundings().application.webUrl).hostname,
      path: '/',
      httpOnly: true,
      secure,
      sameSite: 'Lax',
    })
  const [session, device] = names.map(name => cookies.find(cookie => cookie.name === name)?.value ?? '')
  expect([session, device].map(value => value?.length)).toEqual([43, 43])
  expect(await page.evaluate('document.cookie')).toBe('')
  const kept = await keptIn(desktop)
  expect(kept).toContain('okpay.')
  for (const secret of [person.password, code, session, device, person.phone, person.email])
    expect(kept).not.toContain(secret)
})

test('the copies kept for use without a connection hold nothing of a customer', async ({ desktop }) => {
  await desktop.visit('/sign-in')
  await signInAnew(desktop, texts, demoPeople[1])
  await heading(desktop.page, t('wallet.greeting', { name: demoPeople[1].name })).waitFor()
  await desktop.page.evaluate('navigator.serviceWorker.ready.then(() => undefined)')
  await desktop.visit('/app/transactions')
  await desktop.page.getByRole('main').getByRole('listitem').first().waitFor()
  const kept = z.array(z.string()).parse(
    await desktop.page.evaluate(`(async () => {
      const caches = await Promise.all((await globalThis.caches.keys()).map(name => globalThis.caches.open(name)))
      const requests = await Promise.all(caches.map(cache => cache.keys()))
      return requests.flat().map(({ url }) => new URL(url).pathname)
    })()`),
  )
  expect(kept.length).toBeGreaterThan(10)
  expect(
    kept.filter(
      path => !/^\/(assets\/|icons\/|index\.html$|boot\.js$|favicon\.svg$|files\.json$)/.test(path),
    ),
  ).toEqual([])
})

test('a session that was signed out is worth nothing, even to somebody who kept its cookie', async ({
  desktop,
}) => {
  const { page, context } = desktop
  const { email } = await becomeCustomer(desktop, 'en')
  const stolen = await context.cookies()
  const asks = async (): Promise<number> => (await context.request.get('/v1/customers/me')).status()
  expect(await asks()).toBe(200)
  await desktop.visit('/app')
  await expect.poll(() => keptIn(desktop), patience).toContain('account_number')
  await desktop.visit('/app/profile')
  await page.getByText(email).waitFor()
  await press(desktop, page.getByRole('button', { name: t('ownProfile.signOut'), exact: true }))
  await heading(page, t('publicPages.home.title')).waitFor()
  // The browser stays known: next time the password is enough here.
  expect((await context.cookies()).map(({ name }) => name)).toEqual([expect.stringMatching(/okpay_device$/)])
  expect(await keptIn(desktop)).not.toMatch(/account_number|okpay\.signed-in/)
  await context.addCookies(stolen)
  expect(await asks()).toBe(401)
})

test('who signs out is not told that the session ended, however slow the answer', async ({ desktop }) => {
  const { page } = desktop
  const { email } = await becomeCustomer(desktop, 'en')
  // The live connection tells every page of a session that it is over, this one before the answer arrives.
  await page.route('**/v1/sessions/current', async route => {
    const response = await route.fetch()
    await new Promise(resolve => setTimeout(resolve, 1_500))
    await route.fulfill({ response })
  })
  const live = page
    .waitForEvent('websocket', socket => socket.url().includes('/socket.io/'))
    .then(socket => socket.waitForEvent('framereceived', ({ payload }) => String(payload).includes('hello')))
  await desktop.visit('/app/profile')
  await live
  await page.getByText(email).waitFor()
  await press(desktop, page.getByRole('button', { name: t('ownProfile.signOut'), exact: true }))
  await heading(page, t('publicPages.home.title')).waitFor()
  expect(new URL(page.url()).pathname).toBe('/')
})

test('what others write is shown and never run', async ({ desktop, newVisitor }) => {
  const reader = await newVisitor('phone', { locale: 'en' })
  const friend = await becomeCustomer(reader, 'en')
  const writer = await becomeCustomer(desktop, 'en')
  await giveMoney(desktop, '20.00 EUR')
  const note = '<img src=x onerror="document.title=\'run\'"><script>document.title="run"</script>'
  await desktop.visit('/app/send')
  await composeTransfer(desktop, texts, { to: friend.email, name: 'N*** F***', value: '1.00', note })
  await press(desktop, desktop.page.getByRole('button', { name: new RegExp(`^${t('transfers.send')}`) }))
  await confirmByMail(desktop, texts, { email: writer.email, title: t('stepUp.title.transfer') })
  await heading(desktop.page, t('transfers.sentTitle')).waitFor()
  for (const path of ['/app', '/app/transactions']) {
    await reader.visit(path)
    await reader.page.getByText(note).waitFor()
  }
  await reader.visit(`/inbox?to=${encodeURIComponent(friend.email)}`)
  await press(reader, reader.page.getByRole('button').filter({ hasText: '1.00' }))
  await reader.page.getByRole('article').waitFor()
  expect(await reader.page.locator('img, article script').count()).toBe(0)
  expect(await reader.page.title()).not.toContain('run')
})

/** Everything a script on our pages could read back: both storages and the names of databases. */
async function keptIn({ page }: Visitor): Promise<string> {
  return z.string().parse(
    await page.evaluate(`(async () => {
      const databases = await indexedDB.databases()
      return JSON.stringify([{ ...localStorage }, { ...sessionStorage }, databases])
    })()`),
  )
}
