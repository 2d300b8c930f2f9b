import { describe, expect } from 'vitest'
import { test, type DeviceName, type Visitor } from './browser.ts'
import { becomeCustomer, giveMoney, maskedNames, newPerson, patience } from './customers.ts'
import { awaitStepUp, confirmByMail, heading, keptIn, loseFirstAnswer, press, register } from './steps.ts'
import { amountText, textsOf, type Language, type Texts } from './texts.ts'

/** Money for somebody who is not here yet and then comes, and money that was asked for. */
const settings = [
  { language: 'zh-CN', device: 'phone' },
  { language: 'en', device: 'desktop' },
] as const satisfies { language: Language; device: DeviceName }[]

/** What a form begins with while its reader has no money, and what they top up here. */
const amount = '20.00 CNY'

describe.each(settings)('in $language on a $device', ({ language, device }) => {
  const texts = textsOf(language)
  const { t } = texts

  test('sent to an address nobody has, whose owner then registers and accepts', async ({ newVisitor }) => {
    const me = await newVisitor(device)
    me.allowConsoleError(/status of 422 .*\/v1\/recipient_lookups\)$/)
    const payer = await becomeCustomer(me, language)
    await giveMoney(me, '50.00 CNY')
    const friend = newPerson(language)
    await me.visit('/app/send')
    await heading(me.page, t('transfers.title')).waitFor()
    await me.screenshot('send-other-ways')
    await me.checkAccessibility()
    await me.page.getByLabel(t('transfers.recipient'), { exact: true }).fill(friend.email)
    await press(me, me.page.getByRole('button', { name: t('transfers.findRecipient'), exact: true }))
    await press(me, me.page.getByRole('button', { name: t('later.sendAnyway'), exact: true }))
    await me.page.getByLabel(t('transfers.amount'), { exact: true }).fill('20')
    await press(me, me.page.getByRole('button', { name: t('ui.continue'), exact: true }))
    await me.page.getByText(t('later.inviteExplained')).waitFor()
    await me.screenshot('invite-review')
    await me.checkAccessibility()
    await press(me, me.page.getByRole('button', { name: new RegExp(`^${t('transfers.send')}`) }))
    me.allowConsoleError(/status of 403 .*\/v1\/transfer_invitations\)$/)
    await confirmByMail(me, texts, { email: payer.email, title: t('stepUp.title.transfer_invitation') })
    await heading(me.page, t('later.waitingTitle')).waitFor()
    await me.screenshot('invite-waiting')
    await me.checkAccessibility()

    const them = await newVisitor(device)
    await register(them, texts, friend)
    const waiting = them.page.getByRole('list', { name: t('later.waitingForYou') })
    await waiting.getByText(maskedNames[language]).waitFor()
    await them.screenshot('invite-waits-at-home')
    await them.checkAccessibility()
    await press(them, waiting.getByRole('button', { name: new RegExp(`^${t('later.accept')}`) }))
    const account = them.page.getByRole('region', { name: t('wallet.account') })
    await account.getByText(amountText(amount)).waitFor()

    await me.visit('/app/transactions')
    await press(me, me.page.getByRole('link', { name: new RegExp(friend.email) }))
    await me.page.getByText(t('timeline.transfer_accepted'), { exact: true }).waitFor()
    await me.screenshot('invite-accepted')
  })

  test('asked for by a link, looked at and paid by one confirmation, and a part given back', async ({
    newVisitor,
  }) => {
    const me = await newVisitor(device)
    const asker = await becomeCustomer(me, language)
    await me.visit('/app/requests/new')
    await me.page.getByLabel(t('later.howMuch'), { exact: true }).fill('20')
    await me.page.getByLabel(t('later.whatFor'), { exact: true }).fill('Lunch 🍜')
    const requests = await loseFirstAnswer(me.page, '/v1/payment_requests')
    const ask = me.page.getByRole('main').getByRole('button', { name: t('later.ask'), exact: true })
    await press(me, ask)
    await expect.poll(() => requests.done, patience).toBe(1)
    // Loaded anew while it is under way, all is there; pressed again it is the same request.
    await me.page.reload()
    await press(me, ask)
    await me.page.getByRole('img', { name: t('later.qr') }).waitFor()
    expect([requests.done, requests.keys.size]).toEqual([2, 1])
    await me.screenshot('request-share')
    await me.checkAccessibility()
    const link = new URL(me.page.url()).pathname

    const them = await newVisitor(device)
    const payer = await becomeCustomer(them, language)
    await giveMoney(them, '50.00 CNY')
    await them.visit(link)
    await them.page.getByText(t('later.payOnlyKnown')).waitFor()
    await them.screenshot('request-pay')
    await them.checkAccessibility()
    them.allowConsoleError(/status of 403 .*\/v1\/payment_requests\/prq_\w+\/pay\)$/)
    await press(them, them.page.getByRole('button', { name: new RegExp(`^${t('later.pay')}`) }))
    await confirmByMail(them, texts, { email: payer.email, title: t('stepUp.title.transfer') })
    await them.page.getByText(t('later.paidTitle'), { exact: true }).first().waitFor()

    await me.visit('/app')
    const account = me.page.getByRole('region', { name: t('wallet.account') })
    await account.getByText(amountText(amount)).waitFor()
    await press(
      me,
      me.page
        .getByRole('list', { name: t('wallet.latest') })
        .getByRole('link')
        .first(),
    )
    await press(me, me.page.getByRole('link', { name: t('later.refund'), exact: true }))
    await me.page.getByLabel(t('later.giveBack'), { exact: true }).fill('12')
    await me.screenshot('refund')
    await me.checkAccessibility()
    await leaveWhilePriced(me, texts)
    await me.page.getByLabel(t('later.giveBack'), { exact: true }).fill('12')
    me.allowConsoleError(/status of 403 .*\/v1\/refunds\)$/)
    const refunds = await loseFirstAnswer(me.page, '/v1/refunds')
    const giveBack = me.page.getByRole('button', { name: t('later.refundNow'), exact: true })
    await press(me, giveBack)
    const question = { email: asker.email, title: t('stepUp.title.refund') }
    const { field, code } = await awaitStepUp(me, texts, question)
    await field.fill(code)
    await expect.poll(() => refunds.done, patience).toBe(1)
    // Loaded anew, the page says that twelve have gone back and eight are left; pressed again it is the same twelve.
    await me.page.reload()
    await me.page.getByText(t('later.alreadyBack'), { exact: true }).waitFor()
    await press(me, giveBack)
    await heading(me.page, t('later.refundedTitle')).waitFor()
    expect(refunds.keys.size).toBe(1)
    await them.visit('/app')
    const theirs = them.page.getByRole('region', { name: t('wallet.account') })
    await theirs.getByText(amountText('42.00 CNY')).waitFor()
  })
})

/** A refund whose form is left before the price is told: what it still orders leaves nothing in the tab. */
async function leaveWhilePriced(me: Visitor, { t }: Texts): Promise<void> {
  const { page } = me
  const form = page.url()
  const told = Promise.withResolvers<undefined>()
  await page.route('**/v1/refund_previews', async route => {
    await told.promise
    await route.continue()
  })
  me.allowConsoleError(/ERR_FAILED .*\/v1\/refunds\)$/)
  await page.route('**/v1/refunds', route => route.abort())
  const asked = page.waitForRequest('**/v1/refund_previews')
  const ordered = page.waitForRequest('**/v1/refunds')
  await press(me, page.getByRole('button', { name: t('later.refundNow'), exact: true }))
  await asked
  const places = page.getByRole('navigation', { name: t('ui.mainNavigation'), exact: true })
  await press(me, places.getByRole('link', { name: t('ui.places.home'), exact: true }))
  await page.getByRole('region', { name: t('wallet.account') }).waitFor()
  expect(await keptIn(me)).toBeNull()
  told.resolve(undefined)
  await ordered
  expect(await keptIn(me)).toBeNull()
  await page.goto(form)
  await page.unroute('**/v1/refunds')
  await page.unroute('**/v1/refund_previews')
}
