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
