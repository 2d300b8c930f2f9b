import { sql } from 'kysely'
import type { ReadDb } from '../../platform/db.ts'

/** The request a transfer paid, and the schedule whose run it was; `ownerId` is whose that is. */
export async function madeFor(
  db: ReadDb,
  transferId: string,
): Promise<{ kind: 'request' | 'schedule'; id: string; ownerId: string }[]> {
  const { rows } = await sql<{ kind: 'request' | 'schedule'; id: string; ownerId: string }>`
    SELECT 'request' AS kind, id, requester_id AS "ownerId" FROM payment_request WHERE transfer_id = ${transferId}
    UNION ALL
    SELECT 'schedule', s.id, s.payer_id FROM scheduled_run r JOIN scheduled_transfer s ON s.id = r.schedule_id
    WHERE r.transfer_id = ${transferId}`.execute(db)
  return rows
}
