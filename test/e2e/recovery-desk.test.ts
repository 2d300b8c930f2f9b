import { expect } from 'vitest'
import { z } from 'zod'
import { test, type Visitor } from './browser.ts'
import { becomeCustomer, nameOfTheirOwn, patience, type Person } from './customers.ts'
import { advance } from './passing-time.ts'
import { hire, signInWithCode } from './staff.ts'
import { fact, heading, press } from './steps.ts'
import { textsOf, type Texts } from './texts.ts'

/**
 * Password and second factor lost, as the desk sees it: who asks is named and checked by one, nobody can be asked before
 * the owner had their day, then it says that a second person decides, who reads what was seen in their own language.
 */
const refusal = /status of 4\d\d/
const findings = 'Spoke on video with the passport in hand; knew the last three payments.'
const dayAndHour = 25 * 60 * 60
const texts = textsOf('en')
const { t } = texts

test('checked by one, asked for after the day to object, approved by another', async ({ newVisitor }) => {
  const [me, desk, second] = [
    await newVisitor('desktop', { locale: 'en' }),
    await newVisitor('desktop', { locale: 'en' }),
    await newVisitor('phone'),
  ]
  for (const visitor of [me, desk, second]) visitor.allowConsoleError(refusal)
  // The desk shows the requests of every story, so this one's people have names of their own.
  const person = await becomeCustomer(me, 'en', { name: nameOfTheirOwn() })
  await askForHelp(me, person)
  const agent = await hire(desk, `Agent ${person.email.slice(4, 10)}`, 'agent')
  const approver = await hire(second, `Approver ${person.email.slice(4, 10)}`, 'supervisor')
  await signInWithCode(desk, texts, agent)
  await checkIdentity(desk, person)
  await advance(desk, dayAndHour)
  await signInWithCode(desk, texts, agent)
  await askSecondPerson(desk, person)
  await signInWithCode(second, textsOf('zh-CN'), approver)
  await lookWhoChecked(second, textsOf('zh-CN'), { person, agent: agent.name })
  await approve(second, textsOf('zh-CN'), agent.name)
})

const recoverySchema = z.object({ id: z.string() })
const provedSchema = z.object({ token: z.string() })
const mailsSchema = z.object({ data: z.array(z.object({ id: z.string(), text: z.string() })) })

/** By the API: the way over the screens is walked by other stories. */
async function askForHelp({ context: { request } }: Visitor, { email }: Person): Promise<void> {
  const inbox = async () => {
    const answer = await request.get('/v1/test_helpers/mails', { params: { to: email, limit: 20 } })
    return mailsSchema.parse(await answer.json()).data
  }
  const before = new Set((await inbox()).map(({ id }) => id))
  const started = await request.post('/v1/recoveries', { data: { contact: email } })
  const { id } = recoverySchema.parse(await started.json())
  const codeOf = async () => {
    const fresh = (await inbox()).filter(mail => !before.has(mail.id))
    const match = fresh.map(mail => /\b(\d{3}) ?(\d{3})\b/.exec(mail.text)).find(found => found !== null)
    return match ? `${match[1]}${match[2]}` : ''
  }
  await expect.poll(codeOf, patience).not.toBe('')
  const proved = await request.post(`/v1/recoveries/${id}/prove`, { data: { code: await codeOf() } })
  const { token } = provedSchema.parse(await proved.json())
  const statement = 'My phone fell into the river and the paper with the codes was in its case.'
  const asked = await request.post(`/v1/recoveries/${id}/request`, {
    data: { token, lost: ['authenticator', 'recovery_codes'], statement },
  })
  expect(asked.status()).toBe(201)
}

const rowOf = ({ page }: Visitor, { name }: Person) => page.getByRole('row').filter({ hasText: name })

async function checkIdentity(desk: Visitor, person: Person): Promise<void> {
  const { page } = desk
  await desk.visit('/console/recovery')
  await rowOf(desk, person).getByText(t('console.recovery.status.submitted'), { exact: true }).waitFor()
  await desk.checkAccessibility()
  await desk.screenshot('recovery-list')
  await press(desk, rowOf(desk, person).getByRole('button'))
  const sheet = page.getByRole('dialog')
  const established = sheet.getByRole('button', { name: t('console.recovery.established'), exact: true })
  await press(desk, established)
  await sheet.getByText(t('console.recovery.two')).waitFor()
  await desk.checkAccessibility()
  await desk.screenshot('recovery-check')
  for (const kind of ['video_call', 'recent_transactions'] as const)
    await sheet.getByLabel(t(`console.recovery.kind.${kind}`), { exact: true }).check()
  await sheet.getByLabel(t('console.recovery.findings'), { exact: true }).fill(findings)
  await press(desk, established)
  // Checked, and nobody is asked for what the server would refuse.
  await sheet.getByText(/A second person can be asked from then on/).waitFor()
  expect(await sheet.getByRole('button', { name: t('console.recovery.ask'), exact: true }).count()).toBe(0)
  await sheet.getByText(t('console.recovery.checkedByYou'), { exact: true }).waitFor()
  await desk.checkAccessibility()
  await desk.screenshot('recovery-too-early')
}

async function askSecondPerson(desk: Visitor, person: Person): Promise<void> {
  const { page } = desk
  await desk.visit('/console/recovery')
  await press(desk, rowOf(desk, person).getByRole('button'))
  const sheet = page.getByRole('dialog')
  await sheet
    .getByLabel(t('console.cause.reason'), { exact: true })
    .fill('Identity established, see findings')
  await desk.screenshot('recovery-due')
  await press(desk, sheet.getByRole('button', { name: t('console.recovery.ask'), exact: true }))
  await sheet.waitFor({ state: 'detached' })
  await rowOf(desk, person).getByText(t('console.recovery.status.asked'), { exact: true }).waitFor()
  await press(desk, rowOf(desk, person).getByRole('button'))
  await sheet.getByText(t('console.recovery.askedText')).waitFor()
  await desk.checkAccessibility()
  await desk.screenshot('recovery-asked')
  await press(desk, sheet.getByRole('link', { name: t('console.finance.suspense.toApproval') }))
  await page.getByText(t('console.approvals.own'), { exact: true }).waitFor()
}

async function lookWhoChecked(
  second: Visitor,
  { t: say }: Texts,
  { person, agent }: { person: Person; agent: string },
): Promise<void> {
  await second.visit('/console/recovery')
  await press(second, rowOf(second, person).getByRole('button'))
  const by = say('console.recovery.checkedByOther', { name: agent })
  await second.page.getByRole('dialog').getByText(by, { exact: true }).waitFor()
  await second.checkAccessibility()
  await second.screenshot('recovery-checked-by')
}

async function approve(second: Visitor, { t: say }: Texts, asker: string): Promise<void> {
  const { page } = second
  await second.visit('/console/approvals')
  await press(second, page.getByRole('link', { name: asker }))
  await heading(page, say('console.approvals.kind.recover_account')).waitFor()
  const kinds = ['video_call', 'recent_transactions'] as const
  const seen = kinds.map(kind => say(`console.recovery.kind.${kind}`)).join(' · ')
  await page.getByText(seen, { exact: true }).waitFor()
  await fact(page, say('console.fact.checked_by')).getByText(asker, { exact: true }).waitFor()
  await second.checkAccessibility()
  await second.screenshot('recovery-approval')
  await press(second, page.getByRole('button', { name: say('console.approvals.approve'), exact: true }))
  const dialog = page.getByRole('dialog')
  await press(second, dialog.getByRole('button', { name: say('console.approvals.approve'), exact: true }))
  await page.getByText(say('console.approvals.decidedAt'), { exact: true }).waitFor()
}
