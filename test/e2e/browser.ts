import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import {
  chromium,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
} from 'playwright-core'
import { expect, inject, test as base } from 'vitest'
import type { Surroundings } from './global-setup.ts'

const results = fileURLToPath(new URL('../../test-results/', import.meta.url))

/** For people who look at them: they take a third of the time of a story that is mostly pages. */
const wantsPictures = process.env['OKPAY_PICTURES'] === '1'

/** The two people of every story: somebody in China on a phone, somebody abroad at a desk. */
const devices = {
  phone: {
    viewport: { width: 390, height: 844 },
    // Four times the pixels to paint, in software, which only shows in pictures.
    deviceScaleFactor: wantsPictures ? 2 : 1,
    isMobile: true,
    hasTouch: true,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
  },
  desktop: { viewport: { width: 1440, height: 900 }, locale: 'en', timezoneId: 'Europe/London' },
} satisfies Record<string, BrowserContextOptions>

export type DeviceName = keyof typeof devices

/** Somebody with a browser of their own: their own cookies, their own window. */
export type Visitor = {
  page: Page
  context: BrowserContext
  device: DeviceName
  /** Opens a path of the running application, e.g. `/app`. */
  visit(path: string): Promise<void>
  /** With `OKPAY_PICTURES=1`, saves the whole page, or that of another tab, as test-results/<name>-<device>.png. */
  screenshot(name: string, tab?: Page): Promise<void>
  /**
   * Fails when the page as it is now breaks an accessibility rule (WCAG 2.2 A and AA, and axe's best practices).
   * `colors` looks only at what depends on them: for a page that was looked at whole, in its other colors.
   */
  checkAccessibility(what?: 'everything' | 'colors'): Promise<void>
  /** Says that console errors like this one belong to the story, e.g. a refusal that the test provokes. */
  allowConsoleError(pattern: RegExp): void
}

/**
 * Vitest's `test` with browsers: `phone` and `desktop` are a visitor each, `newVisitor` makes more. Every test
 * fails when a page of it wrote an error to the console, threw, or got an answer of the 5xx kind; the last screen
 * of a failed test is saved in test-results/, and its text is printed.
 *
 * As in some private windows, no service worker can be registered: each visitor's would download the whole app, which
 * is a fifth of the work of a story. `testWithServiceWorker` is for what it is about, and for the main story.
 */
export const test = testWith({ serviceWorker: false })

export const testWithServiceWorker = testWith({ serviceWorker: true })

type Kept = { serviceWorker: boolean }

function testWith({ serviceWorker }: Kept) {
  return base
    .extend('surroundings', { scope: 'worker' }, () => surroundings())
    .extend('browser', { scope: 'file' }, async ({ surroundings }, { onCleanup }) => {
      const browser = await launchChromium(surroundings.chromium)
      onCleanup(() => browser.close())
      return browser
    })
    .extend('newVisitor', ({ browser, task }, { onCleanup }) => {
      const visits: Watched[] = []
      onCleanup(async () => {
        const problems = visits.flatMap(watched => watched.unexpected())
        if (problems.length > 0 || task.result?.state === 'fail') {
          await photograph(visits, task.name)
          await tellScreens(visits)
        }
        await Promise.all(visits.map(({ visitor }) => visitor.context.close()))
        if (problems.length > 0) throw new Error(`The browser reported problems:\n  ${problems.join('\n  ')}`)
      })
      return async (device: DeviceName, options?: BrowserContextOptions): Promise<Visitor> => {
        const watched = await openVisitor(browser, device, { serviceWorker, ...options })
        visits.push(watched)
        return watched.visitor
      }
    })
    .extend('phone', ({ newVisitor }) => newVisitor('phone'))
    .extend('desktop', ({ newVisitor }) => newVisitor('desktop'))
}

/** The browser, the addresses of this worker's running program and its data folder, for tests that run operator's commands. */
export function surroundings(): Extract<Surroundings, { failure: null }> {
  const worker = Number(process.env['VITEST_POOL_ID'])
  const provided = inject('surroundings')[worker - 1]
  if (!provided) throw new Error(`No program was started for worker ${worker}.`)
  if (provided.failure !== null) throw new Error(provided.failure)
  return provided
}

type Watched = { visitor: Visitor; unexpected(): string[] }

async function savePicture(page: Page, name: string): Promise<void> {
  mkdirSync(results, { recursive: true })
  await page.screenshot({ path: join(results, `${name}.png`), fullPage: true })
}

/** A crashed page has no picture, and that must not hide why the test failed. */
async function photograph(visits: Watched[], testName: string): Promise<void> {
  const name = `failed-${testName.replace(/[^\p{L}\p{N}]+/gu, '-')}`
  await Promise.allSettled(
    visits.map(({ visitor: { page, device } }, index) => savePicture(page, `${name}-${index + 1}-${device}`)),
  )
}

/** What each page said at the end: of a run elsewhere nobody gets the pictures, but everybody the output. */
async function tellScreens(visits: Watched[]): Promise<void> {
  const pages = visits.flatMap(({ visitor }) => visitor.context.pages())
  const said = await Promise.allSettled(
    pages.map(async page => `${page.url()}\n${await page.locator('body').innerText({ timeout: 1_000 })}`),
  )
  for (const each of said)
    console.error(
      each.status === 'fulfilled' ? each.value.slice(0, 2_000) : `a page is silent: ${each.reason}`,
    )
}

function launchChromium(executablePath: string): Promise<Browser> {
  const asRoot = process.getuid?.() === 0
  return chromium.launch({
    executablePath,
    args: [
      // Chromium's own sandbox does not work as root, and what it shows here is only our own program.
      ...(asRoot ? ['--no-sandbox'] : []),
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-dev-shm-usage',
      '--no-first-run',
    ],
  })
}

async function openVisitor(
  browser: Browser,
  device: DeviceName,
  { serviceWorker, ...options }: BrowserContextOptions & Kept,
): Promise<Watched> {
  const context = await browser.newContext({
    ...devices[device],
    baseURL: surroundings().application.webUrl,
    reducedMotion: 'reduce',
    ...options,
  })
  await context.addInitScript(tellPolicyViolations)
  if (!serviceWorker) await context.addInitScript(refuseServiceWorkers)
  const problems: string[] = []
  const allowed: RegExp[] = []
  context.on('page', page => watch(page, problems))
  const page = await context.newPage()
  const visitor: Visitor = {
    page,
    context,
    device,
    async visit(path) {
      await page.goto(path)
    },
    async screenshot(name, tab = page) {
      if (wantsPictures) await savePicture(tab, `${name}-${device}`)
    },
    checkAccessibility: what => checkAccessibility(page, what),
    allowConsoleError: pattern => void allowed.push(pattern),
  }
  return {
    visitor,
    unexpected: () => problems.filter(problem => !allowed.some(pattern => pattern.test(problem))),
  }
}

/** Chromium itself tells only of some of them, and not where the policy only reports. */
const tellPolicyViolations = `addEventListener('securitypolicyviolation', event => {
  console.error('Content-Security-Policy: ' + event.effectiveDirective + ' forbids ' + (event.blockedURI || event.sample))
})`

const refuseServiceWorkers = `if ('serviceWorker' in navigator)
  ServiceWorkerContainer.prototype.register = () => Promise.reject(new DOMException('not in this story', 'SecurityError'))`

function watch(page: Page, problems: string[]): void {
  page.on('console', message => {
    if (message.type() === 'error') problems.push(`console: ${message.text()} (${message.location().url})`)
  })
  page.on('pageerror', error => problems.push(`uncaught: ${error.stack ?? error.message}`))
  page.on('response', response => {
    if (response.status() >= 500) problems.push(`${response.status()} from ${response.url()}`)
  })
}

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const rulesOfColors = ['color-contrast', 'link-in-text-block']

const axe = readFileSync(
  createRequire(import.meta.resolve('@axe-core/playwright')).resolve('axe-core/axe.min.js'),
  'utf8',
)

/**
 * Its builder would put the whole of axe-core into the page twice for every look, a megabyte and a half each; it is
 * there once for each document, and what the builder puts in says nothing. Without a second page for the report, and
 * without one on what is right, this is five times as fast. What gets lost are frames of other sites, of which there
 * are none.
 */
async function checkAccessibility(
  page: Page,
  what: Parameters<Visitor['checkAccessibility']>[0] = 'everything',
): Promise<void> {
  if ((await page.evaluate('typeof axe')) === 'undefined') await page.evaluate(`${axe}\nundefined`)
  const builder = new AxeBuilder({ page, axeSource: 'undefined' })
    .options({ resultTypes: ['violations'] })
    .setLegacyMode(true)
  const { violations } = await (
    what === 'colors' ? builder.withRules(rulesOfColors) : builder.withTags(tags)
  ).analyze()
  const found = violations.flatMap(({ id, help, nodes }) =>
    nodes.map(node => `${id}: ${help}\n    ${node.target.join(' ')}\n    ${node.failureSummary ?? ''}`),
  )
  expect(found, `accessibility of ${page.url()}`).toEqual([])
}
