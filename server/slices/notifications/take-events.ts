import { notificationChannels, type NotificationChannel } from '../../../contract/api/notifications.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Tx } from '../../platform/db.ts'
import { newId } from '../../platform/id.ts'
import { addJobs, type Job } from '../../platform/jobs.ts'
import type { StoredEvent, Subscriber } from '../../platform/subscriptions.ts'
import { contactOf, type Contact } from '../identity/index.ts'
import { endPush, pushEndingTypes } from './end-push.ts'
import { isWanted, type Choice } from './kinds.ts'
import { kindOf, noticedTypes, noticeOf, type Notice } from './notices.ts'
import * as queries from './queries.ts'
import type { Delivery } from './send.ts'

type Options = { clock: Clock; senders: Readonly<Record<NotificationChannel, Job<Delivery>>> }

/**
 * Turns events into messages to be sent: a few statements for a whole batch, and neither rendering nor network. An
 * event that is given twice finds its notification there and adds no second job. The feed in the app needs nothing
 * here: it is the log itself.
 */
export function createEventTaker(options: Options): Subscriber {
  return {
    // The name of the cursor; it is older than the other channels.
    name: 'notifications.mail',
    types: [...new Set([...noticedTypes, ...pushEndingTypes])],
    handle: (tx, events) => takeEvents(tx, events, options),
  }
}

async function takeEvents(
  tx: Tx,
  events: readonly StoredEvent[],
  { clock, senders }: Options,
): Promise<void> {
  await endPush(tx, events)
  const noticed = events.filter(({ type }) => noticedTypes.includes(type))
  const contacts = await contactOf(tx, [...new Set(noticed.map(event => event.stream))])
  const reachable = new Map(
    contacts.filter(({ email }) => canReceive(email)).map(contact => [contact.id, contact]),
  )
  if (reachable.size === 0) return
  const wishes = new Map(
    (await queries.readWishes(tx, [...reachable.keys()])).map(wish => [wish.customerId, wish]),
  )
  const createdAt = clock.now()
  const news = noticed.flatMap(event => {
    const contact = reachable.get(event.stream)
    const wish = wishes.get(event.stream)
    if (!contact || !wish) return []
    const notice = noticeOf(event)
    return channelsFor(notice, contact, wish).map(channel => ({
      id: newId(),
      eventPosition: event.position,
      customerId: event.stream,
      channel,
      ...notice,
      createdAt,
    }))
  })
  if (news.length === 0) return
  const added = await queries.insertNotifications(tx, news)
  for (const channel of notificationChannels) {
    const mine = added.filter(one => one.channel === channel)
    await addJobs(
      tx,
      senders[channel],
      mine.map(({ id }) => ({ notification: id })),
    )
  }
}

function channelsFor(
  notice: Notice,
  contact: Contact,
  { choices, hasPush }: { choices: readonly Choice[]; hasPush: boolean },
): NotificationChannel[] {
  const kind = kindOf(notice)
  return notificationChannels.filter(channel => {
    if (channel === 'sms' && contact.phone === null) return false
    if (channel === 'push' && !hasPush) return false
    return isWanted({ kind, channel }, choices)
  })
}

/** Nothing is ever delivered to a name under `.invalid` (RFC 6761, section 6.4); benchmarks use such addresses. */
function canReceive(email: string): boolean {
  return !/[@.]invalid$/i.test(email)
}
