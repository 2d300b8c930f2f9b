import { sql } from 'kysely'
import type { ReadDb, Tx } from '../../platform/db.ts'
import type { PushTarget } from '../../platform/push.ts'
import { plainArray } from '../../platform/sql-arrays.ts'

export type Subscription = PushTarget & { id: string }

type StoredSubscription = Subscription & { createdAt: Date }

export async function findSubscriptions(db: ReadDb, customerId: string): Promise<StoredSubscription[]> {
  const { rows } = await sql<{
    id: string
    endpoint: string
    p256dh: string
    auth: string
    created_at: Date
  }>`
    SELECT id, endpoint, p256dh, auth, created_at FROM push_subscription
    WHERE customer_id = ${customerId} ORDER BY created_at`.execute(db)
  return rows.map(({ id, endpoint, p256dh, auth, created_at }) => ({
    id,
    endpoint,
    keys: { p256dh, auth },
    createdAt: created_at,
  }))
}

/**
 * Keeps a browser's subscription. One endpoint is one browser: whoever signed in there last gets the messages, and
 * whoever was there before gets none. The oldest beyond `keep` are forgotten.
 */
export async function upsertSubscription(
  tx: Tx,
  subscription: Subscription & {
    customerId: string
    deviceId: string | null
    userAgent: string
    now: Date
    keep: number
  },
): Promise<string> {
  const { id, customerId, deviceId, endpoint, keys, userAgent, now, keep } = subscription
  const { rows } = await sql<{ id: string }>`
    INSERT INTO push_subscription (id, customer_id, endpoint, p256dh, auth, device_id, user_agent, created_at)
    VALUES (${id}, ${customerId}, ${endpoint}, ${keys.p256dh}, ${keys.auth}, ${deviceId}, ${userAgent}, ${now})
    ON CONFLICT (endpoint) DO UPDATE SET
      id = CASE WHEN push_subscription.customer_id = excluded.customer_id THEN push_subscription.id ELSE excluded.id END,
      customer_id = excluded.customer_id, p256dh = excluded.p256dh, auth = excluded.auth,
      device_id = excluded.device_id, user_agent = excluded.user_agent, created_at = excluded.created_at
    RETURNING id`.execute(tx)
  await sql`
    DELETE FROM push_subscription WHERE id IN (
      SELECT id FROM push_subscription WHERE customer_id = ${customerId}
      ORDER BY created_at DESC, id DESC OFFSET ${keep})`.execute(tx)
  return rows[0]?.id ?? id
}

/** False when the customer has no such subscription. */
export async function deleteSubscription(
  tx: Tx,
  { id, customerId }: { id: string; customerId: string },
): Promise<boolean> {
  const { rows } = await sql`
    DELETE FROM push_subscription WHERE id = ${id} AND customer_id = ${customerId} RETURNING id`.execute(tx)
  return rows.length > 0
}

/** Unless the browser has subscribed anew meanwhile. */
export async function deleteEndpoint(tx: Tx, { id, endpoint, keys }: Subscription): Promise<void> {
  await sql`
    DELETE FROM push_subscription WHERE id = ${id} AND endpoint = ${endpoint} AND auth = ${keys.auth}`.execute(
    tx,
  )
}

/** Whatever browsers these customers and these devices had. */
export async function forgetBrowsers(
  tx: Tx,
  { customerIds, deviceIds }: { customerIds: readonly string[]; deviceIds: readonly string[] },
): Promise<void> {
  await sql`
    DELETE FROM push_subscription
    WHERE customer_id = ANY(${plainArray(customerIds)}::uuid[]) OR device_id = ANY(${plainArray(deviceIds)}::uuid[])`.execute(
    tx,
  )
}

/** Whatever browsers a customer had, but for those on the device they stay signed in on. */
export async function forgetOtherBrowsers(
  tx: Tx,
  { customerId, keptDevice }: { customerId: string; keptDevice: string | null },
): Promise<void> {
  await sql`
    DELETE FROM push_subscription
    WHERE customer_id = ${customerId} AND (device_id = ${keptDevice}::uuid) IS NOT TRUE`.execute(tx)
}

export async function countSubscriptions(db: ReadDb, customerId: string): Promise<number> {
  const { rows } = await sql<{ count: bigint }>`
    SELECT count(*) AS count FROM push_subscription WHERE customer_id = ${customerId}`.execute(db)
  return Number(rows[0]?.count ?? 0n)
}
