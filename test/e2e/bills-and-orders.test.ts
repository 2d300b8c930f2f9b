import { describe, expect } from 'vitest'
import { z } from 'zod'
import { test, type DeviceName, type Visitor } from './browser.ts'
import { bankPatience, becomeCustomer, giveMoney, maskedNames, patience } from './customers.ts'
import { advanceTo, backAgain } from './passing-time.ts'
import { serverTime } from './server-time.ts'
import { confirmByMail, heading, press, problemOf, signIn } from './steps.ts'
import { amountText, textsOf, type Language, type Texts } from './texts.ts'

/** A bill that is split and paid or refused, a request that cannot be paid yet, and transfers that come by themselves. */
const settings = [
  { language: 'zh-CN', device: 'phone' },
  { language: 'en', device: 'desktop' },
] as const satisfies { language: Language; device: DeviceName }[]

describe.each(settings)('in $language on a $device', ({ language, device }) => {
  const texts = textsOf(language)
  const { t } = texts

  test('a bill: a wrong name is pointed at, one part is paid, one refused', async ({ newVisitor }) => {
    const [me, friend, other] = [await newVisitor(device), await newVisitor(device), await newVisitor(device)]
    await becomeCustomer(me, language)
    const payer = await becomeCustomer(friend, language)
    const refuser = await becomeCustomer(other, language)
    await giveMoney(friend, '50.00 CNY')
    const { page } = me
    await me.visit('/app/requests')
    await heading(page, t('later.noneToMe')).waitFor()
    await me.checkAccessibility()
    await press(me, page.getByRole('main').getByRole('link', { name: t('later.split'), exact: true }))
    await page.getByLabel(t('later.whatFor'), { exact: true }).fill('Hotpot')
    await page.getByLabel(t('later.total'), { exact: true }).fill('100')
    await page.getByLabel(t('later.person', { number: 1 }), { exact: true }).fill(payer.email)
    await press(me, page.getByRole('button', { name: t('later.addPerson'), exact: true }))
    const second = page.getByLabel(t('later.person', { number: 2 }), { exact: true })
    await second.fill('nobody@mail.example')
    me.allowConsoleError(/status of 422 .*\/v1\/bills\)$/)
    await press(me, page.getByRole('button', { name: t('later.splitNow'), exact: true }))
    await expect.poll(() => problemOf(second)).not.toBe('')
    expect(await problemOf(page.getByLabel(t('later.person', { number: 1 }), { exact: true }))).toBe('')
    await me.screenshot('bill-wrong-person')
    await me.checkAccessibility()
    await second.fill(refuser.email)
    await page.getByText(amountText('33.34 CNY')).waitFor()
    await page.reload()
    await expect.poll(() => second.inputValue(), patience).toBe(refuser.email)
    await page.getByText(amountText('33.34 CNY')).waitFor()
    await press(me, page.getByRole('button', { name: t('later.splitNow'), exact: true }))
    const bill = page.getByRole('region', { name: 'Hotpot' })
    await bill.getByText(amountText('66.66 CNY')).waitFor()
    await me.screenshot('bill')
    await me.checkAccessibility()

    await openFirst(friend, texts)
    await friend.page.getByText(t('later.available'), { exact: true }).waitFor()
    friend.allowConsoleError(/status of 403 .*\/pay\)$/)
    await press(friend, friend.page.getByRole('button', { name: new RegExp(`^${t('later.pay')}`) }))
    await confirmByMail(friend, texts, { email: payer.email, title: t('stepUp.title.transfer') })
    await friend.page.getByRole('status').getByText(t('later.paidTitle'), { exact: true }).waitFor()
    await friend.screenshot('bill-paid')

    await openFirst(other, texts)
    await other.page.getByText(t('later.noMoneyTitle'), { exact: true }).waitFor()
    await other.screenshot('request-without-money')
    await other.checkAccessibility()
    await press(other, other.page.getByRole('button', { name: t('later.decline'), exact: true }))
    await other.page.getByText(t('later.ended.declined.payer'), { exact: true }).waitFor()
    await other.checkAccessibility()

    // Both answers are on the page as they happen.
    await bill.getByText(t('later.requestStatus.paid'), { exact: true }).waitFor()
    await press(me, bill.getByRole('link', { name: new RegExp(t('later.requestStatus.declined')) }))
    await page.getByText(t('later.ended.declined.requester'), { exact: true }).waitFor()
    await me.screenshot('request-declined')
    await press(me, page.getByRole('link', { name: t('later.askAgain'), exact: true }))
    await heading(page, t('later.ask')).waitFor()
  })

  test('a transfer every month: confirmed once, paid on its day, paused and canceled for good', async ({
    newVisitor,
  }) => {
    const [me, friend] = [await newVisitor(device), await newVisitor(device)]
    const person = await becomeCustomer(me, language)
    const payee = await becomeCustomer(friend, language)
    await giveMoney(me, '50.00 CNY')
    const { page } = me
    await me.visit('/app/scheduled')
    await heading(page, t('later.noSchedules')).waitFor()
    await me.checkAccessibility()
    await press(me, page.getByRole('link', { name: t('later.newScheduleShort'), exact: true }))
    await page.getByLabel(t('transfers.recipient'), { exact: true }).fill(payee.email)
    await page.getByLabel(t('transfers.amount'), { exact: true }).fill('20')
    // The program's day, which other stories move along, and not this browser's.
    await page.locator('[name="starts_on"]').fill(await dayAfterTomorrow(me))
    await me.checkAccessibility()
    // The session ends before the press: after signing in all is there, and one press is enough.
    me.allowConsoleError(/status of 401/)
    await me.context.clearCookies({ name: 'okpay_session' })
    const setUp = page.getByRole('button', { name: t('later.setUp'), exact: true })
    await press(me, setUp)
    await heading(page, t('identity.signIn.title')).waitFor()
    await signIn(me, texts, person)
    me.allowConsoleError(/status of 403 .*\/v1\/scheduled_transfers\)$/)
    await press(me, setUp)
    await confirmByMail(me, texts, { email: person.email, title: t('stepUp.title.schedule_transfer') })
    const order = page.getByRole('region', { name: maskedNames[language] })
    await order.getByText(t('later.scheduleStatus.active'), { exact: true }).waitFor()
    await me.screenshot('schedule')
    await me.checkAccessibility()

    await advanceTo(me, await nextRun(me), 60_000)
    await backAgain(me, texts, person)
    await order.getByText(t('later.runDone')).waitFor(bankPatience)
    await press(me, order.getByRole('button', { name: t('later.scheduleAction.pause'), exact: true }))
    await order.getByText(t('later.scheduleStatus.paused'), { exact: true }).waitFor()
    const cancel = order.getByRole('button', { name: t('later.scheduleAction.cancel'), exact: true })
    await press(me, cancel)
    await page.getByRole('dialog').getByText(t('later.cancelText')).waitFor()
    await me.checkAccessibility()
    await press(me, page.getByRole('button', { name: t('later.cancelNo'), exact: true }))
    await order.getByText(t('later.scheduleStatus.paused'), { exact: true }).waitFor()
    await press(me, cancel)
    await press(me, page.getByRole('dialog').getByRole('button', { name: t('later.cancelYes'), exact: true }))
    await order.getByText(t('later.scheduleStatus.canceled'), { exact: true }).waitFor()
    await me.screenshot('schedule-canceled')
    await me.checkAccessibility()
  })
})

/** From the first page to the one thing that waits there. */
async function openFirst(who: Visitor, { t }: Texts): Promise<void> {
  await who.visit('/app')
  const waiting = who.page.getByRole('list', { name: t('later.waitingForYou') })
  await press(who, waiting.getByRole('link').first())
  await heading(who.page, t('later.request')).waitFor()
}

async function dayAfterTomorrow(me: Visitor): Promise<string> {
  return new Date((await serverTime(me)) + 2 * 86_400_000).toISOString().slice(0, 10)
}

const schedules = z.object({
  data: z.array(z.object({ next_runs: z.array(z.object({ at: z.iso.datetime() })) })),
})

/** When the first payment comes, as the API has it. */
async function nextRun({ context }: Visitor): Promise<string> {
  const { data } = schedules.parse(await (await context.request.get('/v1/scheduled_transfers')).json())
  const at = data[0]?.next_runs[0]?.at
  if (at === undefined) throw new Error('there is no next run')
  return at
}
