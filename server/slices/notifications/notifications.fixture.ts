import { sql } from 'kysely'
import { afterAll, expect, vi } from 'vitest'
import type { Locale } from '../../../contract/schemas.ts'
import { testDatabase } from '../../../test/db.ts'
import { relyingPartyOf } from '../../platform/authenticators/passkeys.ts'
import { systemClock } from '../../platform/clock.ts'
import { openDb, type Db } from '../../platform/db.ts'
import { startDispatcher } from '../../platform/dispatcher.ts'
import { newId } from '../../platform/id.ts'
import { startWorker } from '../../platform/jobs.ts'
import { createLogger, type Logger } from '../../platform/log.ts'
import { createMailer } from '../../platform/mail.ts'
import { appendEvents, type NewEvent } from '../../platform/outbox.ts'
import { createPushSender, type PushMessage, type PushSender } from '../../platform/push.ts'
import { deriveSecrets } from '../../platform/secrets.ts'
import { createSmsSender } from '../../platform/sms.ts'
import { startMailServer } from '../../test-edition/mail-server.ts'
import { startSmsServer } from '../../test-edition/sms-server.ts'
import { createIdentitySlice } from '../identity/index.ts'
import { lockBalancesOf } from '../ledger/index.ts'
import { createNotificationsSlice, withPhrase } from './index.ts'

export const publicUrl = 'https://pay.example'
const soon = { timeout: 15_000, interval: 30 }
const operator = { name: 'OKPay', supportEmail: 'help@pay.example', publicUrl, timeZone: 'Asia/Shanghai' }
const { pushKeys } = deriveSecrets('a master key for these tests only')
const notExpected = () => Promise.reject(new Error('not expected here'))

export const money = (value: string) => ({ value, currency: 'EUR' }) as const

/** Push services are on the public internet, so theirs is the one door that is replaced; `push.test.ts` speaks HTTPS. */
function recordingPush(broken: { push: boolean }) {
  const pushed: (PushMessage & { answer: 'taken' | 'gone' })[] = []
  const goneEndpoints = new Set<string>()
  const push: PushSender = {
    publicKey: createPushSender({ keys: pushKeys, subject: 'mailto:help@pay.example' }).publicKey,
    async sendPush(message) {
      if (broken.push) throw new Error('503 try again')
      const answer = goneEndpoints.has(message.target.endpoint) ? 'gone' : 'taken'
      pushed.push({ ...message, answer })
      return await Promise.resolve(answer)
    },
  }
  return { push, pushed, goneEndpoints }
}

/** What there is to see of the messages, and when there is nothing more to come. */
function observe(db: Db) {
  return {
    inbox: async (to: string) => {
      const { rows } = await sql<{ subject: string; text: string; html: string }>`
        SELECT subject, text_body AS text, html_body AS html FROM test_mail
        WHERE recipient = ${to} ORDER BY id`.execute(db.read)
      return rows
    },
    texts: async (to: string) => {
      const { rows } = await sql<{ body: string }>`
        SELECT body FROM test_sms WHERE recipient = ${to} ORDER BY id`.execute(db.read)
      return rows.map(row => row.body)
    },
    /** How jobs that wait for another try failed. */
    failures: async () => {
      const { rows } = await sql<{ error: string }>`
        SELECT last_error AS error FROM graphile_worker._private_jobs WHERE last_error IS NOT NULL`.execute(
        db.read,
      )
      return rows.map(row => row.error)
    },
    /** Until the subscriber has seen everything and no message is on its way. */
    settled: () =>
      vi.waitFor(async () => {
        const { rows } = await sql<{ behind: boolean }>`
          SELECT EXISTS (SELECT FROM outbox)
            OR (SELECT max(position) FROM event) > (SELECT position FROM subscriber_cursor)
            OR EXISTS (SELECT FROM graphile_worker._private_jobs) AS behind`.execute(db.read)
        expect(rows).toEqual([{ behind: false }])
      }, soon),
  }
}

function identitySlice(db: Db, log: Logger) {
  return createIdentitySlice({
    db,
    log,
    clock: systemClock,
    codeKey: Buffer.alloc(32),
    sealKey: Buffer.alloc(32, 1),
    mailer: { sendMail: notExpected },
    sms: { sendSms: notExpected },
    publicUrl,
    relyingParty: relyingPartyOf({ publicUrl, edition: 'test', name: 'OKPay' }),
    termsVersion: '1',
    onCustomerCreated: [],
    onRestrict: lockBalancesOf,
    staffNames: () => Promise.resolve(new Map()),
  })
}

/** The slice's mails and messages go to real servers, unless these are broken. */
async function startServers(db: Db, log: Logger) {
  const broken = { mail: false, sms: false, push: false }
  const mailServer = await startMailServer({ db, clock: systemClock, log, port: 0 })
  const smsServer = await startSmsServer({ db, clock: systemClock, log })
  const mailer = createMailer({ smtpUrl: mailServer.url, from: 'OKPay <no-reply@pay.example>', operator })
  const sms = createSmsSender({ provider: smsServer.provider, operator })
  const sendMail: typeof mailer.sendMail = async mail => {
    if (broken.mail) throw new Error('451 try again')
    await mailer.sendMail(mail)
  }
  const sendSms: typeof sms.sendSms = async message => {
    if (broken.sms) throw new Error('503 try again')
    return await sms.sendSms(message)
  }
  return {
    broken,
    mailer: withPhrase({ sendMail }, db),
    sms: { sendSms },
    stop: async () => {
      mailer.close()
      await Promise.all([mailServer.stop(), smsServer.stop()])
    },
  }
}

/** The slice behind a real dispatcher, worker, mail server and SMS server. */
export async function startNotifications() {
  const database = await testDatabase()
  const log = createLogger({ level: 'silent', name: 'test' })
  const db = openDb({ url: database.appUrl, maxConnections: 8, log, name: 'test' })
  const { broken, mailer, sms, stop } = await startServers(db, log)
  const { push, pushed, goneEndpoints } = recordingPush(broken)
  const timeZone = operator.timeZone
  const slice = createNotificationsSlice({
    db,
    log,
    clock: systemClock,
    mailer,
    sms,
    push,
    publicUrl,
    timeZone,
  })
  const identity = identitySlice(db, log)
  const dispatcher = startDispatcher({ db, subscribers: slice.subscribers, log })
  const worker = startWorker({ databaseUrl: database.appUrl, jobs: slice.jobs, log })
  const passwordHash = await identity.hashPassword('correct horse battery')
  const watch = observe(db)
  afterAll(async () => {
    await worker.stop()
    await dispatcher.stop()
    await Promise.all([stop(), identity.close()])
    await db.close()
  })
  return {
    db,
    slice,
    broken,
    mailer,
    pushed,
    goneEndpoints,
    soon,
    ...watch,
    /** A customer whose address and number are proved, and who was welcomed. */
    customer: async (name: string, locale: Locale, domain = 'example.com') => {
      const email = `${newId()}@${domain}`
      const phone = `+86138${String(Math.floor(Math.random() * 1e8)).padStart(8, '0')}`
      const { id } = await db.transaction(tx =>
        identity.createCustomerDirectly(tx, { name, email, phone, passwordHash, locale, now: new Date() }),
      )
      await watch.settled()
      return { id, email, phone }
    },
    commit: (...events: NewEvent[]) => db.transaction(tx => appendEvents(tx, events)),
  }
}

export function transfer(stream: string, role: 'payer' | 'payee', counterparty: string): NewEvent {
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

/** An event about the customer's own account. */
export function accountEvent(
  stream: string,
  type: string,
  facts: Record<string, string | null> = {},
): NewEvent {
  return {
    type,
    version: 1,
    stream,
    subject: stream,
    journal: null,
    payload: { id: 'cus_01k', ...facts },
    occurredAt: new Date('2026-03-01T16:30:00Z'),
  }
}
