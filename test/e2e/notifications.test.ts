import { describe, expect } from 'vitest'
import { test, type DeviceName } from './browser.ts'
import { becomeCustomer, giveMoney, patience } from './customers.ts'
import { heading, press } from './steps.ts'
import { textsOf, type Language } from './texts.ts'

/**
 * The last step of a registration and what follows: a code by text message, an unfinished step that waits on the first
 * page, a bell that rings while the page is open, and choices that are kept.
 */
const people: [DeviceName, Language][] = [
  ['phone', 'zh-CN'],
  ['desktop', 'en'],
]

describe.each(people)('on the %s in %s', (device, language) => {
  const { t } = textsOf(language)

  test('the number is proved with the code of the text message, later and after a reload', async ({
    newVisitor,
  }) => {
    const me = await newVisitor(device, { locale: language })
    const { page, context } = me
    await becomeCustomer(me, language)
    await me.visit('/app')
    await press(me, page.getByRole('link', { name: t('phone.banner.action'), exact: true }))
    await heading(page, t('phone.title')).waitFor()
    await press(me, page.getByRole('button', { name: t('phone.send'), exact: true }))
    await page.getByLabel(t('phone.code')).waitFor()
    await me.checkAccessibility()
    const opened = context.waitForEvent('page')
    await press(me, page.getByRole('link', { name: t('phone.testInbox'), exact: true }))
    const inbox = await opened
    const message = await inbox.getByText(/#\d{6}$/).innerText()
    await inbox.close()
    await page.reload()
    await press(me, page.getByRole('button', { name: t('phone.send'), exact: true }))
    await page.getByLabel(t('phone.code')).fill(/#(\d{6})/.exec(message)?.[1] ?? '')
    await heading(page, t('phone.doneTitle')).waitFor()
    await me.screenshot('phone-proved')
    await press(me, page.getByRole('link', { name: t('phone.toWallet'), exact: true }))
    await page.getByText(t('wallet.noneTitle')).waitFor()
    expect(await page.getByText(t('phone.banner.title')).count()).toBe(0)
  })

  test('the bell rings while the page is open, the feed tells it, and having seen it is enough', async ({
    newVisitor,
  }) => {
    const me = await newVisitor(device, { locale: language })
    const { page } = me
    await becomeCustomer(me, language)
    await me.visit('/app')
    // The account was opened: one thing is new already.
    await page.getByRole('link', { name: t('bell.unread', { count: 1 }), exact: true }).waitFor()
    await giveMoney(me, '120.00 EUR')
    const bell = page.getByRole('link', { name: t('bell.unread', { count: 2 }), exact: true })
    await bell.waitFor()
    await press(me, bell)
    await heading(page, t('notifications.title')).waitFor()
    await page.getByRole('link', { name: /120\.00/ }).waitFor()
    await page.getByRole('link', { name: t('bell.none'), exact: true }).waitFor()
    await me.checkAccessibility()
    await me.screenshot('notifications')
    await press(me, page.getByRole('link', { name: /120\.00/ }))
    await page.waitForURL(/\/app\/transactions\/9\d{15}$/)
  })

  test('what is critical stays on, and a choice is kept', async ({ newVisitor }) => {
    const me = await newVisitor(device, { locale: language })
    const { page } = me
    await becomeCustomer(me, language)
    await me.visit('/app/notifications/settings')
    const kind = (name: string) => page.getByRole('group', { name })
    const alerts = kind(t('notifications.kinds.security_alerts.name'))
    const email = t('notifications.channels.email')
    const critical = alerts.getByRole('switch', { name: email })
    expect([await critical.isChecked(), await critical.isDisabled()]).toEqual([true, true])
    const moneyIn = kind(t('notifications.kinds.money_in.name')).getByRole('switch', { name: email })
    await press(me, moneyIn)
    await expect.poll(() => moneyIn.isChecked(), patience).toBe(false)
    await me.checkAccessibility()
    await me.screenshot('notification-settings')
    await page.reload()
    await expect.poll(() => moneyIn.isChecked(), patience).toBe(false)
  })
})
