import type { Sms } from '../../platform/sms-templates.ts'
import type { SmsSender } from '../../platform/sms.ts'
import { noticeText } from './notice-text.ts'
import { kindOf } from './notices.ts'
import type { Outcome } from './queries.ts'
import type { Parcel } from './send.ts'

/** What tells an owner at a glance whether it was them; the rest is in the mail and in the app. */
const shownFacts = 2

/** Hands the text message to the provider; only a proved number ever gets one. */
export function createTexting(options: {
  sms: SmsSender
  timeZone: string
}): (parcel: Parcel) => Promise<Outcome> {
  return async ({ notice, contact }) => {
    const { phone: to, locale } = contact
    if (to === null) return 'no_address'
    const { title, facts } = noticeText(notice, { locale, timeZone: contact.timeZone ?? options.timeZone })
    const message: Sms =
      kindOf(notice) === 'security_alerts'
        ? { to, locale, template: 'alert', params: { title, facts: facts.slice(0, shownFacts) } }
        : { to, locale, template: 'notice', params: { title } }
    return (await options.sms.sendSms(message)) === 'taken' ? 'sent' : 'refused'
  }
}
