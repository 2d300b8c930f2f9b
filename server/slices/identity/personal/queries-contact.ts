import { sql } from 'kysely'
import type { ContactKind } from '../../../../contract/api/personal.ts'
import type { Locale } from '../../../../contract/schemas.ts'
import type { ReadDb, Tx } from '../../../platform/db.ts'
import type { ContactChangeRow, PersonalTables } from './tables.ts'

/** Ends whatever is pending of that kind: only the newest wish counts. */
export async function cancelPending(
  tx: Tx,
  { customerId, kind, at }: { customerId: string; kind: ContactKind; at: Date },
): Promise<void> {
  await tx
    .withTables<PersonalTables>()
    .updateTable('contact_change')
    .set({ state: 'canceled', ended_at: at })
    .where('customer_id', '=', customerId)
    .where('kind', '=', kind)
    .where('state', '=', 'pending')
    .execute()
}

export async function insertContactChange(tx: Tx, change: ContactChangeRow): Promise<void> {
  await tx.withTables<PersonalTables>().insertInto('contact_change').values(change).execute()
}

/** One's own change; another's is not found. */
export async function findContactChange(
  db: ReadDb,
  { id, customerId }: { id: string; customerId: string },
): Promise<ContactChangeRow | undefined> {
  return await db
    .withTables<PersonalTables>()
    .selectFrom('contact_change')
    .selectAll()
    .where('id', '=', id)
    .where('customer_id', '=', customerId)
    .executeTakeFirst()
}

/** A change by its id alone: for whoever holds the secret of its link, and for the job that sends it. */
export async function findAnyContactChange(db: ReadDb, id: string): Promise<ContactChangeRow | undefined> {
  return await db
    .withTables<PersonalTables>()
    .selectFrom('contact_change')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
}

/** The newest change of each kind that is pending, or done and still revertible. */
export async function currentContactChanges(
  db: ReadDb,
  { customerId, now }: { customerId: string; now: Date },
): Promise<ContactChangeRow[]> {
  const { rows } = await sql<ContactChangeRow>`
    SELECT DISTINCT ON (kind) * FROM contact_change
    WHERE customer_id = ${customerId}
      AND (state = 'pending' AND expires_at > ${now} OR state = 'done' AND revert_until > ${now})
    ORDER BY kind, started_at DESC, id DESC`.execute(db)
  return rows
}

/** Notes that another code was asked for; undefined when it is too early or too late. */
export async function askAgain(
  tx: Tx,
  again: { id: string; customerId: string; now: Date; resendAt: Date },
): Promise<ContactChangeRow | undefined> {
  return await tx
    .withTables<PersonalTables>()
    .updateTable('contact_change')
    .set({ resend_at: again.resendAt })
    .where('id', '=', again.id)
    .where('customer_id', '=', again.customerId)
    .where('state', '=', 'pending')
    .where('resend_at', '<=', again.now)
    .where('expires_at', '>', again.now)
    .returningAll()
    .executeTakeFirst()
}

/** The code was right: done, once. */
export async function markDone(
  tx: Tx,
  done: { id: string; customerId: string; now: Date; revertUntil: Date },
): Promise<ContactChangeRow | undefined> {
  return await tx
    .withTables<PersonalTables>()
    .updateTable('contact_change')
    .set({ state: 'done', done_at: done.now, revert_until: done.revertUntil })
    .where('id', '=', done.id)
    .where('customer_id', '=', done.customerId)
    .where('state', '=', 'pending')
    .where('expires_at', '>', done.now)
    .returningAll()
    .executeTakeFirst()
}

export async function markCanceled(
  tx: Tx,
  canceled: { id: string; customerId: string; at: Date },
): Promise<ContactChangeRow | undefined> {
  return await tx
    .withTables<PersonalTables>()
    .updateTable('contact_change')
    .set({ state: 'canceled', ended_at: canceled.at })
    .where('id', '=', canceled.id)
    .where('customer_id', '=', canceled.customerId)
    .where('state', '=', 'pending')
    .returningAll()
    .executeTakeFirst()
}

/** Undoes a change, once and in time. */
export async function markReverted(
  tx: Tx,
  { id, now }: { id: string; now: Date },
): Promise<ContactChangeRow | undefined> {
  return await tx
    .withTables<PersonalTables>()
    .updateTable('contact_change')
    .set({ state: 'reverted', ended_at: now })
    .where('id', '=', id)
    .where('state', '=', 'done')
    .where('revert_until', '>', now)
    .returningAll()
    .executeTakeFirst()
}

/**
 * Voids what came after an undone change, of either kind: whoever made it may have made these too. Their links would
 * bring the thief's address back, and a number of theirs would let them recover the account by text message.
 */
export async function voidLater(
  tx: Tx,
  undone: Pick<ContactChangeRow, 'customer_id' | 'done_at'> & { now: Date },
): Promise<ContactChangeRow[]> {
  const { customer_id, done_at, now } = undone
  const { rows } = await sql<ContactChangeRow>`
    UPDATE contact_change SET state = CASE state WHEN 'done' THEN 'reverted' ELSE 'canceled' END, ended_at = ${now}
    WHERE customer_id = ${customer_id} AND (state = 'pending' OR state = 'done' AND done_at >= ${done_at})
    RETURNING *`.execute(tx)
  return rows
}

/** Takes the proof from a number that was changed so lately that it can still be undone; false where there is none. */
export async function unproveNewPhone(
  tx: Tx,
  { customerId, now }: { customerId: string; now: Date },
): Promise<boolean> {
  const { rows } = await sql`
    UPDATE customer c SET phone_lookup = NULL, phone_verified_at = NULL
    WHERE c.id = ${customerId} AND c.phone_verified_at IS NOT NULL AND EXISTS (
      SELECT FROM contact_change k
      WHERE k.customer_id = c.id AND k.kind = 'phone' AND k.state = 'done' AND k.revert_until > ${now}
        AND k.new_value = c.phone)
    RETURNING c.id`.execute(tx)
  return rows.length === 1
}

/** The address a customer had at a moment of the past. */
export async function emailAt(
  db: ReadDb,
  { customerId, at }: { customerId: string; at: Date },
): Promise<string | undefined> {
  const { rows } = await sql<{ email: string }>`
    SELECT coalesce(
      (SELECT k.old_value FROM contact_change k
       WHERE k.customer_id = c.id AND k.kind = 'email' AND k.done_at > ${at} ORDER BY k.done_at LIMIT 1),
      c.email) AS email
    FROM customer c WHERE c.id = ${customerId}`.execute(db)
  return rows[0]?.email
}

/** False when another customer has this address, or can still bring it back. */
export async function setEmail(
  tx: Tx,
  { customerId, email, emailKey, now }: { customerId: string; email: string; emailKey: string; now: Date },
): Promise<boolean> {
  const { rows } = await sql`
    UPDATE customer SET email = ${email}, email_key = ${emailKey}
    WHERE id = ${customerId}
      AND NOT EXISTS (SELECT FROM customer o WHERE o.email_key = ${emailKey} AND o.id <> ${customerId})
      AND NOT EXISTS (SELECT FROM contact_change k
                      WHERE k.old_key = ${emailKey} AND k.kind = 'email' AND k.state = 'done'
                        AND k.revert_until > ${now} AND k.customer_id <> ${customerId})
    RETURNING id`.execute(tx)
  return rows.length === 1
}

/**
 * Whether nobody has a folded address, nor can still bring it back. Both are looked at by one statement: a change that
 * commits meanwhile is seen either as the address it had or as the one it keeps.
 */
export async function isAddressFree(
  tx: Tx,
  { emailKey, now }: { emailKey: string; now: Date },
): Promise<boolean> {
  const { rows } = await sql`
    SELECT FROM (VALUES (1)) one
    WHERE NOT EXISTS (SELECT FROM customer WHERE email_key = ${emailKey})
      AND NOT EXISTS (SELECT FROM contact_change
                      WHERE old_key = ${emailKey} AND kind = 'email' AND state = 'done'
                        AND revert_until > ${now})`.execute(tx)
  return rows.length === 1
}

/** The change for whose undoing an address is kept, and the language of whom it is kept for. */
export async function findKeptAddress(
  db: ReadDb,
  { emailKey, now }: { emailKey: string; now: Date },
): Promise<{ id: string; address: string; until: Date; locale: Locale } | undefined> {
  const { rows } = await sql<{ id: string; address: string; until: Date; locale: Locale }>`
    SELECT k.id, k.old_value AS address, k.revert_until AS until, c.locale
    FROM contact_change k JOIN customer c ON c.id = k.customer_id
    WHERE k.old_key = ${emailKey} AND k.kind = 'email' AND k.state = 'done' AND k.revert_until > ${now}
    ORDER BY k.done_at LIMIT 1`.execute(db)
  return rows[0]
}
