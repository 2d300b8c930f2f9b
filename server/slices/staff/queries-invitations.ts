import { sql } from 'kysely'
import type { ReadDb, Tx } from '../../platform/db.ts'
import type { InvitationEndReason, InvitationRow, StaffTables } from './tables.ts'

export async function insertInvitation(
  tx: Tx,
  invitation: { id: string; staffId: string; tokenHash: Buffer; createdAt: Date; expiresAt: Date },
): Promise<void> {
  await tx
    .withTables<StaffTables>()
    .insertInto('staff_invitation')
    .values({
      id: invitation.id,
      staff_id: invitation.staffId,
      token_hash: invitation.tokenHash,
      created_at: invitation.createdAt,
      expires_at: invitation.expiresAt,
      sealed_secret: null,
      passkey_challenge: null,
      attempts: 0,
      ended_at: null,
      end_reason: null,
    })
    .execute()
}

export async function findOpen(
  db: ReadDb,
  { tokenHash, now }: { tokenHash: Buffer; now: Date },
): Promise<Pick<InvitationRow, 'id' | 'staff_id' | 'expires_at'> | undefined> {
  return await db
    .withTables<StaffTables>()
    .selectFrom('staff_invitation')
    .select(['id', 'staff_id', 'expires_at'])
    .where('token_hash', '=', tokenHash)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst()
}

/** What the acceptance must prove; whatever an earlier opening made is void. */
export async function prepare(
  db: ReadDb,
  id: string,
  proof: { sealedSecret: Buffer; challenge: Buffer },
): Promise<void> {
  await db
    .withTables<StaffTables>()
    .updateTable('staff_invitation')
    .set({ sealed_secret: proof.sealedSecret, passkey_challenge: proof.challenge })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .execute()
}

export type AcceptanceTry = {
  id: string
  staff_id: string
  sealed_secret: Buffer | null
  challenge: Buffer | null
}

/** Counts a try and takes the challenge away, in one statement. Undefined: no such invitation, or no try left. */
export async function takeTry(
  tx: Tx,
  asked: { tokenHash: Buffer; now: Date; max: number },
): Promise<AcceptanceTry | undefined> {
  const taken = await sql<AcceptanceTry>`
    UPDATE staff_invitation i SET attempts = i.attempts + 1, passkey_challenge = NULL
    FROM (
      SELECT id, passkey_challenge FROM staff_invitation WHERE token_hash = ${asked.tokenHash} FOR UPDATE
    ) before
    WHERE i.id = before.id AND i.ended_at IS NULL AND i.expires_at > ${asked.now} AND i.attempts < ${asked.max}
    RETURNING i.id, i.staff_id, i.sealed_secret, before.passkey_challenge AS challenge`.execute(tx)
  return taken.rows[0]
}

/** Uses the invitation up; false for all but one of those who try at once. */
export async function consume(tx: Tx, id: string, now: Date): Promise<boolean> {
  const consumed = await tx
    .withTables<StaffTables>()
    .updateTable('staff_invitation')
    .set({ ended_at: now, end_reason: 'accepted', sealed_secret: null })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst()
  return consumed.numUpdatedRows === 1n
}

export async function endOpenInvitation(
  tx: Tx,
  staffId: string,
  end: { at: Date; reason: InvitationEndReason },
): Promise<void> {
  await tx
    .withTables<StaffTables>()
    .updateTable('staff_invitation')
    .set({ ended_at: end.at, end_reason: end.reason, sealed_secret: null, passkey_challenge: null })
    .where('staff_id', '=', staffId)
    .where('ended_at', 'is', null)
    .execute()
}
