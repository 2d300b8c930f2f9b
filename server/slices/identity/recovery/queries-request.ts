import { sql } from 'kysely'
import type { IdentityEvidence, RecoveryRequestState } from '../../../../contract/api/recovery.ts'
import type { ReadDb, Tx } from '../../../platform/db.ts'
import type { IdentityTables } from '../tables.ts'
import type { RecoveryRequestRow, RecoveryTables } from './tables.ts'

/** False where the customer has an open request already. */
export async function insertRequest(tx: Tx, request: RecoveryRequestRow): Promise<boolean> {
  const inserted = await tx
    .withTables<RecoveryTables>()
    .insertInto('recovery_request')
    .values(request)
    .onConflict(conflict => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  return inserted !== undefined
}

export async function findRequest(db: ReadDb, id: string): Promise<RecoveryRequestRow | undefined> {
  return await db
    .withTables<RecoveryTables>()
    .selectFrom('recovery_request')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
}

/** The request of a customer that waits for support, if there is one. */
export async function findOpenRequest(
  db: ReadDb,
  { customerId, now }: { customerId: string; now: Date },
): Promise<Pick<RecoveryRequestRow, 'id' | 'expires_at'> | undefined> {
  return await db
    .withTables<RecoveryTables>()
    .selectFrom('recovery_request')
    .select(['id', 'expires_at'])
    .where('customer_id', '=', customerId)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst()
}

/** A request for whoever holds the secret of its link. */
export async function findFollowed(
  db: ReadDb,
  { id, tokenHash }: { id: string; tokenHash: Buffer },
): Promise<RecoveryRequestRow | undefined> {
  return await db
    .withTables<RecoveryTables>()
    .selectFrom('recovery_request')
    .selectAll()
    .where('id', '=', id)
    .where('token_hash', '=', tokenHash)
    .executeTakeFirst()
}

export type EndRequest = {
  id: string
  from: RecoveryRequestState[]
  to: RecoveryRequestState
  reason: string | null
  at: Date
}

/** Ends a request once; undefined when it has ended or its state does not allow it. */
export async function endRequest(tx: Tx, end: EndRequest): Promise<RecoveryRequestRow | undefined> {
  return await tx
    .withTables<RecoveryTables>()
    .updateTable('recovery_request')
    .set({ state: end.to, ended_at: end.at, end_reason: end.reason })
    .where('id', '=', end.id)
    .where('state', 'in', end.from)
    .returningAll()
    .executeTakeFirst()
}

/** Notes that support has established who is asking. */
export async function markChecked(
  tx: Tx,
  check: {
    id: string
    by: string
    evidence: IdentityEvidence[]
    findings: string
    at: Date
    decideBy: Date
  },
): Promise<RecoveryRequestRow | undefined> {
  return await tx
    .withTables<RecoveryTables>()
    .updateTable('recovery_request')
    .set({
      state: 'checked',
      checked_at: check.at,
      checked_by: check.by,
      evidence: check.evidence,
      findings: check.findings,
      decide_by: check.decideBy,
    })
    .where('id', '=', check.id)
    .where('state', '=', 'submitted')
    .where('expires_at', '>', check.at)
    .returningAll()
    .executeTakeFirst()
}

/** Open requests, the most urgent first. */
export async function listOpenRequests(db: ReadDb, limit: number): Promise<RecoveryRequestRow[]> {
  return await db
    .withTables<RecoveryTables>()
    .selectFrom('recovery_request')
    .selectAll()
    .where('ended_at', 'is', null)
    .orderBy('check_by')
    .orderBy('id')
    .limit(limit)
    .execute()
}

export async function overdueRequests(db: ReadDb, now: Date, limit: number): Promise<{ id: string }[]> {
  return await db
    .withTables<RecoveryTables>()
    .selectFrom('recovery_request')
    .select('id')
    .where('ended_at', 'is', null)
    .where('expires_at', '<=', now)
    .limit(limit)
    .execute()
}

/** Whether the owner has said since then that something is wrong: froze the account, "this was not me", or undid a change. */
export async function objectedSince(
  db: ReadDb,
  { customerId, since }: { customerId: string; since: Date },
): Promise<boolean> {
  const found = await db
    .withTables<IdentityTables>()
    .selectFrom('restriction')
    .select('id')
    .where('customer_id', '=', customerId)
    .where('source', '=', 'customer')
    .where('placed_at', '>=', since)
    .where('lifted_at', 'is', null)
    .limit(1)
    .executeTakeFirst()
  if (found !== undefined) return true
  // Whoever undid a change of their address or number says that somebody else read what was sent there.
  const { rows } = await sql`
    SELECT FROM contact_change
    WHERE customer_id = ${customerId} AND state = 'reverted' AND ended_at >= ${since} LIMIT 1`.execute(db)
  return rows.length > 0
}

/** Takes every second factor away: apps, passkeys and recovery codes. Rows stay, as a record. */
export async function removeSecondFactors(
  tx: Tx,
  { customerId, at }: { customerId: string; at: Date },
): Promise<void> {
  await sql`
    UPDATE authenticator SET removed_at = ${at} WHERE customer_id = ${customerId} AND removed_at IS NULL`.execute(
    tx,
  )
  await sql`
    UPDATE passkey SET removed_at = ${at} WHERE customer_id = ${customerId} AND removed_at IS NULL`.execute(
    tx,
  )
  await sql`
    UPDATE recovery_code SET replaced_at = ${at}
    WHERE customer_id = ${customerId} AND used_at IS NULL AND replaced_at IS NULL`.execute(tx)
}
