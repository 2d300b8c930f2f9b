import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import { z } from 'zod'
import { testWithServiceWorker as test, type Visitor } from './browser.ts'
import { becomeCustomer, giveMoney, maskedNames } from './customers.ts'
import { composeTransfer, confirmByMail, heading, markDocument, press } from './steps.ts'
import { amountText, patternOf, textsOf, type Texts } from './texts.ts'

/** The app on the home screen of a phone: installable, and of use without a connection. */

const manifest = z.object({
  name: z.string().min(1),
  short_name: z.string().min(1),
  lang: z.string(),
  start_url: z.literal('/app'),
  display: z.literal('standalone'),
  icons: z.array(z.object({ src: z.string(), sizes: z.string(), purpose: z.string() })),
})

const installability = z.object({ installabilityErrors: z.array(z.object({ errorId: z.string() })) })

describe.each(['zh-CN', 'en'] as const)('in %s', language => {
  test('can be installed under the name of the language', async ({ newVisitor }) => {
    const visitor = await newVisitor('phone', { locale: language })
    const { page, context } = visitor
    await visitor.visit('/')
    await heading(page, textsOf(language).t('publicPages.home.title')).waitFor()
    const address = await page.locator('link[rel=manifest]').getAttribute('href')
    const read = manifest.parse(await (await context.request.get(address ?? '')).json())
    expect(read.lang).toBe(language)
    expect(read.icons.map(({ sizes, purpose }) => `${sizes} ${purpose}`)).toEqual(
      expect.arrayContaining(['192x192 any', '512x512 any', '512x512 maskable']),
    )
    for (const { src } of read.icons)
      expect((await context.request.get(src)).headers()['content-type']).toBe('image/png')
    const session = await context.newCDPSession(page)
    const { installabilityErrors } = installability.parse(await session.send('Page.getInstallabilityErrors'))
    // A test's browser is a private window, in which nothing can be installed.
    expect(installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito')).toEqual([])
  })
})

test('opens without a connection, with the last known balance and its time', async ({ phone }) => {
  const texts = textsOf('zh-CN')
  await becomeCustomer(phone, 'zh-CN')
  await giveMoney(phone, '88.00 CNY')
  await phone.visit('/app')
  await balance(phone, texts, '88.00 CNY')
  await waitForServiceWorker(phone)

  phone.allowConsoleError(/ERR_INTERNET_DISCONNECTED/)
  await phone.context.setOffline(true)
  await phone.page.reload()
  await balance(phone, texts, '88.00 CNY')
  const asOf = patternOf(texts.t('wallet.offlineAsOf', { time: '*' }))
  await phone.page.getByText(asOf).waitFor()
  await phone.page.getByText(texts.t('ui.offline')).waitFor()
  await phone.screenshot('offline-wallet')
  await phone.checkAccessibility()

  const neverReloaded = await markDocument(phone.page)
  await phone.context.setOffline(false)
  await phone.page.getByText(texts.t('ui.offline')).waitFor({ state: 'hidden' })
  await phone.page.getByText(asOf).waitFor({ state: 'hidden' })
  await balance(phone, texts, '88.00 CNY')
  await neverReloaded()

  // A page never opened on this device is not there without a connection, and comes by itself when there is one again.
  phone.allowConsoleError(/MissingPart|ERR_FAILED .*\/assets\//)
  await phone.context.setOffline(true)
  await press(phone, phone.page.getByRole('link', { name: texts.t('ui.places.transactions'), exact: true }))
  await phone.page.getByText(texts.t('ui.offlineTitle')).waitFor()
  await phone.checkAccessibility()
  await phone.screenshot('offline-page-missing')
  await phone.context.setOffline(false)
  await heading(phone.page, texts.t('transactions.title')).waitFor()
})

test('a page whose files a newer version has replaced is opened in that version', async ({ desktop }) => {
  const { t } = textsOf('en')
  const { page } = desktop
  await desktop.visit('/')
  await heading(page, t('publicPages.home.title')).waitFor()
  let gone = true
  page.on('request', request => {
    if (request.isNavigationRequest()) gone = false
  })
  desktop.allowConsoleError(/404|MissingPart/)
  await page.route('**/assets/**', route => (gone ? route.fulfill({ status: 404 }) : route.continue()))
  await press(desktop, page.getByRole('link', { name: t('publicPages.fees.title'), exact: true }))
  await heading(page, t('publicPages.fees.title')).waitFor()
  expect(gone).toBe(false)
})

test('after signing out, nothing of the customer opens without a connection', async ({ phone }) => {
  const texts = textsOf('zh-CN')
  const { page } = phone
  await becomeCustomer(phone, 'zh-CN')
  await giveMoney(phone, '88.00 CNY')
  await phone.visit('/app')
  await balance(phone, texts, '88.00 CNY')
  await waitForServiceWorker(phone)
  await phone.visit('/app/profile')
  await press(phone, page.getByRole('button', { name: texts.t('ownProfile.signOut'), exact: true }))
  await heading(page, texts.t('publicPages.home.title')).waitFor()

  phone.allowConsoleError(/ERR_INTERNET_DISCONNECTED/)
  await phone.context.setOffline(true)
  await phone.visit('/app')
  await page.getByText(texts.t('ui.offlineTitle')).first().waitFor()
  expect(await page.getByText(amountText('88.00 CNY')).count()).toBe(0)
  await phone.context.setOffline(false)
})

test('an answer that is lost on the way: asked again under the same order, and the money moves once', async ({
  phone,
  newVisitor,
}) => {
  const texts = textsOf('zh-CN')
  const { t } = texts
  const { page } = phone
  const me = await becomeCustomer(phone, 'zh-CN')
  await giveMoney(phone, '88.00 CNY')
  const friend = await becomeCustomer(await newVisitor('desktop'), 'en')
  phone.allowConsoleError(/ERR_FAILED .*\/v1\/transfers\)$/)
  let asked = 0
  const uncertain = Promise.withResolvers<void>()
  await page.route('**/v1/transfers', async route => {
    // The first time the server only asks to confirm; it is the confirmed order whose answer is lost.
    if (!('step-up-challenge' in route.request().headers())) return route.continue()
    asked += 1
    if (asked > 1) {
      await uncertain.promise
      return route.continue()
    }
    // The server gets the order and carries it out; only its answer never arrives.
    await route.fetch()
    return route.abort()
  })
  await phone.visit('/app/send')
  const order = { to: friend.email, name: maskedNames.en, value: '8.00', note: '' }
  await composeTransfer(phone, texts, order)
  await press(phone, page.getByRole('button', { name: new RegExp(`^${t('transfers.send')}`) }))
  await confirmByMail(phone, texts, { email: me.email, title: t('stepUp.title.transfer') })
  await page.getByText(t('unanswered.asking')).waitFor()
  await phone.screenshot('send-uncertain')
  uncertain.resolve()
  await heading(page, t('transfers.sentTitle')).waitFor()
  expect(asked).toBe(2)
  await press(phone, page.getByRole('link', { name: t('ui.done'), exact: true }))
  await balance(phone, texts, '80.00 CNY')
})

async function balance({ page }: Visitor, { t }: Texts, amount: string): Promise<void> {
  await page
    .getByRole('region', { name: t('wallet.account') })
    .getByText(amountText(amount))
    .waitFor()
}

/** Until everything is kept that the page was made of, its texts last, and the page is served from what is kept. */
async function waitForServiceWorker({ page }: Visitor): Promise<void> {
  await page.evaluate('navigator.serviceWorker.ready.then(() => undefined)')
  await expect
    .poll(() => keptFiles(page))
    .toEqual(expect.arrayContaining(['texts-core', 'texts-app', 'texts-security']))
}

/** What is kept in the customer's language beside what every customer has, without language and hash. */
async function keptFiles(page: Page): Promise<string[]> {
  const kept = z
    .array(z.string())
    .parse(
      await page.evaluate(
        `caches.open('pages').then(cache => cache.keys()).then(all => all.map(({ url }) => url))`,
      ),
    )
  return kept.flatMap(url => /assets\/(.+?)(?:-zh-CN)?-[\w-]{8}\.js$/.exec(url)?.[1] ?? [])
}
