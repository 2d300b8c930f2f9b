import { sql } from 'kysely'
import type { ReadDb, Tx } from '../../../platform/db.ts'
import type { IdentityTables, SessionEndReason } from '../tables.ts'
import type { RecoveryRow, RecoveryTables } from './tables.ts'

export async function insertRecovery(tx: Tx, recovery: RecoveryRow): Promise<void> {
  await tx.withTables<RecoveryTables>().insertInto('recovery').values(recovery).execute()
}

export async function findRecovery(db: ReadDb, id: string): Promise<RecoveryRow | undefined> {
  return await db
    .withTables<RecoveryTables>()
    .selectFrom('recovery')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
}

/** Notes that another code was asked for; undefined when it is too early, too late, or enough were. */
export async function askAgain(
  tx: Tx,
  again: { id: string; now: Date; resendAt: Date; maxCodes: number },
): Promise<Pick<RecoveryRow, 'channel' | 'allowance' | 'asked'> | undefined> {
  return await tx
    .withTables<RecoveryTables>()
    .updateTable('recovery')
    .set(({ eb }) => ({ asked: eb('asked', '+', 1), asked_at: again.now, resend_at: again.resendAt }))
    .where('id', '=', again.id)
    .where('resend_at', '<=', again.now)
    .where('expires_at', '>', again.now)
    .where('asked', '<', again.maxCodes)
    .where('proved_at', 'is', null)
    .returning(['channel', 'allowance', 'asked'])
    .executeTakeFirst()
}

/**
 * Looks whose contact it is, once, and forgets the contact. A number counts only where its owner has proved it:
 * otherwise it may be somebody else's, who would get in here.
 */
export async function resolveRecovery(tx: Tx, id: string): Promise<RecoveryRow | undefined> {
  const { rows } = await sql<RecoveryRow>`
    UPDATE recovery r SET contact_key = NULL, customer_id = coalesce(r.customer_id, CASE r.channel
      WHEN 'email' THEN
        (SELECT c.id FROM customer c WHERE c.email_key = r.contact_key AND c.status <> 'closed')
      ELSE
        (SELECT c.id FROM customer c
         WHERE c.phone_lookup = r.contact_key AND c.phone_verified_at IS NOT NULL AND c.status <> 'closed')
    END)
    WHERE r.id = ${id} RETURNING r.*`.execute(tx)
  return rows[0]
}

/** Keeps the right to go on. False when somebody else has it already or it is too late. */
export async function markProved(
  tx: Tx,
  proved: { id: string; tokenHash: Buffer; now: Date; expiresAt: Date },
): Promise<string | undefined> {
  const marked = await tx
    .withTables<RecoveryTables>()
    .updateTable('recovery')
    .set({ proved_at: proved.now, token_hash: proved.tokenHash, expires_at: proved.expiresAt })
    .where('id', '=', proved.id)
    .where('proved_at', 'is', null)
    .where('customer_id', 'is not', null)
    .where('expires_at', '>', proved.now)
    .returning('customer_id')
    .executeTakeFirst()
  return marked?.customer_id ?? undefined
}

/**
 * Puts the token of a link into force, unless another link to this customer is good still: of any number asked for at
 * once, one is sent. `allowance` is what tells links from codes. Done again for the same recovery, the token before is
 * void.
 */
export async function armLink(
  tx: Tx,
  link: {
    id: string
    customerId: string
    allowance: string
    tokenHash: Buffer
    now: Date
    expiresAt: Date
  },
): Promise<boolean> {
  const { id, customerId, allowance, tokenHash, now, expiresAt } = link
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`recovery link ${customerId}`}, 0))`.execute(tx)
  const { rows } = await sql`
    UPDATE recovery SET proved_at = ${now}, token_hash = ${tokenHash}, expires_at = ${expiresAt}
    WHERE id = ${id} AND completed_at IS NULL AND expires_at > ${now} AND NOT EXISTS (
      SELECT FROM recovery other
      WHERE other.customer_id = ${customerId} AND other.allowance = ${allowance} AND other.id <> ${id}
        AND other.token_hash IS NOT NULL AND other.completed_at IS NULL AND other.expires_at > ${now})
    RETURNING id`.execute(tx)
  return rows.length > 0
}

/** Takes the token of a link out of force: it could not be mailed, so it must not keep the next one from being sent. */
export async function disarmLink(tx: Tx, link: { id: string; tokenHash: Buffer }): Promise<void> {
  await tx
    .withTables<RecoveryTables>()
    .updateTable('recovery')
    .set({ token_hash: null, proved_at: null })
    .where('id', '=', link.id)
    .where('token_hash', '=', link.tokenHash)
    .execute()
}

/** Whose recovery this token continues, without using it up. */
export async function findProved(
  db: ReadDb,
  proof: { id: string; tokenHash: Buffer; now: Date },
): Promise<Pick<RecoveryRow, 'customer_id' | 'expires_at'> | undefined> {
  return await db
    .withTables<RecoveryTables>()
    .selectFrom('recovery')
    .select(['customer_id', 'expires_at'])
    .where('id', '=', proof.id)
    .where('token_hash', '=', proof.tokenHash)
    .where('completed_at', 'is', null)
    .where('expires_at', '>', proof.now)
    .executeTakeFirst()
}

/** Uses the token up, once. */
export async function consumeToken(
  tx: Tx,
  proof: { id: string; tokenHash: Buffer; now: Date },
): Promise<{ customerId: string } | undefined> {
  const consumed = await tx
    .withTables<RecoveryTables>()
    .updateTable('recovery')
    .set({ completed_at: proof.now })
    .where('id', '=', proof.id)
    .where('token_hash', '=', proof.tokenHash)
    .where('completed_at', 'is', null)
    .where('expires_at', '>', proof.now)
    .returning('customer_id')
    .executeTakeFirst()
  return consumed?.customer_id ? { customerId: consumed.customer_id } : undefined
}

/** A new password; whoever signs in with the old one at this moment waits for it and is refused (`holdPassword`). */
export async function setPassword(
  tx: Tx,
  password: { customerId: string; hash: string; now: Date },
): Promise<void> {
  await tx
    .withTables<IdentityTables>()
    .updateTable('password_credential')
    .set({ hash: password.hash, changed_at: password.now })
    .where('customer_id', '=', password.customerId)
    .executeTakeFirstOrThrow()
}

/** Ends all sessions of a customer, half ones too; `except` stays. Answers how many it ended. */
export async function endSessions(
  tx: Tx,
  end: { customerId: string; except: string | null; at: Date; reason: SessionEndReason },
): Promise<number> {
  const { rows } = await sql`
    UPDATE session SET ended_at = ${end.at}, end_reason = ${end.reason}
    WHERE customer_id = ${end.customerId} AND ended_at IS NULL AND id IS DISTINCT FROM ${end.except}::uuid
    RETURNING id`.execute(tx)
  return rows.length
}

/** From now on the second step is asked for on every device again. */
export async function forgetRememberedDevices(tx: Tx, customerId: string): Promise<void> {
  await tx
    .withTables<IdentityTables>()
    .updateTable('device')
    .set({ remembered_until: null })
    .where('customer_id', '=', customerId)
    .where('remembered_until', 'is not', null)
    .execute()
}

/** Recoveries nobody can continue any more; at most `limit`, answers how many. */
export async function deleteRecoveries(tx: Tx, expiredBefore: Date, limit: number): Promise<number> {
  const { rows } = await sql`
    DELETE FROM recovery WHERE id IN (
      SELECT id FROM recovery WHERE expires_at <= ${expiredBefore} LIMIT ${limit} FOR UPDATE SKIP LOCKED
    ) RETURNING id`.execute(tx)
  return rows.length
}

/**
 * Takes back the failed passwords of an account: whoever has chosen a new one is not locked out by guesses at the old
 * one. Failures of the second step stay counted, or a mailbox would be a way to guess for ever.
 */
export async function clearSignInCounters(tx: Tx, customerId: string): Promise<void> {
  await tx
    .withTables<IdentityTables>()
    .deleteFrom('throttle')
    .where('purpose', '=', 'sign_in')
    .where('customer_id', '=', customerId)
    .execute()
}

/** Addresses the account had within the 30 days before `at`, without the one it has now. */
export async function oldAddresses(
  db: ReadDb,
  { customerId, at }: { customerId: string; at: Date },
): Promise<string[]> {
  const { rows } = await sql<{ old_value: string }>`
    SELECT DISTINCT k.old_value FROM contact_change k JOIN customer c ON c.id = k.customer_id
    WHERE k.customer_id = ${customerId} AND k.kind = 'email' AND k.state = 'done'
      AND k.done_at > ${at}::timestamptz - interval '30 days' AND k.old_value <> c.email`.execute(db)
  return rows.map(row => row.old_value)
}

/**
 * Whoever began a recovery before now has to begin again: it may have been begun through a mailbox that was not theirs.
 * It ends in the past, or a request that was under way with its time would be in time still.
 */
export async function endRecoveries(
  tx: Tx,
  { customerId, now }: { customerId: string; now: Date },
): Promise<void> {
  await sql`
    UPDATE recovery SET expires_at = started_at
    WHERE customer_id = ${customerId} AND completed_at IS NULL AND expires_at > ${now}`.execute(tx)
}

/**
 * A new password was chosen, the owner is reached elsewhere, or the account is closed: what waits in a mailbox to choose a
 * password is over, as in `endRecoveries`. One that is being used in this moment is left alone, so that two of them do
 * not wait for one another.
 */
export async function endOtherRecoveries(
  tx: Tx,
  { customerId, now }: { customerId: string; now: Date },
): Promise<void> {
  await sql`
    UPDATE recovery SET expires_at = started_at WHERE id IN (
      SELECT id FROM recovery
      WHERE customer_id = ${customerId} AND completed_at IS NULL AND expires_at > ${now}
      FOR UPDATE SKIP LOCKED)`.execute(tx)
}
