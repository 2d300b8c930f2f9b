import { sql } from 'kysely'
import type { CustomerStatus } from '../../../../contract/api/identity.ts'
import type { ReadDb, Tx } from '../../../platform/db.ts'
import { restrictionFacts, type RestrictionFact } from '../queries-restrictions.ts'
import type { PasskeyChallengeRow, PasskeyRow, PasskeyTables } from './tables.ts'

export async function insertChallenge(
  tx: Tx,
  challenge: Omit<PasskeyChallengeRow, 'used_at'>,
): Promise<void> {
  await tx
    .withTables<PasskeyTables>()
    .insertInto('passkey_challenge')
    .values({ ...challenge, used_at: null })
    .execute()
}

/** Uses a challenge up; false when there is none such, or it was used, expired or is for something else. */
export async function useChallenge(
  tx: Tx,
  asked: Pick<PasskeyChallengeRow, 'challenge' | 'purpose' | 'customer_id' | 'reference'> & { now: Date },
): Promise<boolean> {
  const used = await tx
    .withTables<PasskeyTables>()
    .updateTable('passkey_challenge')
    .set({ used_at: asked.now })
    .where('challenge', '=', asked.challenge)
    .where('purpose', '=', asked.purpose)
    .where(sql<boolean>`customer_id IS NOT DISTINCT FROM ${asked.customer_id}::uuid`)
    .where(sql<boolean>`reference IS NOT DISTINCT FROM ${asked.reference}::uuid`)
    .where('used_at', 'is', null)
    .where('expires_at', '>', asked.now)
    .returning('challenge')
    .executeTakeFirst()
  return used !== undefined
}

/** Deletes at most `limit` challenges that nobody can use any more; answers how many it did. */
export async function deleteChallenges(tx: Tx, expiredBefore: Date, limit: number): Promise<number> {
  const { numAffectedRows } = await sql`
    DELETE FROM passkey_challenge WHERE challenge IN (
      SELECT challenge FROM passkey_challenge WHERE expires_at <= ${expiredBefore} LIMIT ${limit} FOR UPDATE SKIP LOCKED
    )`.execute(tx)
  return Number(numAffectedRows ?? 0n)
}

/** Holds the customer, so that passkeys of one customer are added one after the other and can be counted. */
export async function holdCustomer(tx: Tx, customerId: string): Promise<void> {
  await sql`SELECT FROM customer WHERE id = ${customerId} FOR NO KEY UPDATE`.execute(tx)
}

/** Adds a passkey; false when its credential is known already, whoever has or had it. */
export async function insertPasskey(tx: Tx, passkey: PasskeyRow): Promise<boolean> {
  const inserted = await tx
    .withTables<PasskeyTables>()
    .insertInto('passkey')
    .values(passkey)
    .onConflict(conflict => conflict.column('credential_id').doNothing())
    .returning('id')
    .executeTakeFirst()
  return inserted !== undefined
}

/** The passkeys a customer has not removed, the oldest first. */
export async function listPasskeys(db: ReadDb, customerId: string): Promise<PasskeyRow[]> {
  return await db
    .withTables<PasskeyTables>()
    .selectFrom('passkey')
    .selectAll()
    .where('customer_id', '=', customerId)
    .where('removed_at', 'is', null)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
}

/** A passkey in use by the id the authenticator gave it. */
export async function findByCredential(db: ReadDb, credentialId: Buffer): Promise<PasskeyRow | undefined> {
  return await db
    .withTables<PasskeyTables>()
    .selectFrom('passkey')
    .selectAll()
    .where('credential_id', '=', credentialId)
    .where('removed_at', 'is', null)
    .where('suspended_at', 'is', null)
    .executeTakeFirst()
}

type Own = { id: string; customerId: string }

export async function findOwn(db: ReadDb, own: Own): Promise<PasskeyRow | undefined> {
  return await db
    .withTables<PasskeyTables>()
    .selectFrom('passkey')
    .selectAll()
    .where('id', '=', own.id)
    .where('customer_id', '=', own.customerId)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
}

/**
 * Notes a use and what the authenticator counted. False when the passkey was removed or suspended meanwhile, or its
 * count did not grow: looked at and written in one statement, so that two copies used at once cannot both pass.
 */
export async function noteUse(
  tx: Tx,
  use: { id: string; signCount: bigint; backedUp: boolean; now: Date },
): Promise<boolean> {
  const noted = await tx
    .withTables<PasskeyTables>()
    .updateTable('passkey')
    .set({ sign_count: use.signCount, backed_up: use.backedUp, last_used_at: use.now })
    .where('id', '=', use.id)
    .where('removed_at', 'is', null)
    .where('suspended_at', 'is', null)
    .where(sql<boolean>`(sign_count < ${use.signCount} OR (sign_count = 0 AND ${use.signCount}::bigint = 0))`)
    .returning('id')
    .executeTakeFirst()
  return noted !== undefined
}

/** Takes a passkey out of use whose count is at least this; undefined when it was out of use already. */
export async function suspend(
  tx: Tx,
  passkey: { id: string; signCount: bigint; now: Date },
): Promise<PasskeyRow | undefined> {
  return await tx
    .withTables<PasskeyTables>()
    .updateTable('passkey')
    .set({ suspended_at: passkey.now })
    .where('id', '=', passkey.id)
    .where('removed_at', 'is', null)
    .where('suspended_at', 'is', null)
    .where('sign_count', '>=', passkey.signCount)
    .returningAll()
    .executeTakeFirst()
}

export async function rename(tx: Tx, change: Own & { name: string }): Promise<PasskeyRow | undefined> {
  return await tx
    .withTables<PasskeyTables>()
    .updateTable('passkey')
    .set({ name: change.name })
    .where('id', '=', change.id)
    .where('customer_id', '=', change.customerId)
    .where('removed_at', 'is', null)
    .returningAll()
    .executeTakeFirst()
}

/** The row stays: its credential may never be anybody's again, and the history says what was there. */
export async function remove(tx: Tx, own: Own & { now: Date }): Promise<PasskeyRow | undefined> {
  return await tx
    .withTables<PasskeyTables>()
    .updateTable('passkey')
    .set({ removed_at: own.now })
    .where('id', '=', own.id)
    .where('customer_id', '=', own.customerId)
    .where('removed_at', 'is', null)
    .returningAll()
    .executeTakeFirst()
}

/** A customer's status and what is taken away from them. */
export async function findStanding(
  db: ReadDb,
  customerId: string,
): Promise<{ status: CustomerStatus; restrictions: RestrictionFact[] | null } | undefined> {
  const found = await sql<{ status: CustomerStatus; restrictions: RestrictionFact[] | null }>`
    SELECT c.status, ${sql.raw(restrictionFacts)} AS restrictions FROM customer c WHERE c.id = ${customerId}`.execute(
    db,
  )
  return found.rows[0]
}
