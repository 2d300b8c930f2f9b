import type { Clock } from '../../platform/clock.ts'
import type { Db } from '../../platform/db.ts'
import type { Mailer } from '../../platform/mail.ts'
import { createSendMail } from './send-mail.ts'
import { createEventTaker } from './take-events.ts'

/** Tells customers by mail what happened to their money. See README.md of this slice. */
export function createNotificationsSlice(options: {
  db: Db
  clock: Clock
  mailer: Pick<Mailer, 'sendMail'>
  /** Where the web application is, without a slash at the end; links in mails begin with it. */
  publicUrl: string
}) {
  const sendMail = createSendMail(options)
  return {
    routes: [],
    jobs: [sendMail],
    crons: [],
    subscribers: [createEventTaker({ clock: options.clock, sendMail })],
  }
}
