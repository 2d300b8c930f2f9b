import { sql } from 'kysely'
import type { ReadDb, Tx } from '../../platform/db.ts'
import type { NewRestriction } from './restrictions.ts'
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
      liftable_from: restriction.liftableFrom ?? null,
      lifted_at: null,
    })
    .execute()
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
