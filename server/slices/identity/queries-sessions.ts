import { sql } from 'kysely'
import type pg from 'pg'
import type { CustomerStatus } from '../../../contract/api/identity.ts'
import type { Locale } from '../../../contract/schemas.ts'
import type { ReadDb, Tx } from '../../platform/db.ts'
import { plainArray, timeArray } from '../../platform/sql-arrays.ts'
import { byteas } from '../../platform/sql-binary-arrays.ts'
import { restrictionFacts, type RestrictionFact } from './queries-restrictions.ts'
import type { IdentityTables, SessionEndReason, SessionRow, SessionStage } from './tables.ts'

export type FoundSession = {
  token_hash: string
  id: string
  customer_id: string
  stage: SessionStage
  device_id: string | null
  locale: Locale
  status: CustomerStatus
  restrictions: RestrictionFact[] | null
  last_seen_at: Date
  expires_at: Date
}

const sessionWithStanding = `
  SELECT encode(s.token_hash, 'hex') AS token_hash, s.id, s.customer_id, s.stage, s.device_id, c.locale, c.status,
         ${restrictionFacts} AS restrictions,
         s.last_seen_at, s.expires_at
  FROM session s JOIN customer c ON c.id = s.customer_id
  WHERE s.ended_at IS NULL`

/**
 * Sessions not ended yet by the hash of their token (hex), each with its customer's standing. Whether they are
 * still in time is decided by the caller's clock. Runs with every request: prepared, one index look-up per key.
 */
export async function findSessions(
  client: pg.ClientBase,
  tokenHashes: readonly Buffer[],
): Promise<FoundSession[]> {
  const { rows } = await client.query<FoundSession>({
    name: 'identity.find_sessions',
    text: `${sessionWithStanding} AND s.token_hash = ANY($1::bytea[])`,
    values: [byteas(tokenHashes)],
  })
  return rows
}

/**
 * Notes when sessions were used. A row somebody else is writing is skipped: they note the same minute, and two
 * processes that touch the same sessions in different order would otherwise wait for each other in a circle.
 */
export async function touchSessions(
  client: pg.ClientBase,
  seen: readonly { sessionId: string; at: Date }[],
): Promise<void> {
  await client.query({
    name: 'identity.touch_sessions',
    text: `WITH free AS (
             SELECT id FROM session WHERE id = ANY($1::uuid[]) AND ended_at IS NULL FOR NO KEY UPDATE SKIP LOCKED
           )
           UPDATE session SET last_seen_at = greatest(session.last_seen_at, seen.at)
           FROM free JOIN unnest($1::uuid[], $2::timestamptz[]) AS seen (id, at) USING (id)
           WHERE session.id = free.id`,
    values: [plainArray(seen.map(({ sessionId }) => sessionId)), timeArray(seen.map(({ at }) => at))],
  })
}

export async function insertSession(tx: Tx, session: SessionRow): Promise<void> {
  await tx.withTables<IdentityTables>().insertInto('session').values(session).execute()
}

/** Ends one session of a customer and tells on which device it was; undefined when there was none to end. */
export async function endSession(
  tx: Tx,
  session: { id: string; customerId: string },
  end: { at: Date; reason: SessionEndReason },
): Promise<Pick<SessionRow, 'id' | 'device_id'> | undefined> {
  return await tx
    .withTables<IdentityTables>()
    .updateTable('session')
    .set({ ended_at: end.at, end_reason: end.reason })
    .where('id', '=', session.id)
    .where('customer_id', '=', session.customerId)
    .where('ended_at', 'is', null)
    .returning(['id', 'device_id'])
    .executeTakeFirst()
}

/**
 * Whoever is being signed in, or adds what opens the account, holds the password as it is: whoever shuts others out
 * waits for them, and then sees and ends what they did.
 */
export async function sharePassword(tx: Tx, customerId: string): Promise<void> {
  await sql`SELECT FROM password_credential WHERE customer_id = ${customerId} FOR SHARE`.execute(tx)
}

/** Whether a session is still open, once whoever is ending sessions of this customer has done so. */
export async function holdOpenSession(tx: Tx, session: { id: string; customerId: string }): Promise<boolean> {
  await sharePassword(tx, session.customerId)
  const open = await tx
    .withTables<IdentityTables>()
    .selectFrom('session')
    .select('id')
    .where('id', '=', session.id)
    .where('customer_id', '=', session.customerId)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  return open !== undefined
}

/** A customer's sessions that are neither ended nor past their limits, the latest used first. */
export async function listAliveSessions(
  db: ReadDb,
  options: { customerId: string; now: Date; idleSince: Date; limit: number },
): Promise<SessionRow[]> {
  return await db
    .withTables<IdentityTables>()
    .selectFrom('session')
    .selectAll()
    .where('customer_id', '=', options.customerId)
    .where('ended_at', 'is', null)
    .where('stage', '=', 'full')
    .where('expires_at', '>', options.now)
    .where('last_seen_at', '>', options.idleSince)
    .orderBy('last_seen_at', 'desc')
    .orderBy('id', 'desc')
    .limit(options.limit)
    .execute()
}

/** Which of these sessions are alive, by id; the same rule as for a request. */
export async function findSessionsById(db: ReadDb, ids: readonly string[]): Promise<FoundSession[]> {
  const found = await sql<FoundSession>`
    ${sql.raw(sessionWithStanding)} AND s.id = ANY(${plainArray(ids)}::uuid[])`.execute(db)
  return found.rows
}
