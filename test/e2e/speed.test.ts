import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect } from 'vitest'
import { z } from 'zod'
import { testWithServiceWorker as test, type Visitor } from './browser.ts'
import { becomeCustomer, giveMoney } from './customers.ts'

/** ui.md: initial script up to 150 kB compressed, largest paint within 1.5 s, nothing that jumps. */

const size = fileURLToPath(new URL('../../web/tools/size.ts', import.meta.url))

test('what a first visit downloads fits its limit', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [size])
  expect(stdout).toMatch(/\d kB {2}initial script, gzip/)
})

const paint = z.object({ largestMs: z.number(), shift: z.number() })
const largestMs = 1_500
/** https://web.dev/articles/cls: what people do not notice. */
const unnoticedShift = 0.1

/** Both are asked of Chromium's own records, after the page has had its data for a while. */
const measure = `new Promise(resolve => {
  const seen = { largestMs: 0, shift: 0 }
  const observe = (type, take) =>
    new PerformanceObserver(list => list.getEntries().forEach(take)).observe({ type, buffered: true })
  observe('largest-contentful-paint', entry => (seen.largestMs = entry.startTime))
  observe('layout-shift', entry => entry.hadRecentInput || (seen.shift += entry.value))
  setTimeout(() => resolve(seen), 500)
})`

async function visitFresh(visitor: Visitor, path: string): Promise<z.infer<typeof paint>> {
  await visitor.visit(path)
  await visitor.page.getByRole('heading', { level: 1 }).waitFor()
  await expect.poll(() => visitor.page.locator('[aria-busy=true]').count(), { timeout: 30_000 }).toBe(0)
  return paint.parse(await visitor.page.evaluate(measure))
}

describe.each(['/', '/app', '/app/transactions'])('%s on a phone', path => {
  test('is painted soon, and nothing jumps', async ({ newVisitor }) => {
    const fastest = { largestMs: Number.POSITIVE_INFINITY }
    // A busy machine delays this or that visit; a page that is too slow is too slow in all of them.
    for (let visits = 0; visits < 5 && fastest.largestMs > largestMs; visits += 1) {
      const visitor = await newVisitor('phone', { deviceScaleFactor: 2 })
      if (path !== '/') {
        await becomeCustomer(visitor, 'zh-CN')
        await giveMoney(visitor, '10.00 CNY')
      }
      const { largestMs, shift } = await visitFresh(visitor, path)
      expect(shift).toBeLessThan(unnoticedShift)
      fastest.largestMs = Math.min(fastest.largestMs, largestMs)
    }
    expect(fastest.largestMs).toBeGreaterThan(0)
    expect(fastest.largestMs).toBeLessThanOrEqual(largestMs)
  })
})
