import { advanceTestClock, getTestMail, listTestMails, listTestSms } from '../../contract/api/meta.ts'
import { toTypeId } from '../../contract/ids.ts'
import type { Db } from '../platform/db.ts'
import { DomainError } from '../platform/errors.ts'
import { route, type Route } from '../platform/http/route.ts'
import * as queries from './queries.ts'
import type { SharedClock } from './shared-clock.ts'

export function testEditionRoutes({ db, clock }: { db: Db; clock: SharedClock }): Route[] {
  return [
    route(listTestMails, async ({ query }) => {
      const mails = await queries.readMails(db.read, { to: query.to, limit: query.limit })
      return { data: mails.map(toWire) }
    }),
    route(getTestMail, async ({ params }) => {
      const mail = await queries.readMail(db.read, params.mail)
      if (!mail) throw new DomainError('not_found')
      return toWire(mail)
    }),
    route(listTestSms, async ({ query }) => {
      const messages = await queries.readSms(db.read, { to: query.to, limit: query.limit })
      return {
        data: messages.map(sms => ({
          id: toTypeId('sms', sms.id),
          to: sms.recipient,
          from: sms.sender,
          text: sms.body,
          received_at: sms.received_at.toISOString(),
        })),
      }
    }),
    route(advanceTestClock, async ({ body }) => {
      const now = await clock.advance(body.advance_seconds * 1_000)
      return { now: now.toISOString() }
    }),
  ]
}

function toWire(mail: queries.ReceivedMail) {
  return {
    id: toTypeId('mail', mail.id),
    to: mail.recipient,
    from: mail.sender,
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    received_at: mail.received_at.toISOString(),
  }
}
