import type { Db } from '../../platform/db.ts'
import type { Logger } from '../../platform/log.ts'
import type { PushSender } from '../../platform/push.ts'
import { noticeText, type NoticeText } from './notice-text.ts'
import { kindOf } from './notices.ts'
import type { Outcome } from './queries.ts'
import * as queries from './queries-push.ts'
import type { Parcel } from './send.ts'

/** Later than that nobody wants to be interrupted; feed and mail have it anyway. */
const ttlSeconds = 24 * 60 * 60

type Options = { db: Db; push: PushSender; timeZone: string; log: Logger }

/**
 * Shows the notification in every browser of the customer. Those that do not take messages any more are forgotten.
 * Where one of them could not be asked all are asked again: the topic makes one message of two.
 */
export function createPushing(options: Options): (parcel: Parcel) => Promise<Outcome> {
  const { db, push, timeZone, log } = options
  return async ({ notice, contact, eventPosition }) => {
    const targets = await queries.findSubscriptions(db.read, contact.id)
    if (targets.length === 0) return 'no_address'
    const content = noticeText(notice, {
      locale: contact.locale,
      timeZone: contact.timeZone ?? timeZone,
    })
    const tag = `n${eventPosition}`
    const message = {
      payload: { ...payloadOf(content), lang: contact.locale, tag },
      topic: tag,
      urgency: kindOf(notice) === 'security_alerts' ? ('high' as const) : ('normal' as const),
      ttlSeconds,
    }
    const results = await Promise.allSettled(
      targets.map(async target => {
        if ((await push.sendPush({ target, ...message })) === 'taken') return
        await db.transaction(tx => queries.deleteEndpoint(tx, target))
        log.info({ subscription: target.id }, 'a browser takes no messages any more')
      }),
    )
    const failed = results.find(result => result.status === 'rejected')
    if (failed) throw new Error('a push service could not be asked', { cause: failed.reason })
    return 'sent'
  }
}

/** What a lock screen may show: the title and the first facts, and where a tap leads. */
function payloadOf({ title, text, facts, link }: NoticeText): Record<string, unknown> {
  const [first] = facts
  return { title, body: first ? `${text} (${first.label}: ${first.value})` : text, url: link }
}
