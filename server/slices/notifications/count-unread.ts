import { countUnread, maxUnread } from '../../../contract/api/notifications.ts'
import type { ReadDb } from '../../platform/db.ts'
import { route, type Route } from '../../platform/http/route.ts'
import { countStream } from '../../platform/queries-event-log.ts'
import { noticedTypes } from './notices.ts'
import type { Parts } from './parts.ts'
import { findSeen } from './queries-feed.ts'

export function countUnreadRoute({ db }: Parts): Route {
  return route(countUnread, async ({ context }) => ({
    unread: await unreadOf(db.read, context.principal.customerId),
  }))
}

/** What came after the last look, at most `maxUnread`. */
export async function unreadOf(db: ReadDb, customerId: string): Promise<number> {
  const after = await findSeen(db, customerId)
  return await countStream(db, { stream: customerId, types: noticedTypes, after, max: maxUnread })
}
