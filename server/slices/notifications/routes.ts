import type { Route } from '../../platform/http/route.ts'
import { countUnreadRoute } from './count-unread.ts'
import { listNotificationsRoute } from './list-notifications.ts'
import type { Parts } from './parts.ts'
import { listPreferencesRoute, setPreferenceRoute } from './preferences.ts'
import {
  createPushSubscriptionRoute,
  deletePushSubscriptionRoute,
  getPushKeyRoute,
  listPushSubscriptionsRoute,
} from './push-subscriptions.ts'
import { readNotificationsRoute } from './read-notifications.ts'

export function notificationRoutes(parts: Parts): Route[] {
  return [
    listNotificationsRoute(parts),
    countUnreadRoute(parts),
    readNotificationsRoute(parts),
    listPreferencesRoute(parts),
    setPreferenceRoute(parts),
    getPushKeyRoute(parts),
    listPushSubscriptionsRoute(parts),
    createPushSubscriptionRoute(parts),
    deletePushSubscriptionRoute(parts),
  ]
}
