import { sql } from 'kysely'
import type { ReadDb, Tx } from '../../platform/db.ts'
import { bigintArray, jsonArray, plainArray, textArray, timeArray } from '../../platform/sql-arrays.ts'

export type NewNotification = {
  id: string
  eventPosition: bigint
  customerId: string
  template: string
  params: unknown
  createdAt: Date
}

/** Stores what was not stored yet, in one statement; the ids of those that are new. */
export async function insertNotifications(tx: Tx, news: readonly NewNotification[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    INSERT INTO notification (id, event_position, customer_id, channel, template, params, created_at)
    SELECT id, event_position, customer_id, 'email', template, params, created_at
    FROM unnest(
      ${plainArray(news.map(one => one.id))}::uuid[],
      ${bigintArray(news.map(one => one.eventPosition))}::bigint[],
      ${plainArray(news.map(one => one.customerId))}::uuid[],
      ${textArray(news.map(one => one.template))}::text[],
      ${jsonArray(news.map(one => one.params))}::jsonb[],
      ${timeArray(news.map(one => one.createdAt))}::timestamptz[]
    ) AS new (id, event_position, customer_id, template, params, created_at)
    ON CONFLICT DO NOTHING
    RETURNING id`.execute(tx)
  return rows.map(row => row.id)
}

export type WaitingNotification = { customerId: string; template: string; params: unknown }

/** One that was not sent yet. */
export async function findWaiting(db: ReadDb, id: string): Promise<WaitingNotification | undefined> {
  const { rows } = await sql<WaitingNotification>`
    SELECT customer_id AS "customerId", template, params FROM notification
    WHERE id = ${id} AND outcome IS NULL`.execute(db)
  return rows[0]
}

export async function settle(
  tx: Tx,
  { id, outcome, at }: { id: string; outcome: 'sent' | 'no_address'; at: Date },
): Promise<void> {
  await sql`
    UPDATE notification SET outcome = ${outcome}, settled_at = ${at}
    WHERE id = ${id} AND outcome IS NULL`.execute(tx)
}
