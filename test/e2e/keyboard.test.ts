import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import { test, type Visitor } from './browser.ts'
import { becomeCustomer, giveMoney, maskedNames, patience } from './customers.ts'
import { awaitStepUp, heading, press } from './steps.ts'
import { amountText, literal, textsOf } from './texts.ts'

/** What somebody who uses no mouse, moves no pictures or switches the language needs. */

const english = textsOf('en')
const { t } = english

/** Tabs until the element of this name has the focus, and fails when the focus cannot be seen on the way. */
async function tabTo(page: Page, role: 'textbox' | 'button' | 'link', name: string | RegExp): Promise<void> {
  const target = page.getByRole(role, { name, exact: true }).filter({ visible: true }).first()
  await target.waitFor()
  for (let presses = 0; presses < 40; presses += 1) {
    await page.keyboard.press('Tab')
    const focused: unknown = await page.evaluate(focusSeen)
    expect(focused).toMatchObject({ element: expect.anything(), seen: true })
    if (await target.evaluate(isFocused)) return
  }
  throw new Error(`${role} ${String(name)} cannot be reached with the Tab key`)
}

function isFocused(element: { ownerDocument: { activeElement: unknown } }): boolean {
  return element === element.ownerDocument.activeElement
}

/** Whether what has the focus shows it: by an outline of its own, or one around the field that it is part of. */
const focusSeen = `(() => {
  const focused = document.activeElement
  const outlined = element => {
    const { outlineStyle, outlineWidth } = getComputedStyle(element)
    return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2
  }
  // Past the end it is the browser's own turn.
  if (focused === document.body) return { element: 'body', seen: true }
  const nearby = [focused, focused.parentElement, ...(focused.previousElementSibling?.children ?? [])]
  return { element: focused.outerHTML.slice(0, 200), seen: nearby.some(element => element && outlined(element)) }
})()`

test('money is sent without a mouse', async ({ desktop, newVisitor }) => {
  const payer = await becomeCustomer(desktop, 'en')
  await giveMoney(desktop, '60.00 EUR')
  const friend = await becomeCustomer(await newVisitor('phone'), 'zh-CN')
  const { page } = desktop
  await desktop.visit('/app/send')
  await heading(page, t('transfers.title')).waitFor()
  await page.keyboard.press('Tab')
  expect(await page.evaluate('document.activeElement.textContent')).toBe(t('ui.skipToContent'))
  await page.keyboard.press('Enter')
  await tabTo(page, 'textbox', t('transfers.recipient'))
  await page.keyboard.type(friend.email)
  await page.keyboard.press('Enter')
  await page.getByText(maskedNames['zh-CN']).waitFor()
  await tabTo(page, 'button', t('transfers.recipientYes'))
  await page.keyboard.press('Enter')

  await tabTo(page, 'textbox', t('transfers.amount'))
  await page.keyboard.type('12.34')
  await tabTo(page, 'button', new RegExp(`^${literal(t('transfers.currency'))}`))
  await page.keyboard.press('Enter')
  const menu = page.getByRole('menu')
  await menu.waitFor()
  await page.keyboard.type('EUR')
  // The menu moves its focus a moment after the letters; nobody's hands are as fast as this test's.
  const euro = menu.getByRole('menuitemradio', { name: /^EUR/ })
  await expect.poll(() => euro.evaluate(isFocused), patience).toBe(true)
  await page.keyboard.press('Enter')
  await menu.waitFor({ state: 'hidden' })
  await tabTo(page, 'textbox', t('transfers.note'))
  await page.keyboard.type('Tickets')
  await page.keyboard.press('Enter')

  await tabTo(page, 'button', new RegExp(`^${literal(t('transfers.send'))}`))
  await page.keyboard.press('Enter')
  // Somebody new is paid: the sheet asks for a code, and its field has the focus by itself.
  const title = t('stepUp.title.transfer')
  const { sheet, field, code } = await awaitStepUp(desktop, english, { email: payer.email, title })
  await expect.poll(() => field.evaluate(isFocused), patience).toBe(true)
  expect(await page.evaluate(focusSeen)).toMatchObject({ seen: true })
  await page.keyboard.type(code)
  await sheet.waitFor({ state: 'detached' })
  await heading(page, t('transfers.sentTitle')).waitFor()
  await tabTo(page, 'link', t('ui.done'))
  await page.keyboard.press('Enter')
  const wallet = page.getByRole('region', { name: t('wallet.account') })
  await wallet.getByText(amountText('47.66 EUR')).waitFor()
})

test('a dialog keeps the focus, and Escape gives it back', async ({ desktop }) => {
  await becomeCustomer(desktop, 'en')
  const { page } = desktop
  await desktop.visit('/app/transactions')
  await tabTo(page, 'button', t('transactions.filter'))
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog')
  await dialog.waitFor()
  for (let presses = 0; presses < 20; presses += 1) {
    await page.keyboard.press('Tab')
    // The browser's own frame takes its turn in the round; the page behind the dialog must not.
    expect(
      await page.evaluate(
        'document.activeElement === document.body || !!document.activeElement.closest("dialog")',
      ),
    ).toBe(true)
  }
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'hidden' })
  expect(await page.evaluate('document.activeElement.textContent')).toBe(t('transactions.filter'))
})

describe.each(['/', '/register', '/sign-in', '/fees'])('on %s', path => {
  test('the focus can be seen wherever it is', async ({ desktop }) => {
    const { page } = desktop
    await desktop.visit(path)
    await page.getByRole('heading', { level: 1 }).waitFor()
    const passed = new Set<unknown>()
    for (let presses = 0; presses < 60; presses += 1) {
      await page.keyboard.press('Tab')
      if (await page.evaluate('document.activeElement === document.body')) break
      const focused = await page.evaluate(focusSeen)
      expect(focused).toMatchObject({ element: expect.anything(), seen: true })
      passed.add(JSON.stringify(focused))
    }
    expect(passed.size).toBeGreaterThan(5)
  })
})

test('who wants less motion gets none', async ({ newVisitor }) => {
  const running = async (reducedMotion: 'reduce' | 'no-preference'): Promise<unknown> => {
    const visitor = await newVisitor('phone', { locale: 'en', reducedMotion })
    await becomeCustomer(visitor, 'en')
    // The answer never comes, so that the page stays in the state in which something moves.
    await visitor.page.route('**/v1/wallet', () => new Promise(() => {}))
    await visitor.visit('/app')
    await visitor.page.locator('[aria-busy=true]').first().waitFor()
    return visitor.page.evaluate(
      'document.getAnimations().filter(each => each.effect.getComputedTiming().activeDuration > 10).length',
    )
  }
  expect(await running('no-preference')).not.toBe(0)
  expect(await running('reduce')).toBe(0)
})

test('the language is switched everywhere at once, remembered, and told to assistive technology', async ({
  phone,
}) => {
  const { page } = phone
  const chinese = textsOf('zh-CN')
  const shows = async ({ language, t }: typeof chinese): Promise<void> => {
    await heading(page, t('publicPages.home.title')).waitFor()
    await expect.poll(() => page.locator('html').getAttribute('lang'), patience).toBe(language)
  }
  await phone.visit('/')
  await shows(chinese)
  await press(phone, page.getByRole('button', { name: 'English', exact: true }))
  await shows(english)
  await page.reload()
  await shows(english)
  expect(await manifestOf(phone)).toMatch(/manifest\.en\.webmanifest$/)
})

async function manifestOf({ page }: Visitor): Promise<string | null> {
  return await page.locator('link[rel=manifest]').getAttribute('href')
}
