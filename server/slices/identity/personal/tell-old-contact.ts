import { z } from 'zod'
import type { Db } from '../../../platform/db.ts'
import { defineJob, type Job } from '../../../platform/jobs.ts'
import type { Mailer } from '../../../platform/mail.ts'
import type { SmsSender } from '../../../platform/sms.ts'
import { pageText } from '../../../platform/messages.ts'
import { findCustomer } from '../queries.ts'
import { maskEmail, maskPhone } from '../staff-view/mask.ts'
import { emailAt, findAnyContactChange } from './queries-contact.ts'
import { revertLink } from './revert-link.ts'

type Options = {
  db: Db
  codeKey: Buffer
  mailer: Pick<Mailer, 'sendMail'>
  sms: SmsSender
  publicUrl: string
}

/**
 * Tells the old address of a change, with the link that undoes it. A changed number is told to the old number, which
 * gets no link (text messages of ours never hold one), and to the mailbox, which does. What goes to the new address
 * and everywhere else is the notifications' business, by the event.
 */
export function createTellOldContact(options: Options): Job<{ change: string }> {
  return defineJob({
    name: 'identity.tell_old_contact',
    payload: z.strictObject({ change: z.uuid() }),
    run: ({ change }) => tellOldContact(options, change),
  })
}

async function tellOldContact(options: Options, changeId: string): Promise<void> {
  const { db, codeKey, mailer, sms, publicUrl } = options
  const change = await findAnyContactChange(db.read, changeId)
  const { revert_until: until, done_at: doneAt } = change ?? {}
  if (change?.state !== 'done' || !until || !doneAt) return
  const customer = await findCustomer(db.read, change.customer_id)
  if (!customer) return
  const { locale } = customer
  // A mail that had to wait must not go to an address that was set after the change it is about.
  const mailbox = await emailAt(db.read, { customerId: customer.id, at: doneAt })
  await mailer.sendMail({
    id: changeId,
    to: change.kind === 'email' ? change.old_value : (mailbox ?? customer.email),
    locale,
    template: change.kind === 'email' ? 'email_replaced' : 'phone_replaced',
    params: {
      new_contact: change.kind === 'email' ? maskEmail(change.new_value) : maskPhone(change.new_value),
      time: doneAt.toISOString(),
      until: until.toISOString(),
      link: revertLink(codeKey, { publicUrl, changeId }),
    },
  })
  if (change.kind === 'phone' && change.old_verified_at !== null)
    await sms.sendSms({
      to: change.old_value,
      locale,
      template: 'alert',
      params: { title: pageText('phone_replaced_sms', locale), facts: [] },
    })
}
