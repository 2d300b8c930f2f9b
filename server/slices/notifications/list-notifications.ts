import type { z } from 'zod'
import { listNotifications, type notificationSchema } from '../../../contract/api/notifications.ts'
import { DomainError } from '../../platform/errors.ts'
import { route, type Route } from '../../platform/http/route.ts'
import type { Reader } from '../../platform/messages.ts'
import { readStream } from '../../platform/queries-event-log.ts'
import { toStoredEvent, type StoredEvent } from '../../platform/subscriptions.ts'
import { contactOf } from '../identity/index.ts'
import { noticeText } from './notice-text.ts'
import { kindOf, noticedTypes, noticeOf, type Notice } from './notices.ts'
import type { Parts } from './parts.ts'
import { findSeen } from './queries-feed.ts'

/**
 * The feed is the customer's own events in the log, told in the caller's language: nothing is written for it, so it
 * is complete and new at the moment of the event.
 */
export function listNotificationsRoute(parts: Parts): Route {
  return route(listNotifications, async ({ query, context }) => {
    const { customerId } = context.principal
    const rows = await readStream(parts.db.read, {
      stream: customerId,
      types: noticedTypes,
      before: query.cursor === undefined ? undefined : readCursor(query.cursor),
      limit: query.limit + 1,
    })
    const page = rows.slice(0, query.limit)
    const seen = await findSeen(parts.db.read, customerId)
    const [contact] = await contactOf(parts.db.read, [customerId])
    const reader = { locale: context.locale, timeZone: contact?.timeZone ?? parts.timeZone }
    return {
      data: page.flatMap(row => present(parts, toStoredEvent(row), reader, seen)),
      next_cursor: rows.length > query.limit ? (page.at(-1)?.position.toString() ?? null) : null,
    }
  })
}

function present(
  { log }: Parts,
  event: StoredEvent,
  reader: Reader,
  seen: bigint,
): z.input<typeof notificationSchema>[] {
  const notice = readable(event)
  if (!notice) {
    // The subscriber stops at it with an alarm; the rest of the feed is not to be withheld for it.
    log.error({ position: event.position.toString(), type: event.type }, 'an event in a feed cannot be read')
    return []
  }
  const { title, text, facts, link } = noticeText(notice, reader)
  return [
    {
      id: event.position.toString(),
      kind: kindOf(notice),
      title,
      text,
      facts: [...facts],
      link,
      occurred_at: event.occurredAt.toISOString(),
      read: event.position <= seen,
    },
  ]
}

function readable(event: StoredEvent): Notice | undefined {
  try {
    return noticeOf(event)
  } catch (error) {
    if (error instanceof Error) return undefined
    throw error
  }
}

function readCursor(cursor: string): bigint {
  if (/^[1-9]\d{0,17}$/.test(cursor)) return BigInt(cursor)
  throw new DomainError('validation_failed', { fields: [{ path: 'cursor', code: 'malformed' }] })
}
