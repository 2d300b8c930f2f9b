import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { describe, expect } from 'vitest'
import { z } from 'zod'
import english from '../../server/messages/diagnosis/en.json' with { type: 'json' }
import chinese from '../../server/messages/diagnosis/zh-CN.json' with { type: 'json' }
import { test, type DeviceName, type Visitor } from './browser.ts'
import { becomeCustomer, giveMoney, maskedNames } from './customers.ts'
import { advance, advanceTo } from './passing-time.ts'
import { composeTransfer, confirmByMail, heading, press, signIn } from './steps.ts'
import { textsOf, type Language } from './texts.ts'

/** What a customer can prove and find out by themselves: a failed payment explained, a month's statement, a file. */
const settings = [
  { language: 'zh-CN', device: 'phone', currency: 'CNY', causes: chinese.causes },
  { language: 'en', device: 'desktop', currency: 'EUR', causes: english.causes },
] as const satisfies {
  language: Language
  device: DeviceName
  currency: string
  causes: typeof english.causes
}[]

describe.each(settings)('in $language on a $device', ({ language, device, currency, causes }) => {
  const texts = textsOf(language)
  const { t } = texts

  test('a failed payment is diagnosed, and solved by what the diagnosis offers', async ({ newVisitor }) => {
    const me = await newVisitor(device)
    const person = await becomeCustomer(me, language)
    const friend = await becomeCustomer(await newVisitor(device), language)
    await giveMoney(me, `20.00 ${currency}`)
    const number = await failedTransfer(me, friend.email, currency)

    await me.visit(`/app/transactions/${number}`)
    const missing = me.page.getByRole('region', { name: causes.funds_missing.title })
    await missing.getByText(t('diagnosis.fact.available_then')).waitFor()
    await me.page.getByText(t('trace.nowhere')).waitFor()
    await press(me, me.page.getByRole('button', { name: t('trace.show', { count: 2 }), exact: true }))
    await me.page.getByRole('list', { name: t('trace.steps') }).waitFor()
    await me.screenshot('transaction-diagnosed')
    await me.checkAccessibility()
    await press(me, missing.getByRole('link', { name: t('diagnosis.action.add_money'), exact: true }))
    await me.page.waitForURL(/\/app\/add-money$/)

    await giveMoney(me, `90.00 ${currency}`)
    await me.visit(`/app/transactions/${number}`)
    const solved = me.page.getByRole('region', { name: causes.funds_sufficient_now.title })
    await press(me, solved.getByRole('link', { name: t('diagnosis.action.try_again'), exact: true }))
    const order = { to: friend.email, name: maskedNames[language], value: '50', note: '午饭 lunch' }
    await composeTransfer(me, texts, order)
    await press(me, me.page.getByRole('button', { name: new RegExp(`^${t('transfers.send')}`) }))
    await confirmByMail(me, texts, { email: person.email, title: t('stepUp.title.transfer') })
    await heading(me.page, t('transfers.sentTitle')).waitFor()

    await me.visit('/app/transactions')
    await me.page.getByLabel(t('transactions.find'), { exact: true }).fill('lunch')
    const found = me.page.getByRole('main').getByRole('listitem')
    await found.getByText('午饭 lunch').waitFor()
    await expect.poll(() => found.count()).toBe(1)
    await press(me, found.getByRole('link'))
    const receipt = me.page.getByRole('button', { name: t('transactions.receipt'), exact: true })
    expect((await saved(me, () => press(me, receipt))).subarray(0, 5).toString()).toBe('%PDF-')
  })

  test('the month’s statement and the history are downloaded', async ({ newVisitor }) => {
    const me = await newVisitor(device)
    const person = await becomeCustomer(me, language)
    await giveMoney(me, `20.00 ${currency}`)
    await toTheNextMonth(me)
    await me.visit('/sign-in')
    await signIn(me, texts, person)
    await heading(me.page, t('wallet.greeting', { name: person.name })).waitFor()

    await me.visit('/app/transactions')
    await press(me, me.page.getByRole('link', { name: t('statements.link'), exact: true }))
    await heading(me.page, t('statements.title')).waitFor()
    const pdf = me.page.getByRole('button', { name: / PDF$/ })
    await pdf.waitFor()
    expect((await saved(me, () => press(me, pdf))).subarray(0, 5).toString()).toBe('%PDF-')
    const camt = await saved(me, () => press(me, me.page.getByRole('button', { name: / camt\.053$/ })))
    expect(camt.toString()).toContain('camt.053.001.08')

    await press(me, me.page.getByRole('button', { name: t('statements.export.action'), exact: true }))
    const csv = me.page.getByRole('button', { name: 'CSV', exact: true })
    await csv.waitFor()
    const history = (await saved(me, () => press(me, csv))).toString('utf8')
    expect(history.startsWith('\ufeff')).toBe(true)
    expect(history).toContain(`20.00,${currency}`)
    await me.screenshot('statements')
    await me.checkAccessibility()
  })
})

const stored = z.object({ resource: z.object({ number: z.string() }) })

/** A transfer of more than there is, as the app would order it; its number. */
async function failedTransfer({ context }: Visitor, recipient: string, currency: string): Promise<string> {
  const answer = await context.request.post('/v1/transfers', {
    data: { recipient, amount: { value: '50.00', currency } },
    headers: { 'idempotency-key': randomUUID() },
  })
  expect(answer.status()).toBe(402)
  return stored.parse(await answer.json()).resource.number
}

/** What the browser saves when this is done. */
async function saved({ page }: Visitor, act: () => Promise<void>): Promise<Buffer> {
  const download = page.waitForEvent('download')
  await act()
  return await readFile(await (await download).path())
}

/** As long as nothing else is set: in the last hours of a month elsewhere, the next one has begun there. */
const operatorsZone = 'Asia/Shanghai'

/** The clock is a whole month's business: to where the first day of the next one is over, where the operator is. */
async function toTheNextMonth(me: Visitor): Promise<void> {
  const now = await advance(me, 1)
  const there = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(operatorsZone)
  const next = there.toPlainDate().with({ day: 1 }).add({ months: 1 })
  const begins = next.toZonedDateTime({ timeZone: operatorsZone })
  await advanceTo(me, new Date(begins.epochMilliseconds), 26 * 3_600_000)
}
