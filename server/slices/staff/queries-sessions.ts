import { sql } from 'kysely'
import type { Locale } from '../../../contract/schemas.ts'
import type { StaffRole } from '../../../contract/staff-permissions.ts'
import type { ReadDb, Tx } from '../../platform/db.ts'
import type { StaffSessionEndReason, StaffSessionRow, StaffTables } from './tables.ts'

export type FoundSession = Pick<
  StaffSessionRow,
  'id' | 'staff_id' | 'stage' | 'created_at' | 'last_seen_at' | 'expires_at'
> & { name: string; locale: Locale; roles: StaffRole[] }

/** The open session of a token whose member may work, with the roles as they are now. */
export async function findSession(db: ReadDb, tokenHash: Buffer): Promise<FoundSession | undefined> {
  const found = await sql<FoundSession>`
    SELECT s.id, s.staff_id, s.stage, s.created_at, s.last_seen_at, s.expires_at, m.name, m.locale,
           ARRAY(SELECT r.role FROM staff_role r WHERE r.staff_id = m.id ORDER BY r.role) AS roles
    FROM staff_session s JOIN staff_member m ON m.id = s.staff_id
    WHERE s.token_hash = ${tokenHash} AND s.ended_at IS NULL AND m.status = 'active'`.execute(db)
  return found.rows[0]
}

export async function insertSession(tx: Tx, session: StaffSessionRow): Promise<void> {
  await tx.withTables<StaffTables>().insertInto('staff_session').values(session).execute()
}

/** Notes the last use; an ended session is not touched. */
export async function touchSession(db: ReadDb, id: string, at: Date): Promise<void> {
  await db
    .withTables<StaffTables>()
    .updateTable('staff_session')
    .set({ last_seen_at: at })
    .where('id', '=', id)
    .where('last_seen_at', '<', at)
    .where('ended_at', 'is', null)
    .execute()
}

/** Ends one session; false when it has ended already. */
export async function endSession(
  tx: Tx,
  id: string,
  end: { at: Date; reason: StaffSessionEndReason },
): Promise<boolean> {
  const ended = await tx
    .withTables<StaffTables>()
    .updateTable('staff_session')
    .set({ ended_at: end.at, end_reason: end.reason, passkey_challenge: null })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  return ended.numUpdatedRows === 1n
}

export async function endSessionsOf(
  tx: Tx,
  staffId: string,
  end: { at: Date; reason: StaffSessionEndReason },
): Promise<void> {
  await tx
    .withTables<StaffTables>()
    .updateTable('staff_session')
    .set({ ended_at: end.at, end_reason: end.reason, passkey_challenge: null })
    .where('staff_id', '=', staffId)
    .where('ended_at', 'is', null)
    .execute()
}

/** Keeps the challenge a passkey must sign next; the one before it is void. */
export async function setChallenge(db: ReadDb, id: string, challenge: Buffer): Promise<void> {
  await db
    .withTables<StaffTables>()
    .updateTable('staff_session')
    .set({ passkey_challenge: challenge })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .execute()
}

export type Try = { attempts: number; challenge: Buffer | null }

/**
 * Counts a try of the second factor and takes the challenge away, in one statement: of any number at once, exactly
 * `max` get through in all, and a challenge serves one of them. Undefined when none is left.
 */
export async function takeTry(
  tx: Tx,
  { sessionId, max }: { sessionId: string; max: number },
): Promise<Try | undefined> {
  const taken = await sql<Try>`
    UPDATE staff_session s SET attempts = s.attempts + 1, passkey_challenge = NULL
    FROM (SELECT id, passkey_challenge FROM staff_session WHERE id = ${sessionId} FOR UPDATE) before
    WHERE s.id = before.id AND s.ended_at IS NULL AND s.stage = 'half' AND s.attempts < ${max}
    RETURNING s.attempts, before.passkey_challenge AS challenge`.execute(tx)
  return taken.rows[0]
}

/** Rows long over; those that are kept tell which networks somebody works from. */
export async function deleteSessions(tx: Tx, before: Date): Promise<void> {
  await tx.withTables<StaffTables>().deleteFrom('staff_session').where('expires_at', '<', before).execute()
}

export async function sessionExpiry(db: ReadDb, id: string): Promise<Date | undefined> {
  const found = await db
    .withTables<StaffTables>()
    .selectFrom('staff_session')
    .select('expires_at')
    .where('id', '=', id)
    .executeTakeFirst()
  return found?.expires_at
}
