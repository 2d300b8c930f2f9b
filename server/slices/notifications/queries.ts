import { sql } from 'kysely'
import type { NotificationChannel } from '../../../contract/api/notifications.ts'
import type { ReadDb, Tx } from '../../platform/db.ts'
import { bigintArray, jsonArray, plainArray, textArray, timeArray } from '../../platform/sql-arrays.ts'
import type { Choice } from './kinds.ts'

export type NewNotification = {
  id: string
  eventPosition: bigint
  customerId: string
  channel: NotificationChannel
  template: string
  params: unknown
  createdAt: Date
}

/** Stores what was not stored yet, in one statement; those that are new. */
export async function insertNotifications(
  tx: Tx,
  news: readonly NewNotification[],
): Promise<{ id: string; channel: NotificationChannel }[]> {
  const { rows } = await sql<{ id: string; channel: NotificationChannel }>`
    INSERT INTO notification (id, event_position, customer_id, channel, template, params, created_at)
    SELECT id, event_position, customer_id, channel, template, params, created_at
    FROM unnest(
      ${plainArray(news.map(one => one.id))}::uuid[],
      ${bigintArray(news.map(one => one.eventPosition))}::bigint[],
      ${plainArray(news.map(one => one.customerId))}::uuid[],
      ${textArray(news.map(one => one.channel))}::text[],
      ${textArray(news.map(one => one.template))}::text[],
      ${jsonArray(news.map(one => one.params))}::jsonb[],
      ${timeArray(news.map(one => one.createdAt))}::timestamptz[]
    ) AS new (id, event_position, customer_id, channel, template, params, created_at)
    ON CONFLICT DO NOTHING
    RETURNING id, channel`.execute(tx)
  return rows
}

/** What these customers chose, and who of them has a browser that shows push messages; one statement. */
export async function readWishes(
  tx: Tx,
  customerIds: readonly string[],
): Promise<{ customerId: string; choices: Choice[]; hasPush: boolean }[]> {
  const { rows } = await sql<{ customerId: string; choices: Choice[]; hasPush: boolean }>`
    SELECT c.id AS "customerId",
           (SELECT coalesce(jsonb_agg(jsonb_build_object('kind', p.kind, 'channel', p.channel, 'enabled', p.enabled)), '[]')
            FROM notification_preference p WHERE p.customer_id = c.id) AS choices,
           EXISTS (SELECT FROM push_subscription s WHERE s.customer_id = c.id) AS "hasPush"
    FROM unnest(${plainArray(customerIds)}::uuid[]) AS c (id)`.execute(tx)
  return rows
}

export type WaitingNotification = {
  customerId: string
  eventPosition: bigint
  template: string
  params: unknown
}

/** One that was not sent yet. */
export async function findWaiting(db: ReadDb, id: string): Promise<WaitingNotification | undefined> {
  const { rows } = await sql<WaitingNotification>`
    SELECT customer_id AS "customerId", event_position AS "eventPosition", template, params FROM notification
    WHERE id = ${id} AND outcome IS NULL`.execute(db)
  return rows[0]
}

export type Outcome = 'sent' | 'no_address' | 'refused'

export async function settle(
  tx: Tx,
  { id, outcome, at }: { id: string; outcome: Outcome; at: Date },
): Promise<void> {
  await sql`
    UPDATE notification SET outcome = ${outcome}, settled_at = ${at}
    WHERE id = ${id} AND outcome IS NULL`.execute(tx)
}
