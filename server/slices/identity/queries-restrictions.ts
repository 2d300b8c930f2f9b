import { sql } from 'kysely'
import type { ReadDb, Tx } from '../../platform/db.ts'
import type { NewFreeze, NewRestriction } from './restrictions.ts'
import type { IdentityTables, RestrictionRow } from './tables.ts'

/** What a restriction is for the judgement of others, as the database hands it over inside another row. */
export type RestrictionFact = Pick<RestrictionRow, 'id' | 'scope' | 'source' | 'reason'> & {
  expires_at: string | null
}

/**
 * The restrictions of a customer `c` that nobody has lifted, as JSON, or null for none. Whether one has expired is
 * decided by the caller's clock, which in the test edition runs ahead of the database's.
 */
export const restrictionFacts = `(
  SELECT jsonb_agg(jsonb_build_object(
    'id', r.id, 'scope', r.scope, 'source', r.source, 'reason', r.reason, 'expires_at', r.expires_at))
  FROM restriction r WHERE r.customer_id = c.id AND r.lifted_at IS NULL)`

export async function insertRestriction(tx: Tx, restriction: NewRestriction & { id: string }): Promise<void> {
  await tx
    .withTables<IdentityTables>()
    .insertInto('restriction')
    .values({
      id: restriction.id,
      customer_id: restriction.customerId,
      scope: restriction.scope,
      source: restriction.source,
      reason: restriction.reason,
      placed_at: restriction.now,
      expires_at: restriction.expiresAt,
      review_at: restriction.reviewAt ?? null,
      case_ref: restriction.caseRef ?? null,
      liftable_from: null,
      lifted_at: null,
    })
    .execute()
}

/**
 * The customer's freeze, new or made stricter: `not_me` stays, and the later of two times to lift it. `changed` is
 * false where it was as strict before. One statement, so that any number at once make one freeze.
 */
export async function insertFreeze(
  tx: Tx,
  freeze: NewFreeze & { id: string },
): Promise<{ restriction: RestrictionRow; changed: boolean }> {
  const { rows } = await sql<RestrictionRow & { changed: boolean }>`
    WITH before AS (
      SELECT reason FROM restriction
      WHERE customer_id = ${freeze.customerId} AND source = 'customer' AND lifted_at IS NULL
    ), frozen AS (
      INSERT INTO restriction (id, customer_id, scope, source, reason, placed_at, liftable_from)
      VALUES (${freeze.id}, ${freeze.customerId}, 'debit', 'customer', ${freeze.reason}, ${freeze.now},
              ${freeze.liftableFrom})
      ON CONFLICT (customer_id) WHERE source = 'customer' AND lifted_at IS NULL DO UPDATE
        SET reason = CASE WHEN restriction.reason = 'not_me' THEN restriction.reason ELSE excluded.reason END,
            -- Said again, it is an objection to whatever was begun meanwhile.
            placed_at = greatest(restriction.placed_at, excluded.placed_at),
            liftable_from = greatest(restriction.liftable_from, excluded.liftable_from)
      RETURNING *
    )
    SELECT frozen.*, frozen.reason IS DISTINCT FROM (SELECT reason FROM before) AS changed FROM frozen`.execute(
    tx,
  )
  const row = rows[0]
  if (!row) throw new Error('a freeze is always there after it was placed')
  const { changed, ...restriction } = row
  return { restriction, changed }
}

/** The customer's own freeze in force. */
export async function findFreeze(db: ReadDb, customerId: string): Promise<RestrictionRow | undefined> {
  return await db
    .withTables<IdentityTables>()
    .selectFrom('restriction')
    .selectAll()
    .where('customer_id', '=', customerId)
    .where('source', '=', 'customer')
    .where('lifted_at', 'is', null)
    .executeTakeFirst()
}

/** Lifts the customer's own freeze if its time has come; undefined when it has not, or there is none. */
export async function liftFreeze(
  tx: Tx,
  { customerId, now }: { customerId: string; now: Date },
): Promise<Lifted | undefined> {
  return await tx
    .withTables<IdentityTables>()
    .updateTable('restriction')
    .set({ lifted_at: now })
    .where('customer_id', '=', customerId)
    .where('source', '=', 'customer')
    .where('lifted_at', 'is', null)
    .where('liftable_from', '<=', now)
    .returning(['id', 'customer_id', 'scope', 'reason'])
    .executeTakeFirst()
}

type Lifted = Pick<RestrictionRow, 'id' | 'customer_id' | 'scope' | 'reason'>

/** Lifts a restriction in force; undefined when it was lifted already, has expired or never was. */
export async function liftRestriction(tx: Tx, lift: { id: string; at: Date }): Promise<Lifted | undefined> {
  return await tx
    .withTables<IdentityTables>()
    .updateTable('restriction')
    .set({ lifted_at: lift.at })
    .where('id', '=', lift.id)
    .where('lifted_at', 'is', null)
    .where(where => where.or([where('expires_at', 'is', null), where('expires_at', '>', lift.at)]))
    .returning(['id', 'customer_id', 'scope', 'reason'])
    .executeTakeFirst()
}

/** Closes what has expired, so that it is told once; the moment written is that of the expiry. */
export async function closeExpired(tx: Tx, { now, limit }: { now: Date; limit: number }): Promise<Lifted[]> {
  const { rows } = await sql<Lifted>`
    UPDATE restriction SET lifted_at = expires_at
    WHERE id IN (
      SELECT id FROM restriction WHERE lifted_at IS NULL AND expires_at <= ${now}
      ORDER BY expires_at LIMIT ${limit} FOR UPDATE SKIP LOCKED
    )
    RETURNING id, customer_id, scope, reason`.execute(tx)
  return rows
}

export async function findRestriction(db: ReadDb, id: string): Promise<RestrictionRow | undefined> {
  return await db
    .withTables<IdentityTables>()
    .selectFrom('restriction')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
}

/** A customer's restrictions in force at `now`, the newest first. */
export async function listInForce(
  db: ReadDb,
  { customerId, now }: { customerId: string; now: Date },
): Promise<RestrictionRow[]> {
  return await db
    .withTables<IdentityTables>()
    .selectFrom('restriction')
    .selectAll()
    .where('customer_id', '=', customerId)
    .where('lifted_at', 'is', null)
    .where(where => where.or([where('expires_at', 'is', null), where('expires_at', '>', now)]))
    .orderBy('placed_at', 'desc')
    .orderBy('id', 'desc')
    .limit(100)
    .execute()
}
