import { sql } from 'kysely'
import type { Tx } from '../../platform/db.ts'

/** Notes when the polling job asks next. It decides nothing, so it needs no lock on the customer's balance. */
export async function scheduleAsk(tx: Tx, { id, at }: { id: string; at: Date | null }): Promise<void> {
  await sql`UPDATE deposit SET asks = asks + 1, next_ask_at = ${at} WHERE id = ${id}`.execute(tx)
}

/** Keeps a counterparty's message; false when it was kept before. */
export async function insertRailEvent(
  tx: Tx,
  event: {
    provider: string
    eventId: string
    type: string
    object: string
    depositId: string
    receivedAt: Date
  },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    INSERT INTO rail_event (provider, event_id, type, object, deposit_id, received_at)
    VALUES (${event.provider}, ${event.eventId}, ${event.type}, ${event.object}, ${event.depositId}, ${event.receivedAt})
    ON CONFLICT (provider, event_id) DO NOTHING`.execute(tx)
  return numAffectedRows === 1n
}
