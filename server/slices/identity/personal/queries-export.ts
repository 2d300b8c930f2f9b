import { sql } from 'kysely'
import type { ReadDb, Tx } from '../../../platform/db.ts'
import type { DataExportRow, PersonalTables } from './tables.ts'

/** Begins a copy; the one that is being made where there is one. */
export async function beginExport(
  tx: Tx,
  wanted: { id: string; customerId: string; now: Date },
): Promise<{ row: DataExportRow; begun: boolean }> {
  const begun = await tx
    .withTables<PersonalTables>()
    .insertInto('data_export')
    .values({
      id: wanted.id,
      customer_id: wanted.customerId,
      state: 'pending',
      asked_at: wanted.now,
      ready_at: null,
      expires_at: null,
      sealed: null,
      size: null,
    })
    .onConflict(conflict => conflict.doNothing())
    .returningAll()
    .executeTakeFirst()
  if (begun) return { row: begun, begun: true }
  const row = await tx
    .withTables<PersonalTables>()
    .selectFrom('data_export')
    .selectAll()
    .where('customer_id', '=', wanted.customerId)
    .where('state', '=', 'pending')
    .executeTakeFirstOrThrow()
  return { row, begun: false }
}

/** The times of the copies a customer has asked for since then, the oldest first. */
export async function exportsSince(
  db: ReadDb,
  { customerId, since }: { customerId: string; since: Date },
): Promise<Date[]> {
  const rows = await db
    .withTables<PersonalTables>()
    .selectFrom('data_export')
    .select('asked_at')
    .where('customer_id', '=', customerId)
    .where('asked_at', '>', since)
    .orderBy('asked_at')
    .execute()
  return rows.map(row => row.asked_at)
}

export async function findExport(db: ReadDb, id: string): Promise<DataExportRow | undefined> {
  return await db
    .withTables<PersonalTables>()
    .selectFrom('data_export')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
}

export async function newestExport(db: ReadDb, customerId: string): Promise<DataExportRow | undefined> {
  return await db
    .withTables<PersonalTables>()
    .selectFrom('data_export')
    .selectAll()
    .where('customer_id', '=', customerId)
    .orderBy('asked_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** Keeps the copy; false when it is there already. */
export async function finishExport(
  tx: Tx,
  done: { id: string; sealed: Buffer; size: number; at: Date; expiresAt: Date },
): Promise<boolean> {
  const finished = await tx
    .withTables<PersonalTables>()
    .updateTable('data_export')
    .set({
      state: 'ready',
      sealed: done.sealed,
      size: done.size,
      ready_at: done.at,
      expires_at: done.expiresAt,
    })
    .where('id', '=', done.id)
    .where('state', '=', 'pending')
    .returning('id')
    .executeTakeFirst()
  return finished !== undefined
}

/** Removes the contents of copies whose time is over; how many. */
export async function expireExports(tx: Tx, now: Date, limit: number): Promise<number> {
  const { rows } = await sql`
    UPDATE data_export SET state = 'expired', sealed = NULL
    WHERE id IN (
      SELECT id FROM data_export WHERE state = 'ready' AND expires_at <= ${now} LIMIT ${limit} FOR UPDATE SKIP LOCKED
    ) RETURNING id`.execute(tx)
  return rows.length
}

/** What this slice keeps of a customer, without anything that opens something: no hash, no token, no secret. */
export async function readIdentityData(db: ReadDb, customerId: string): Promise<object> {
  return { ...(await readPerson(db, customerId)), ...(await readProofs(db, customerId)) }
}

async function readPerson(db: ReadDb, customerId: string): Promise<object | undefined> {
  const { rows } = await sql<{ data: object }>`
    SELECT jsonb_build_object(
      'customer', (
        SELECT to_jsonb(c) - 'email_key' - 'phone_lookup' - 'avatar_id' FROM customer c WHERE c.id = ${customerId}
      ),
      'sessions', (
        SELECT coalesce(jsonb_agg(to_jsonb(s) - 'token_hash' - 'customer_id' ORDER BY s.created_at), '[]')
        FROM session s WHERE s.customer_id = ${customerId}
      ),
      'devices', (
        SELECT coalesce(jsonb_agg(to_jsonb(d) - 'token_hash' - 'customer_id' ORDER BY d.first_seen_at), '[]')
        FROM device d WHERE d.customer_id = ${customerId}
      ),
      'sign_ins', (
        SELECT coalesce(jsonb_agg(to_jsonb(e) - 'customer_id' ORDER BY e.at), '[]')
        FROM sign_in_event e WHERE e.customer_id = ${customerId}
      ),
      'restrictions', (
        SELECT coalesce(jsonb_agg(to_jsonb(r) - 'customer_id' - 'case_ref' ORDER BY r.placed_at), '[]')
        FROM restriction r WHERE r.customer_id = ${customerId}
      ),
      'name_changes', (
        SELECT coalesce(jsonb_agg(to_jsonb(n) - 'customer_id' ORDER BY n.asked_at), '[]')
        FROM name_change n WHERE n.customer_id = ${customerId}
      ),
      'contact_changes', (
        SELECT coalesce(jsonb_agg(to_jsonb(k) - 'customer_id' ORDER BY k.started_at), '[]')
        FROM contact_change k WHERE k.customer_id = ${customerId}
      ),
      'recovery_requests', (
        SELECT coalesce(jsonb_agg(
          to_jsonb(q) - 'token_hash' - 'customer_id' - 'checked_by' - 'findings' - 'approval_id' ORDER BY q.submitted_at
        ), '[]')
        FROM recovery_request q WHERE q.customer_id = ${customerId}
      ),
      'account_closings', (
        SELECT coalesce(jsonb_agg(to_jsonb(a) - 'customer_id' ORDER BY a.asked_at), '[]')
        FROM account_closing a WHERE a.customer_id = ${customerId}
      )
    ) AS data`.execute(db)
  return rows[0]?.data
}

/** What a customer agreed to, proved themselves with and confirmed. */
async function readProofs(db: ReadDb, customerId: string): Promise<object | undefined> {
  const { rows } = await sql<{ data: object }>`
    SELECT jsonb_build_object(
      'texts_accepted', (
        SELECT coalesce(jsonb_agg(to_jsonb(t) - 'customer_id' ORDER BY t.accepted_at), '[]')
        FROM acceptance t WHERE t.customer_id = ${customerId}
      ),
      'security_phrase', (SELECT p.phrase FROM security_phrase p WHERE p.customer_id = ${customerId}),
      'lessons', (
        SELECT coalesce(jsonb_agg(to_jsonb(l) - 'customer_id' ORDER BY l.completed_at), '[]')
        FROM lesson_progress l WHERE l.customer_id = ${customerId}
      ),
      'authenticators', (
        SELECT coalesce(jsonb_agg(jsonb_build_object(
          'created_at', f.created_at, 'confirmed_at', f.confirmed_at, 'removed_at', f.removed_at) ORDER BY f.created_at), '[]')
        FROM authenticator f WHERE f.customer_id = ${customerId}
      ),
      'passkeys', (
        SELECT coalesce(jsonb_agg(
          to_jsonb(y) - 'customer_id' - 'credential_id' - 'public_key' - 'sign_count' ORDER BY y.created_at), '[]')
        FROM passkey y WHERE y.customer_id = ${customerId}
      ),
      'confirmations', (
        SELECT coalesce(jsonb_agg(jsonb_build_object(
          'operation', h.operation, 'shown', h.display, 'status', h.status, 'method', h.method, 'created_at', h.created_at,
          'passed_at', h.passed_at) ORDER BY h.created_at), '[]')
        FROM challenge h WHERE h.customer_id = ${customerId}
      ),
      'confirmation_thresholds', (
        SELECT coalesce(jsonb_agg(jsonb_build_object(
          'currency', v.currency, 'amount', v.amount::text, 'new_recipient', v.new_recipient::text,
          'changed_at', v.changed_at) ORDER BY v.currency), '[]')
        FROM step_up_threshold v WHERE v.customer_id = ${customerId}
      ),
      'copies_of_data', (
        SELECT coalesce(jsonb_agg(jsonb_build_object(
          'asked_at', x.asked_at, 'ready_at', x.ready_at, 'expires_at', x.expires_at) ORDER BY x.asked_at), '[]')
        FROM data_export x WHERE x.customer_id = ${customerId}
      )
    ) AS data`.execute(db)
  return rows[0]?.data
}
