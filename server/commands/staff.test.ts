import { expect, test, vi } from 'vitest'
import { startTestApp } from '../../test/factories/app.ts'
import { rowsOf, secretOf, staffOffice, staffPassword } from '../../test/factories/staff.ts'
import { commandLine } from './okpay.fixture.ts'

// Each command is a process of its own.
vi.setConfig({ testTimeout: 60_000 })
const world = await startTestApp()
const { app } = world
const office = staffOffice(app)
const { okpay } = await commandLine(world.database)

const invite = (email: string, ...more: string[]) =>
  okpay(['staff:invite', email, '--name', 'Mei Lin', ...more], { OKPAY_PUBLIC_URL: 'https://okpay.test' })

const linkPattern = /^https:\/\/okpay\.test\/console\/invitation#([A-Za-z0-9_-]{43})$/m

test('invites, lists, invites again and disables; each is on record', async () => {
  expect((await okpay(['staff:list'])).stdout).toContain('There are no members of staff yet')
  const invited = await invite('mei@okpay.example', '--role', 'supervisor', '--role', 'risk')
  expect(invited.stderr).toBe('')
  expect(invited.code).toBe(0)
  const token = linkPattern.exec(invited.stdout)?.[1] ?? ''
  const opened = await office.ask('POST', '/staff/v1/invitations/open', { body: { token } })
  expect(opened.body).toMatchObject({ name: 'Mei Lin', roles: ['risk', 'supervisor'] })
  const factor = { method: 'totp', code: office.code(secretOf(opened.body.totp.secret)) }
  const body = { token, password: staffPassword, factor }
  const accepted = await office.ask('POST', '/staff/v1/invitations/accept', { body })
  expect(accepted.status).toBe(201)

  const listed = await okpay(['staff:list'])
  expect(listed.stdout).toContain(
    'Mei Lin <mei@okpay.example>: active; roles: risk, supervisor; second factors: totp',
  )
  expect(JSON.parse((await okpay(['staff:list', '--json'])).stdout)).toEqual([
    expect.objectContaining({ email: 'mei@okpay.example', factors: ['totp'] }),
  ])

  const twice = await invite('Mei@OKPAY.example', '--role', 'agent')
  expect(twice.code).toBe(1)
  expect(twice.stderr).toContain('--again')
  expect((await invite('mei@okpay.example', '--role', 'agent', '--again')).code).toBe(0)
  const cookie = accepted.cookie ?? ''
  expect((await office.ask('GET', '/staff/v1/sessions/current', { cookie })).status).toBe(401)

  expect((await okpay(['staff:disable', 'mei@okpay.example'])).code).toBe(0)
  expect((await okpay(['staff:list'])).stdout).toContain('disabled; roles: agent')
  const audited = await rowsOf(
    app.db,
    `SELECT operation, actor, details FROM audit_entry WHERE actor_kind = 'operator' ORDER BY id`,
  )
  expect(audited.map(row => row['operation'])).toEqual(['staff:invite', 'staff:invite', 'staff:disable'])
  expect(audited[0]?.['details']).toEqual({ roles: ['supervisor', 'risk'], again: false, own_customers: [] })
  expect(JSON.stringify(audited)).not.toContain(token)
})

test('records the person’s own customer account', async () => {
  const { id, email } = await world.person()
  const invited = await invite('own@okpay.example', '--role', 'agent', '--customer', email)
  expect(invited.code).toBe(0)
  expect(await rowsOf(app.db, 'SELECT customer_id FROM staff_own_customer')).toEqual([{ customer_id: id }])
})

test.each([
  ['no address', ['not-an-address', '--role', 'agent'], 'not an e-mail address'],
  ['no such role', ['a@okpay.example', '--role', 'boss'], 'no role “boss”'],
  ['no such customer', ['a@okpay.example', '--role', 'agent', '--customer', 'x@y.example'], 'No customer'],
  ['no such language', ['a@okpay.example', '--role', 'agent', '--locale', 'fr'], 'no language “fr”'],
])('refuses: %s', async (_, [email = '', ...more], says) => {
  const refused = await invite(email, ...more)
  expect(refused.code).toBe(1)
  expect(refused.stderr).toContain(says)
})

test('speaks Chinese, and of nobody it does not know', async () => {
  const refused = await okpay(['staff:disable', 'nobody@okpay.example'], { LANG: 'zh_CN.UTF-8' })
  expect(refused.code).toBe(1)
  expect(refused.stderr).toContain('没有员工使用邮箱')
})

test('an invitation made while the test clock is ahead is good for three days of that clock', async () => {
  await office.advance(30 * 24 * 60 * 60)
  const invited = await invite('later@okpay.example', '--role', 'agent')
  const token = linkPattern.exec(invited.stdout)?.[1] ?? ''
  expect((await office.ask('POST', '/staff/v1/invitations/open', { body: { token } })).status).toBe(200)
})
