import { sql } from 'kysely'
import type { ReadDb, Tx } from '../../platform/db.ts'
import type { Choice } from './kinds.ts'

export async function findChoices(db: ReadDb, customerId: string): Promise<Choice[]> {
  const { rows } = await sql<Choice>`
    SELECT kind, channel, enabled FROM notification_preference WHERE customer_id = ${customerId}`.execute(db)
  return rows
}

export async function upsertChoice(
  tx: Tx,
  choice: Choice & { customerId: string; now: Date },
): Promise<void> {
  const { customerId, kind, channel, enabled, now } = choice
  await sql`
    INSERT INTO notification_preference (customer_id, kind, channel, enabled, changed_at)
    VALUES (${customerId}, ${kind}, ${channel}, ${enabled}, ${now})
    ON CONFLICT (customer_id, kind, channel) DO UPDATE
    SET enabled = excluded.enabled, changed_at = excluded.changed_at`.execute(tx)
}
