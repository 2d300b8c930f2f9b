import type { Clock } from '../../platform/clock.ts'
import type { Db } from '../../platform/db.ts'
import type { Mailer } from '../../platform/mail.ts'
import type { Logger } from '../../platform/log.ts'
import type { PushSender } from '../../platform/push.ts'
import type { SmsSender } from '../../platform/sms.ts'
import { notificationRoutes } from './routes.ts'
import { createMailing } from './send-mail.ts'
import { createPushing } from './send-push.ts'
import { createTexting } from './send-sms.ts'
import { createSender } from './send.ts'
import { createEventTaker } from './take-events.ts'

export { toldOf, type ToldNotice } from './queries-feed.ts'
export { notificationData } from './personal-data.ts'
export { forgetBrowsers } from './queries-push.ts'
export { withPhrase } from './with-phrase.ts'

/** Tells customers what happened to their money and their account. See README.md of this slice. */
export function createNotificationsSlice(options: {
  db: Db
  clock: Clock
  mailer: Pick<Mailer, 'sendMail'>
  sms: SmsSender
  push: PushSender
  log: Logger
  /** Where the web application is, without a slash at the end; links in mails begin with it. */
  publicUrl: string
  /** In which times are told. */
  timeZone: string
}) {
  const { db, clock, log, push, timeZone } = options
  const senders = {
    email: createSender({ db, clock, channel: 'email', send: createMailing(options) }),
    sms: createSender({ db, clock, channel: 'sms', send: createTexting(options) }),
    push: createSender({ db, clock, channel: 'push', send: createPushing(options) }),
  }
  return {
    routes: notificationRoutes({ db, log, timeZone, pushKey: push.publicKey }),
    jobs: Object.values(senders),
    crons: [],
    subscribers: [createEventTaker({ clock, senders })],
  }
}
