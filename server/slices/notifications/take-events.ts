import type { Clock } from '../../platform/clock.ts'
import type { Tx } from '../../platform/db.ts'
import { newId } from '../../platform/id.ts'
import { addJobs, type Job } from '../../platform/jobs.ts'
import type { StoredEvent, Subscriber } from '../../platform/subscriptions.ts'
import { contactOf } from '../identity/index.ts'
import { noticedTypes, noticeOf } from './notices.ts'
import * as queries from './queries.ts'
import type { SendMail } from './send-mail.ts'

/**
 * Turns events into mails to be sent: a few statements for a whole batch, and neither rendering nor network. An
 * event that is given twice finds its notification there and adds no second job.
 */
export function createEventTaker(options: { clock: Clock; sendMail: Job<SendMail> }): Subscriber {
  return {
    name: 'notifications.mail',
    types: noticedTypes,
    handle: (tx, events) => takeEvents(tx, events, options),
  }
}

async function takeEvents(
  tx: Tx,
  events: readonly StoredEvent[],
  { clock, sendMail }: Parameters<typeof createEventTaker>[0],
): Promise<void> {
  const contacts = await contactOf(tx, [...new Set(events.map(event => event.stream))])
  const reachable = new Set(contacts.filter(({ email }) => canReceive(email)).map(({ id }) => id))
  const createdAt = clock.now()
  const news = events
    .filter(event => reachable.has(event.stream))
    .map(event => ({
      id: newId(),
      eventPosition: event.position,
      customerId: event.stream,
      ...noticeOf(event),
      createdAt,
    }))
  if (news.length === 0) return
  const added = await queries.insertNotifications(tx, news)
  await addJobs(
    tx,
    sendMail,
    added.map(notification => ({ notification })),
  )
}

/** Nothing is ever delivered to a name under `.invalid` (RFC 6761, section 6.4); benchmarks use such addresses. */
function canReceive(email: string): boolean {
  return !/[@.]invalid$/i.test(email)
}
