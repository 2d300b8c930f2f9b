import { AxeBuilder } from '@axe-core/playwright'
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { findChromium } from '../../../test/e2e/chromium.ts'
import { TEST_CARDS, type TestCardKey } from '../cards.ts'
import { pageOf, setUp, topUp, type Bench } from '../testing/harness.ts'

// A browser on a busy machine is slow; only a page that hangs takes this long.
vi.setConfig({ testTimeout: 60_000 })

let bench: Bench
let browser: Browser
/** What browser and page wrote to the console as an error, or threw. */
const complaints: string[] = []

beforeAll(async () => {
  bench = await setUp()
  browser = await chromium.launch({
    executablePath: await findChromium(),
    args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  })
}, 600_000)

afterAll(async () => {
  await browser.close()
  await bench.close()
})

const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  locale: 'zh-CN',
  colorScheme: 'light',
}
const DESKTOP: BrowserContextOptions = {
  viewport: { width: 1440, height: 900 },
  locale: 'en-GB',
  colorScheme: 'dark',
}

async function newPage(device: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext(device)
  const page = await context.newPage()
  page.on('console', message => {
    // The merchant of these tests has no icon; that is not the page's fault.
    if (message.type() === 'error' && !message.location().url.endsWith('/favicon.ico'))
      complaints.push(message.text())
  })
  page.on('pageerror', error => complaints.push(error.message))
  return page
}

/** A session that returns to the test's own merchant, so that the way back is a page that answers. */
async function newSession() {
  const address = `${bench.merchant.url}?session={CHECKOUT_SESSION_ID}`
  return bench.stripe.checkout.sessions.create(topUp({ locale: 'auto', success_url: address }))
}

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(violation => `${violation.id}: ${violation.nodes[0]?.html}`)).toEqual([])
  const overflow: unknown = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
  expect(overflow).toBeLessThanOrEqual(0)
}

/** Closes the page; it must have been quiet until then. */
async function leave(page: Page): Promise<void> {
  await page.context().close()
  expect(complaints).toEqual([])
}

async function chooseCard(page: Page, key: TestCardKey): Promise<void> {
  const button = page.locator(`button[data-number="${TEST_CARDS[key].number}"]`)
  const group = page.locator('details', { has: button })
  if ((await group.getAttribute('open')) === null) await group.locator('summary').click()
  await button.click()
}

test('somebody types a card with the keyboard alone and returns to the merchant', async () => {
  const session = await newSession()
  const page = await newPage(DESKTOP)
  await page.goto(pageOf(session))
  await expectAccessible(page)
  await page.locator('#number').focus()
  await page.keyboard.type('4242424242424242')
  await page.keyboard.press('Tab')
  await page.keyboard.type('834')
  await page.keyboard.press('Tab')
  await page.keyboard.type('123')
  await page.keyboard.press('Tab')
  await page.keyboard.type('Zoë Smith')
  expect(await page.inputValue('#number')).toBe('4242 4242 4242 4242')
  expect(await page.inputValue('#expiry')).toBe('08 / 34')
  await page.keyboard.press('Enter')
  await page.waitForURL(`**/webhooks?session=${session.id}`)
  await leave(page)
})

test('a digit put in and taken out in the middle stays where it was typed', async () => {
  const page = await newPage(DESKTOP)
  await page.goto(pageOf(await newSession()))
  await page.locator('#number').focus()
  await page.keyboard.type('424242424242424')
  for (let moved = 0; moved < 3; moved += 1) await page.keyboard.press('Home')
  for (let moved = 0; moved < 4; moved += 1) await page.keyboard.press('ArrowRight')
  await page.keyboard.type('5')
  expect(await page.inputValue('#number')).toBe('4242 5424 2424 2424')
  await page.keyboard.press('Backspace')
  expect(await page.inputValue('#number')).toBe('4242 4242 4242 424')
  await page.keyboard.type('42')
  expect(await page.inputValue('#number')).toBe('4242 4242 4242 4242 4')
  await leave(page)
})

test('in Chinese on a phone: a declined card, the bank, and back', async () => {
  const session = await newSession()
  const page = await newPage(PHONE)
  await page.goto(pageOf(session))
  await page.getByRole('button', { name: '支付 EUR 10.50' }).click()
  await page.getByText('请输入卡号。').waitFor()
  await expectAccessible(page)
  expect(await page.evaluate('document.activeElement.id')).toBe('number')

  await chooseCard(page, 'insufficient_funds')
  await page.keyboard.press('Enter')
  await page.getByText('这张卡余额不足。').waitFor()
  await expectAccessible(page)

  await chooseCard(page, 'authentication_required')
  await page.getByRole('button', { name: '支付 EUR 10.50' }).click()
  await page.getByRole('heading', { name: '确认这笔付款' }).waitFor()
  await expectAccessible(page)
  await page.getByRole('button', { name: '是，同意付款' }).click()
  await page.waitForURL(`**/webhooks?session=${session.id}`)
  await leave(page)
})

test('an impatient double press sends the form once', async () => {
  const session = await newSession()
  const page = await newPage(DESKTOP)
  let sent = 0
  page.on('request', request => {
    if (request.method() === 'POST' && request.url().includes('/c/pay/')) sent += 1
  })
  await page.goto(pageOf(session))
  // The answer takes its time, so that the second press comes while the first is on its way.
  await page.route('**/c/pay/**', async route => {
    await new Promise(resolve => setTimeout(resolve, 600))
    await route.continue()
  })
  await chooseCard(page, 'visa_debit')
  await page.locator('.payment .primary').hover()
  for (let pressed = 0; pressed < 2; pressed += 1) {
    await page.mouse.down()
    await page.mouse.up()
    await new Promise(resolve => setTimeout(resolve, 150))
  }
  await page.waitForURL(`**/webhooks?session=${session.id}`)
  expect(sent).toBe(1)
  await leave(page)
})

test('a lost connection leaves the customer without a way back', async () => {
  const session = await newSession()
  const page = await newPage(DESKTOP)
  await page.goto(pageOf(session))
  await chooseCard(page, 'never_confirmed')
  await page.locator('.payment .primary').click()
  await page.getByRole('heading', { name: 'The connection was lost' }).waitFor()
  await expectAccessible(page)
  expect(await page.locator('main a').count()).toBe(0)
  await leave(page)
})

test('the steering page settles a late payment and reports what it cannot do', async () => {
  const session = await newSession()
  const page = await newPage(DESKTOP)
  await page.goto(pageOf(session))
  await chooseCard(page, 'settled_late')
  await page.locator('.payment .primary').click()
  await page.waitForURL(`**/webhooks?session=${session.id}`)
  await page.goto(`${bench.acquirer.url}/steer`)
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Settle as paid' }).click()
  await page.getByText('Done.').waitFor()
  await bench.waitForEvents('checkout.session.async_payment_succeeded')

  await page.fill('#faults-json', '{"api": {"latency_ms": -1}}')
  await page.getByRole('button', { name: 'Apply faults' }).click()
  await page.getByText('Not done:').waitFor()
  expect(complaints.splice(0)).toEqual([expect.stringContaining('422')])
  await leave(page)
})
