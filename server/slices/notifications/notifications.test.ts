import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { Locale } from '../../../contract/schemas.ts'
import { testDatabase } from '../../../test/db.ts'
import { relyingPartyOf } from '../../platform/authenticators/passkeys.ts'
import { systemClock } from '../../platform/clock.ts'
import { openDb } from '../../platform/db.ts'
import { startDispatcher, type Dispatcher } from '../../platform/dispatcher.ts'
import { newId } from '../../platform/id.ts'
import { startWorker, type Worker } from '../../platform/jobs.ts'
import { createLogger } from '../../platform/log.ts'
import { createMailer, type Mailer } from '../../platform/mail.ts'
import { appendEvents, type NewEvent } from '../../platform/outbox.ts'
import { startMailServer, type MailServer } from '../../test-edition/mail-server.ts'
import { createIdentitySlice } from '../identity/index.ts'
import { lockBalancesOf } from '../ledger/index.ts'
import { createNotificationsSlice } from './index.ts'

const database = await testDatabase()
const log = createLogger({ level: 'silent', name: 'test' })
const db = openDb({ url: database.appUrl, maxConnections: 8, log, name: 'test' })
const soon = { timeout: 15_000, interval: 30 }
const publicUrl = 'https://pay.example'
const money = (value: string) => ({ value, currency: 'EUR' }) as const

let mailServer: MailServer
let mailer: Mailer
let dispatcher: Dispatcher
let worker: Worker
let mailServerIsBroken = false
let passwordHash: string
const slice = createNotificationsSlice({
  db,
  clock: systemClock,
  mailer: {
    async sendMail(mail) {
      if (mailServerIsBroken) throw new Error('451 try again')
      await mailer.sendMail(mail)
    },
  },
  publicUrl,
})
const identity = createIdentitySlice({
  db,
  log,
  clock: systemClock,
  codeKey: Buffer.alloc(32),
  sealKey: Buffer.alloc(32, 1),
  mailer: { sendMail: () => Promise.reject(new Error('not expected here')) },
  sms: { sendSms: () => Promise.reject(new Error('not expected here')) },
  publicUrl,
  relyingParty: relyingPartyOf({ publicUrl, edition: 'test', name: 'OKPay' }),
  termsVersion: '1',
  onCustomerCreated: [],
  onRestrict: lockBalancesOf,
})

beforeAll(async () => {
  passwordHash = await identity.hashPassword('correct horse battery')
  mailServer = await startMailServer({ db, clock: systemClock, log, port: 0 })
  mailer = createMailer({
    smtpUrl: mailServer.url,
    from: 'OKPay <no-reply@pay.example>',
    operator: { name: 'OKPay', supportEmail: 'help@pay.example', publicUrl, timeZone: 'Asia/Shanghai' },
  })
  dispatcher = startDispatcher({ db, subscribers: slice.subscribers, log })
  worker = startWorker({ databaseUrl: database.appUrl, jobs: slice.jobs, log })
})
beforeEach(async () => {
  mailServerIsBroken = false
  await sql`DELETE FROM test_mail`.execute(db.read)
})
afterAll(async () => {
  await worker.stop()
  await dispatcher.stop()
  mailer.close()
  await mailServer.stop()
  await identity.close()
  await db.close()
})

/** A customer whose address is proved. */
async function customer(
  name: string,
  locale: Locale,
  domain = 'example.com',
): Promise<{ id: string; email: string }> {
  const email = `${newId()}@${domain}`
  const phone = `+86138${String(Math.floor(Math.random() * 1e8)).padStart(8, '0')}`
  const { id } = await db.transaction(tx =>
    identity.createCustomerDirectly(tx, { name, email, phone, passwordHash, locale, now: new Date() }),
  )
  await settled()
  return { id, email }
}

async function inbox(to: string): Promise<{ subject: string; text: string }[]> {
  const { rows } = await sql<{ subject: string; text: string }>`
    SELECT subject, text_body AS text FROM test_mail WHERE recipient = ${to} ORDER BY id`.execute(db.read)
  return rows
}

async function subjects(to: string): Promise<string[]> {
  return (await inbox(to)).map(mail => mail.subject)
}

function transfer(stream: string, role: 'payer' | 'payee', counterparty: string): NewEvent {
  return {
    type: 'transfer.completed',
    version: 1,
    stream,
    subject: newId(),
    journal: newId(),
    payload: {
      id: 'tr_01k',
      number: '9123456789012345',
      role,
      amount: money('10.50'),
      total: money(role === 'payer' ? '10.60' : '10.50'),
      counterparty_name: counterparty,
      note: 'http://evil.example for the flat',
    },
    occurredAt: new Date('2026-03-01T16:30:00Z'),
  }
}

const commit = (...events: NewEvent[]) => db.transaction(tx => appendEvents(tx, events))

/** Until the subscriber has seen everything and no mail is on its way. */
async function settled(): Promise<void> {
  await vi.waitFor(async () => {
    const { rows } = await sql<{ behind: boolean }>`
      SELECT EXISTS (SELECT FROM outbox)
        OR (SELECT max(position) FROM event) > (SELECT position FROM subscriber_cursor)
        OR EXISTS (SELECT FROM graphile_worker._private_jobs) AS behind`.execute(db.read)
    expect(rows).toEqual([{ behind: false }])
  }, soon)
}

test('payer and recipient of a transfer are told, each in their language, without the note', async () => {
  const [payer, payee] = await Promise.all([customer('Wang Xiaoming', 'zh-CN'), customer('Ann Lee', 'en')])
  await commit(transfer(payer.id, 'payer', 'A** L**'), transfer(payee.id, 'payee', '王*'))
  await settled()
  expect(await subjects(payer.email)).toEqual(['您的账户已开通', '您已向 A** L** 转账 €10.50'])
  expect(await subjects(payee.email)).toEqual(['Your account is open', 'You received €10.50 from 王*'])
  const [, sent] = await inbox(payer.email)
  expect(sent?.text).toContain('€10.60')
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
  expect(mail?.subject).toBe('€49.00 was added to your wallet')
  expect(mail?.text).toContain('Charged: €50.00')
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
  expect(await subjects(email)).toEqual(['Your account is open', 'You sent €10.50 to B** C**'])
})

test('a mail server that is away delays the mail and loses none; the address counts when it is sent', async () => {
  const { id, email } = await customer('Ann Lee', 'en')
  mailServerIsBroken = true
  await commit(transfer(id, 'payer', 'B** C**'))
  await vi.waitFor(async () => {
    const { rows } =
      await sql`SELECT FROM graphile_worker._private_jobs WHERE last_error LIKE '451%'`.execute(db.read)
    expect(rows).toHaveLength(1)
  }, soon)
  mailServerIsBroken = false
  const moved = `moved-${email}`
  await sql`UPDATE customer SET email = ${moved}, email_key = ${moved} WHERE id = ${id}`.execute(db.read)
  await settled()
  expect(await subjects(moved)).toEqual(['You sent €10.50 to B** C**'])
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
  await vi.waitFor(async () => expect(await subjects(email)).toContain('You sent €10.50 to before'), soon)
  expect(await subjects(email)).not.toContain('You sent €10.50 to after')
})
