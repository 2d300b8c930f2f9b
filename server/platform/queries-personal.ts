import { sql } from 'kysely'
import type { ReadDb } from './db.ts'

/** Everything that was told about a customer, oldest first: what and when, and the transaction it is about. */
export async function readOwnEvents(
  db: ReadDb,
  customerId: string,
): Promise<{ type: string; occurred_at: Date; number: string | null }[]> {
  const { rows } = await sql<{ type: string; occurred_at: Date; number: string | null }>`
    SELECT type, occurred_at, payload ->> 'number' AS number FROM event
    WHERE stream_id = ${customerId} ORDER BY position`.execute(db)
  return rows
}

/** What two of the staff decided about a customer, oldest first; not who they were, nor what they wrote to each other. */
export async function readApprovals(
  db: ReadDb,
  customerId: string,
): Promise<{ kind: string; status: string; requested_at: Date; ended_at: Date | null }[]> {
  const { rows } = await sql<{ kind: string; status: string; requested_at: Date; ended_at: Date | null }>`
    SELECT kind, status, requested_at, ended_at FROM approval WHERE customer_id = ${customerId}
    ORDER BY requested_at, id`.execute(db)
  return rows
}

/** When staff looked at a customer or did something to them, oldest first; not who it was. */
export async function readStaffAccess(
  db: ReadDb,
  customerId: string,
): Promise<{ occurred_at: Date; operation: string; outcome: string }[]> {
  const { rows } = await sql<{ occurred_at: Date; operation: string; outcome: string }>`
    SELECT occurred_at, operation, outcome FROM audit_entry
    WHERE actor_kind = 'staff'
      AND (subject = ${customerId} OR (details ? 'found' AND details -> 'found' @> to_jsonb(${customerId}::text)))
    ORDER BY id`.execute(db)
  return rows
}
