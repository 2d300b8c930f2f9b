import type { Locator } from 'playwright-core'
import { expect } from 'vitest'
import { z } from 'zod'
import type { Visitor } from './browser.ts'
import { bankPatience, type Person } from './customers.ts'
import { signIn } from './steps.ts'
import type { TextKey, Texts } from './texts.ts'

/** What stories need that last for days: time that passes, and people who come back and look how it stands. */

const clock = z.object({ now: z.iso.datetime() })

/** Time passes for the whole program and its counterparties; the browser's own clock stays. Answers what time it is. */
export async function advance({ context }: Visitor, seconds: number): Promise<Date> {
  const answer = await context.request.post('/v1/test_helpers/clock', { data: { advance_seconds: seconds } })
  expect(answer.status()).toBe(200)
  return new Date(clock.parse(await answer.json()).now)
}

/** To a time and so many milliseconds more: how long banks are closed depends on the day the test runs on. */
export async function advanceTo(me: Visitor, time: string | Date, offsetMs = 0): Promise<void> {
  const now = await advance(me, 1)
  const wanted = new Date(time).getTime() + offsetMs
  await advance(me, Math.max(1, Math.ceil((wanted - now.getTime()) / 1_000)))
}

/** After days nobody is signed in any more. */
export async function backAgain(me: Visitor, texts: Texts, person: Person): Promise<void> {
  me.allowConsoleError(/status of 401/)
  const path = new URL(me.page.url()).pathname
  await me.visit('/sign-in')
  await signIn(me, texts, person)
  await me.page.waitForURL(/\/app/)
  await me.visit(path)
}

/** What the page says of what it follows, as it is read out. */
export async function situation({ page }: Visitor, text: string): Promise<void> {
  await page
    .getByRole('status')
    .or(page.getByRole('alert'))
    .getByText(text, { exact: true })
    .waitFor(bankPatience)
}

/** A step of the timeline on the page. */
export function stepOf({ page }: Visitor, { t }: Texts, text: TextKey & `timeline.${string}`): Locator {
  return page
    .getByRole('list', { name: t('transactions.timeline') })
    .getByRole('listitem')
    .filter({ hasText: t(text) })
}
