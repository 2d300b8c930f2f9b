import { sql } from 'kysely'
import { beforeEach, expect, test, vi } from 'vitest'
import { newId } from '../../platform/id.ts'
import { money, startNotifications, transfer } from './notifications.fixture.ts'

const world = await startNotifications()
const { db, customer, commit, inbox, settled, soon } = world

beforeEach(async () => {
  Object.assign(world.broken, { mail: false, sms: false, push: false })
  await sql`DELETE FROM test_mail`.execute(db.read)
})

async function subjects(to: string): Promise<string[]> {
  return (await inbox(to)).map(mail => mail.subject)
}

test('payer and recipient of a transfer are told, each in their language, without the note', async () => {
  const [payer, payee] = await Promise.all([customer('Wang Xiaoming', 'zh-CN'), customer('Ann Lee', 'en')])
  await commit(transfer(payer.id, 'payer', 'A** L**'), transfer(payee.id, 'payee', '王*'))
  await settled()
  expect(await subjects(payer.email)).toEqual(['您的账户已开通', '您已向 A** L** 转账 10.50\u00A0EUR'])
  expect(await subjects(payee.email)).toEqual([
    'Your account is open',
    'You received 10.50\u00A0EUR from 王*',
  ])
  const [, sent] = await inbox(payer.email)
  expect(sent?.text).toContain('10.60\u00A0EUR')
  expect(sent?.text).toContain('9123 4567 8901 2345')
  expect(sent?.text).toContain('https://pay.example/app/transactions/9123456789012345')
  expect(sent?.text).not.toContain('evil')
})

test('a top-up is told with what was added', async () => {
  const { id, email } = await customer('Ann Lee', 'en')
  const base = transfer(id, 'payer', '')
  const payload = {
    id: 'dep_01k',
    number: '9123456789012345',
    amount: money('50.00'),
    credit: money('49.00'),
    method: 'card',
  }
  await commit({ ...base, type: 'deposit.succeeded', payload }, { ...base, type: 'deposit.pending', payload })
  await settled()
  const [, mail, ...more] = await inbox(email)
  expect(mail?.subject).toBe('49.00\u00A0EUR was added to your wallet')
  expect(mail?.text).toContain('Charged: 50.00\u00A0EUR')
  expect(more).toEqual([])
})

test('an event delivered again, and an account active again, are not told again', async () => {
  const { id, email } = await customer('Ann Lee', 'en')
  await commit(transfer(id, 'payer', 'B** C**'), {
    ...transfer(id, 'payer', ''),
    type: 'customer.active',
    payload: { id: 'cus_01k' },
  })
  await settled()
  await sql`UPDATE subscriber_cursor SET position = 0`.execute(db.read)
  await commit(transfer(newId(), 'payer', 'nobody'))
  await settled()
  expect(await subjects(email)).toEqual(['Your account is open', 'You sent 10.50\u00A0EUR to B** C**'])
})

test('a mail server that is away delays the mail and loses none; the address counts when it is sent', async () => {
  const { id, email } = await customer('Ann Lee', 'en')
  world.broken.mail = true
  await commit(transfer(id, 'payer', 'B** C**'))
  await vi.waitFor(async () => expect(await world.failures()).toEqual([expect.stringMatching(/^451/)]), soon)
  world.broken.mail = false
  const moved = `moved-${email}`
  await sql`UPDATE customer SET email = ${moved}, email_key = ${moved} WHERE id = ${id}`.execute(db.read)
  await settled()
  expect(await subjects(moved)).toEqual(['You sent 10.50\u00A0EUR to B** C**'])
})

test('strangers and addresses that cannot exist cost neither a row nor a job', async () => {
  const { id } = await customer('Bench', 'en', 'bench.invalid')
  await commit(...Array.from({ length: 700 }, (_, n) => transfer(n % 2 ? id : newId(), 'payer', 'B** C**')))
  await settled()
  const { rows } = await sql`SELECT FROM notification WHERE customer_id = ${id}`.execute(db.read)
  expect(rows).toEqual([])
})

test('an event that cannot be read stops nothing before it, and is not passed over', async () => {
  const { id, email } = await customer('Ann Lee', 'en')
  const broken = { ...transfer(id, 'payer', 'broken'), version: 99 }
  await commit(transfer(id, 'payer', 'before'), broken, transfer(id, 'payer', 'after'))
  await vi.waitFor(
    async () => expect(await subjects(email)).toContain('You sent 10.50\u00A0EUR to before'),
    soon,
  )
  expect(await subjects(email)).not.toContain('You sent 10.50\u00A0EUR to after')
})
