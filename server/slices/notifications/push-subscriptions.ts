import { ECDH } from 'node:crypto'
import {
  createPushSubscription,
  deletePushSubscription,
  getPushKey,
  listPushSubscriptions,
} from '../../../contract/api/notifications.ts'
import { toTypeId } from '../../../contract/ids.ts'
import type { Body } from '../../../contract/operation.ts'
import { DomainError, type InvalidField } from '../../platform/errors.ts'
import { route, type Route } from '../../platform/http/route.ts'
import { newId } from '../../platform/id.ts'
import { isOutsideUrl } from '../../platform/outbound.ts'
import type { Parts } from './parts.ts'
import * as queries from './queries-push.ts'

/** More browsers than a person uses; the ones that subscribed longest ago go. */
const maxBrowsers = 10

export function getPushKeyRoute({ pushKey }: Parts): Route {
  return route(getPushKey, () => Promise.resolve({ public_key: pushKey }))
}

/** A browser asks whether it is among them: it is not told when its messages end. */
export function listPushSubscriptionsRoute({ db }: Parts): Route {
  return route(listPushSubscriptions, async ({ context }) => {
    const found = await queries.findSubscriptions(db.read, context.principal.customerId)
    return {
      data: found.map(({ id, endpoint, createdAt }) => ({
        id: toTypeId('pushSubscription', id),
        endpoint,
        created_at: createdAt.toISOString(),
      })),
    }
  })
}

/**
 * Keeps where a browser's messages go. The address comes from the customer, so it is looked at here and once more,
 * resolved, before each call (`platform/outbound.ts`).
 */
export function createPushSubscriptionRoute({ db }: Parts): Route {
  return route(createPushSubscription, async ({ body, context }) => {
    const fields = problemsOf(body)
    if (fields.length > 0) throw new DomainError('validation_failed', { fields })
    const { customerId, deviceId } = context.principal
    const { userAgent, now } = context
    const id = await db.transaction(tx =>
      queries.upsertSubscription(tx, {
        ...body,
        id: newId(),
        customerId,
        deviceId,
        userAgent,
        now,
        keep: maxBrowsers,
      }),
    )
    context.audit({ subject: id })
    return { id: toTypeId('pushSubscription', id) }
  })
}

function problemsOf({ endpoint, keys }: Body<typeof createPushSubscription>): InvalidField[] {
  const fields: InvalidField[] = []
  if (!isOutsideUrl(endpoint)) fields.push({ path: 'endpoint', code: 'not_allowed' })
  if (!isPoint(keys.p256dh)) fields.push({ path: 'keys.p256dh', code: 'malformed' })
  return fields
}

/** A point that is not on P-256 could never be encrypted to, and every message would fail. */
function isPoint(key: string): boolean {
  try {
    ECDH.convertKey(key, 'prime256v1', 'base64url')
    return true
  } catch (error) {
    if (error instanceof Error) return false
    throw error
  }
}

export function deletePushSubscriptionRoute({ db }: Parts): Route {
  return route(deletePushSubscription, async ({ params, context }) => {
    const { customerId } = context.principal
    const id = params.subscription
    const deleted = await db.transaction(tx => queries.deleteSubscription(tx, { id, customerId }))
    if (!deleted) throw new DomainError('not_found')
    context.audit({ subject: id })
    return undefined
  })
}
