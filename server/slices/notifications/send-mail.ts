import type { Clock } from '../../platform/clock.ts'
import type { Db } from '../../platform/db.ts'
import type { Mailer } from '../../platform/mail.ts'
import type { AlertLinks, Mail } from '../../platform/mail-templates.ts'
import { createAlertLinks } from '../identity/index.ts'
import { noticeText } from './notice-text.ts'
import { eventTypeOf, kindOf } from './notices.ts'
import type { Parcel } from './send.ts'

type Options = {
  db: Db
  clock: Clock
  mailer: Pick<Mailer, 'sendMail'>
  /** Where the web application is, without a slash at the end. */
  publicUrl: string
  timeZone: string
}

/** Hands the mail to the mail server, under the notification's id, so that one sent twice is recognised as one. */
export function createMailing(options: Options): (parcel: Parcel) => Promise<'sent'> {
  return async parcel => {
    const alert = await alertFor(parcel, options)
    const mail = mailOf(parcel, options)
    await options.mailer.sendMail({ ...mail, id: parcel.id, ...(alert ? { alert } : {}) })
    return 'sent'
  }
}

/** Whoever is told of money going out or of their security can stop it from the mail itself. */
async function alertFor(
  { notice, contact }: Parcel,
  { db, clock, publicUrl }: Options,
): Promise<AlertLinks | undefined> {
  const kind = kindOf(notice)
  if (kind === 'money_in' || kind === 'account' || kind === 'terms' || notice.template === 'customer_closed')
    return undefined
  return await db.transaction(tx =>
    createAlertLinks(tx, {
      customerId: contact.id,
      event: eventTypeOf(notice),
      publicUrl,
      now: clock.now(),
    }),
  )
}

function mailOf({ notice, contact }: Parcel, { publicUrl, timeZone }: Options): Mail {
  const { email, name, locale } = contact
  const reader = { locale, timeZone: contact.timeZone ?? timeZone }
  const envelope = { to: email, ...reader }
  if (notice.template === 'welcome')
    return { ...envelope, template: 'welcome', params: { name, link: `${publicUrl}/app` } }
  const { title, text, facts, link: path } = noticeText(notice, reader)
  const link = `${publicUrl}${path}`
  if (notice.template === 'deposit_succeeded')
    return { ...envelope, template: notice.template, params: { ...notice.params, link } }
  if (notice.template === 'transfer_sent')
    return { ...envelope, template: notice.template, params: { ...notice.params, link } }
  if (notice.template === 'transfer_received')
    return { ...envelope, template: notice.template, params: { ...notice.params, link } }
  return {
    ...envelope,
    template: 'notice',
    params: { title, text, facts: [...facts], time: notice.params.time, link },
  }
}
