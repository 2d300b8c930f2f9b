import { sql } from 'kysely'
import type { ReadDb, Tx } from '../../platform/db.ts'

/** How far the customer has read; 0 for somebody who never looked. */
export async function findSeen(db: ReadDb, customerId: string): Promise<bigint> {
  const { rows } = await sql<{ position: bigint }>`
    SELECT position FROM notification_seen WHERE customer_id = ${customerId}`.execute(db)
  return rows[0]?.position ?? 0n
}

/** Moves forward only, and never past the end of the log: what is still to come was not read. */
export async function moveSeen(
  tx: Tx,
  { customerId, upTo }: { customerId: string; upTo: bigint },
): Promise<void> {
  await sql`
    INSERT INTO notification_seen AS s (customer_id, position)
    VALUES (${customerId}, LEAST(${upTo}, (SELECT coalesce(max(position), 0) FROM event)))
    ON CONFLICT (customer_id) DO UPDATE SET position = GREATEST(s.position, excluded.position)`.execute(tx)
}

export type ToldNotice = { position: bigint; channel: string; outcome: string | null; at: Date }

/** What a customer was told of the events at these positions, and whether it went out. */
export async function toldOf(
  db: ReadDb,
  { customerId, positions }: { customerId: string; positions: readonly bigint[] },
): Promise<ToldNotice[]> {
  if (positions.length === 0) return []
  const { rows } = await sql<ToldNotice>`
    SELECT event_position AS position, channel, outcome, coalesce(settled_at, created_at) AS at
    FROM notification
    WHERE event_position = ANY(${positions.map(String)}::bigint[]) AND customer_id = ${customerId}
    ORDER BY at, channel`.execute(db)
  return rows
}
