import { sql } from 'kysely'
import type { StaffFactor, StaffStatus } from '../../../contract/api/staff.ts'
import type { Locale } from '../../../contract/schemas.ts'
import type { StaffRole } from '../../../contract/staff-permissions.ts'
import type { ReadDb, Tx } from '../../platform/db.ts'
import type { StaffMemberRow, StaffPasskeyRow, StaffTables } from './tables.ts'

/** What one look at an address tells; everything is null where nobody has it. */
export type SignInFacts = {
  staff_id: string | null
  status: StaffStatus | null
  hash: string | null
  password_changed_at: Date | null
  known_network: boolean
  totp: boolean
  passkeys: boolean
}

/** The member of a folded address; one query for every address. */
export async function findSignInFacts(
  db: ReadDb,
  asked: { emailKey: string; network: string; knownSince: Date },
): Promise<SignInFacts> {
  const found = await sql<SignInFacts>`
    SELECT m.id AS staff_id, m.status, p.hash, p.changed_at AS password_changed_at,
           EXISTS (
             SELECT FROM staff_session s
             WHERE s.staff_id = m.id AND s.network = ${asked.network} AND s.stage = 'full'
               AND s.created_at > ${asked.knownSince}
           ) AS known_network,
           EXISTS (SELECT FROM staff_totp t WHERE t.staff_id = m.id) AS totp,
           EXISTS (SELECT FROM staff_passkey k WHERE k.staff_id = m.id) AS passkeys
    FROM (SELECT ${asked.emailKey}::text AS email_key) AS asked
    LEFT JOIN staff_member m ON m.email_key = asked.email_key
    LEFT JOIN staff_password p ON p.staff_id = m.id`.execute(db)
  const facts = found.rows[0]
  if (!facts) throw new Error('a query without a condition answers one row')
  return facts
}

/** Whether the password is still the one that was judged; kept so until the transaction ends. */
export async function holdPassword(tx: Tx, password: { staffId: string; changedAt: Date }): Promise<boolean> {
  const held = await tx
    .withTables<StaffTables>()
    .selectFrom('staff_password')
    .select('staff_id')
    .where('staff_id', '=', password.staffId)
    .where('changed_at', '=', password.changedAt)
    .forShare()
    .executeTakeFirst()
  return held !== undefined
}

/**
 * Whether the member may work, kept so until the transaction ends. Every transaction about a member locks this row
 * before any other of theirs, so that none waits for another in a circle.
 */
export async function holdActive(tx: Tx, staffId: string): Promise<boolean> {
  const held = await tx
    .withTables<StaffTables>()
    .selectFrom('staff_member')
    .select('id')
    .where('id', '=', staffId)
    .where('status', '=', 'active')
    .forShare()
    .executeTakeFirst()
  return held !== undefined
}

/** Takes the member's row for a change of what is theirs. */
export async function lockMember(tx: Tx, staffId: string): Promise<void> {
  await tx
    .withTables<StaffTables>()
    .selectFrom('staff_member')
    .select('id')
    .where('id', '=', staffId)
    .forUpdate()
    .execute()
}

export type Member = StaffMemberRow & { roles: StaffRole[] }

const memberColumns = `m.*, ARRAY(SELECT r.role FROM staff_role r WHERE r.staff_id = m.id ORDER BY r.role) AS roles`

export async function findMember(db: ReadDb, id: string): Promise<Member | undefined> {
  const found =
    await sql<Member>`SELECT ${sql.raw(memberColumns)} FROM staff_member m WHERE m.id = ${id}`.execute(db)
  return found.rows[0]
}

export async function namesOf(db: ReadDb, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const found = await db
    .withTables<StaffTables>()
    .selectFrom('staff_member')
    .select(['id', 'name'])
    .where('id', 'in', ids)
    .execute()
  return new Map(found.map(({ id, name }) => [id, name]))
}

/** Locked, so that two commands about one person take turns. */
export async function lockMemberByEmail(tx: Tx, emailKey: string): Promise<Member | undefined> {
  const found = await sql<Member>`
    SELECT ${sql.raw(memberColumns)} FROM staff_member m WHERE m.email_key = ${emailKey} FOR UPDATE`.execute(
    tx,
  )
  return found.rows[0]
}

export type ListedMember = Member & { factors: StaffFactor[]; last_seen_at: Date | null }

export async function listMembers(db: ReadDb): Promise<ListedMember[]> {
  const found = await sql<ListedMember>`
    SELECT ${sql.raw(memberColumns)},
           ARRAY(
             SELECT 'totp' FROM staff_totp t WHERE t.staff_id = m.id
             UNION ALL
             SELECT DISTINCT 'passkey' FROM staff_passkey k WHERE k.staff_id = m.id
           ) AS factors,
           (SELECT max(s.last_seen_at) FROM staff_session s WHERE s.staff_id = m.id AND s.stage = 'full') AS last_seen_at
    FROM staff_member m ORDER BY m.name, m.id`.execute(db)
  return found.rows
}

export async function insertMember(tx: Tx, member: StaffMemberRow): Promise<void> {
  await tx.withTables<StaffTables>().insertInto('staff_member').values(member).execute()
}

export async function updateMember(
  tx: Tx,
  id: string,
  change: { status?: StaffStatus; name?: string; locale?: Locale },
): Promise<void> {
  await tx.withTables<StaffTables>().updateTable('staff_member').set(change).where('id', '=', id).execute()
}

export async function replaceRoles(tx: Tx, staffId: string, roles: readonly StaffRole[]): Promise<void> {
  const tables = tx.withTables<StaffTables>()
  await tables.deleteFrom('staff_role').where('staff_id', '=', staffId).execute()
  await tables
    .insertInto('staff_role')
    .values(roles.map(role => ({ staff_id: staffId, role })))
    .execute()
}

export async function insertOwnCustomer(
  tx: Tx,
  { staffId, customerId, now }: { staffId: string; customerId: string; now: Date },
): Promise<void> {
  await tx
    .withTables<StaffTables>()
    .insertInto('staff_own_customer')
    .values({ staff_id: staffId, customer_id: customerId, recorded_at: now })
    .onConflict(conflict => conflict.doNothing())
    .execute()
}

export async function ownCustomers(db: ReadDb, staffId: string): Promise<string[]> {
  const found = await db
    .withTables<StaffTables>()
    .selectFrom('staff_own_customer')
    .select('customer_id')
    .where('staff_id', '=', staffId)
    .execute()
  return found.map(row => row.customer_id)
}

export async function insertPassword(
  tx: Tx,
  password: { staffId: string; hash: string; changedAt: Date },
): Promise<void> {
  await tx
    .withTables<StaffTables>()
    .insertInto('staff_password')
    .values({ staff_id: password.staffId, hash: password.hash, changed_at: password.changedAt })
    .execute()
}

export async function insertTotp(
  tx: Tx,
  totp: { staffId: string; sealedSecret: Buffer; lastStep: bigint; enrolledAt: Date },
): Promise<void> {
  await tx
    .withTables<StaffTables>()
    .insertInto('staff_totp')
    .values({
      staff_id: totp.staffId,
      sealed_secret: totp.sealedSecret,
      last_step: totp.lastStep,
      enrolled_at: totp.enrolledAt,
    })
    .execute()
}

export async function findTotp(db: ReadDb, staffId: string): Promise<Buffer | undefined> {
  const found = await db
    .withTables<StaffTables>()
    .selectFrom('staff_totp')
    .select('sealed_secret')
    .where('staff_id', '=', staffId)
    .executeTakeFirst()
  return found?.sealed_secret
}

/** RFC 6238, section 5.2: a code counts once. False when this step, or a later one, was accepted before. */
export async function acceptStep(tx: Tx, staffId: string, step: bigint): Promise<boolean> {
  const accepted = await tx
    .withTables<StaffTables>()
    .updateTable('staff_totp')
    .set({ last_step: step })
    .where('staff_id', '=', staffId)
    .where('last_step', '<', step)
    .executeTakeFirst()
  return accepted.numUpdatedRows === 1n
}

export async function insertPasskey(tx: Tx, passkey: StaffPasskeyRow): Promise<void> {
  await tx.withTables<StaffTables>().insertInto('staff_passkey').values(passkey).execute()
}

export async function passkeysOf(db: ReadDb, staffId: string): Promise<StaffPasskeyRow[]> {
  return await db
    .withTables<StaffTables>()
    .selectFrom('staff_passkey')
    .selectAll()
    .where('staff_id', '=', staffId)
    .orderBy('enrolled_at')
    .execute()
}

/**
 * WebAuthn Level 3, 7.2, step 22: a count that does not grow speaks for a copied authenticator. Looked at and
 * written by one statement, because only that notices two copies used at the same time.
 */
export async function acceptSignCount(
  tx: Tx,
  use: { id: string; signCount: bigint; at: Date },
): Promise<boolean> {
  const accepted = await sql`
    UPDATE staff_passkey SET sign_count = ${use.signCount}, last_used_at = ${use.at}
    WHERE id = ${use.id} AND (sign_count < ${use.signCount} OR (sign_count = 0 AND ${use.signCount} = 0))
    RETURNING id`.execute(tx)
  return accepted.rows.length === 1
}

/** Everything that proved who somebody is; a new invitation begins from nothing. */
export async function deleteCredentials(tx: Tx, staffId: string): Promise<void> {
  const tables = tx.withTables<StaffTables>()
  await tables.deleteFrom('staff_password').where('staff_id', '=', staffId).execute()
  await tables.deleteFrom('staff_totp').where('staff_id', '=', staffId).execute()
  await tables.deleteFrom('staff_passkey').where('staff_id', '=', staffId).execute()
}
