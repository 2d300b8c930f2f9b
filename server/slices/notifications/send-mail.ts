import { z } from 'zod'
import type { Clock } from '../../platform/clock.ts'
import type { Db } from '../../platform/db.ts'
import { defineJob, type Job } from '../../platform/jobs.ts'
import type { Mailer } from '../../platform/mail.ts'
import type { Mail } from '../../platform/mail-templates.ts'
import { contactOf, type Contact } from '../identity/index.ts'
import { noticeSchema, type Notice } from './notices.ts'
import * as queries from './queries.ts'

const payload = z.strictObject({ notification: z.uuid() })
export type SendMail = z.infer<typeof payload>

type Options = {
  db: Db
  clock: Clock
  mailer: Pick<Mailer, 'sendMail'>
  /** Where the web application is, without a slash at the end. */
  publicUrl: string
}

/**
 * Sends one notification to the address and in the language its customer has now. A worker that dies between the
 * server's "taken" and our note of it sends again, under the same Message-ID.
 */
export function createSendMail(options: Options): Job<SendMail> {
  return defineJob({
    name: 'notifications.send_mail',
    payload,
    run: async ({ notification: id }) => {
      const { db, clock, mailer } = options
      const waiting = await queries.findWaiting(db.read, id)
      if (!waiting) return
      const { template, params } = waiting
      const [contact] = await contactOf(db.read, [waiting.customerId])
      if (contact)
        await mailer.sendMail({ ...mailOf(noticeSchema.parse({ template, params }), contact, options), id })
      const outcome = contact ? 'sent' : 'no_address'
      await db.transaction(tx => queries.settle(tx, { id, outcome, at: clock.now() }))
    },
  })
}

function mailOf(notice: Notice, { email, name, locale }: Contact, { publicUrl }: Options): Mail {
  const envelope = { to: email, locale }
  if (notice.template === 'welcome')
    return { ...envelope, template: 'welcome', params: { name, link: `${publicUrl}/app` } }
  const link = `${publicUrl}/app/transactions/${notice.params.number}`
  switch (notice.template) {
    case 'deposit_succeeded':
      return { ...envelope, template: notice.template, params: { ...notice.params, link } }
    case 'transfer_sent':
      return { ...envelope, template: notice.template, params: { ...notice.params, link } }
    case 'transfer_received':
      return { ...envelope, template: notice.template, params: { ...notice.params, link } }
  }
}
