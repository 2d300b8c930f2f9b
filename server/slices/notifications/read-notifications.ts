import { readNotifications } from '../../../contract/api/notifications.ts'
import { route, type Route } from '../../platform/http/route.ts'
import { unreadOf } from './count-unread.ts'
import type { Parts } from './parts.ts'
import { moveSeen } from './queries-feed.ts'

/** Says how far the customer has read, so that what came while they read stays new. */
export function readNotificationsRoute({ db }: Parts): Route {
  return route(readNotifications, async ({ body, context }) => {
    const { customerId } = context.principal
    await db.transaction(tx => moveSeen(tx, { customerId, upTo: BigInt(body.up_to) }))
    return { unread: await unreadOf(db.read, customerId) }
  })
}
