import { sql } from 'kysely'
import type { ReadDb, Tx } from '../../../platform/db.ts'
import type { AuthenticatorRow, IdentityTables } from '../tables.ts'

export type FactorFacts = {
  has_totp: boolean
  has_passkey: boolean
  recovery_codes: number
  phone_verified: boolean
}

/** What a customer can prove themselves with, in one look. */
export async function findFactorFacts(db: ReadDb, customerId: string): Promise<FactorFacts> {
  const found = await sql<FactorFacts>`
    SELECT
      EXISTS (
        SELECT FROM authenticator
        WHERE customer_id = c.id AND confirmed_at IS NOT NULL AND removed_at IS NULL
      ) AS has_totp,
      EXISTS (
        SELECT FROM passkey WHERE customer_id = c.id AND removed_at IS NULL AND suspended_at IS NULL
      ) AS has_passkey,
      (
        SELECT count(*)::int FROM recovery_code
        WHERE customer_id = c.id AND used_at IS NULL AND replaced_at IS NULL
      ) AS recovery_codes,
      c.phone_verified_at IS NOT NULL AS phone_verified
    FROM customer c WHERE c.id = ${customerId}`.execute(db)
  const facts = found.rows[0]
  if (!facts) throw new Error('factors were asked for somebody who is no customer')
  return facts
}

export async function findAuthenticatorInUse(
  db: ReadDb,
  customerId: string,
): Promise<AuthenticatorRow | undefined> {
  return await db
    .withTables<IdentityTables>()
    .selectFrom('authenticator')
    .selectAll()
    .where('customer_id', '=', customerId)
    .where('confirmed_at', 'is not', null)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
}

/** Accepts the code of a time step once: false when it, or a later one, was accepted before. */
export async function acceptStep(
  tx: Tx,
  accepted: { id: string; customerId: string; step: bigint },
): Promise<boolean> {
  const { id, customerId, step } = accepted
  const done = await sql`
    UPDATE authenticator SET last_step = ${step.toString()}::bigint
    WHERE id = ${id} AND customer_id = ${customerId} AND confirmed_at IS NOT NULL AND removed_at IS NULL
      AND last_step < ${step.toString()}::bigint
    RETURNING id`.execute(tx)
  return done.rows.length === 1
}

/** Uses a recovery code up; of any number at once exactly one is true. */
export async function takeRecoveryCode(
  tx: Tx,
  code: { customerId: string; codeHash: Buffer; now: Date },
): Promise<boolean> {
  const taken = await tx
    .withTables<IdentityTables>()
    .updateTable('recovery_code')
    .set({ used_at: code.now })
    .where('customer_id', '=', code.customerId)
    .where('code_hash', '=', code.codeHash)
    .where('used_at', 'is', null)
    .where('replaced_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return taken !== undefined
}

/** How many recovery codes a customer has left, within the transaction that may just have used one. */
export async function countRecoveryCodes(db: ReadDb, customerId: string): Promise<number> {
  const counted = await db
    .withTables<IdentityTables>()
    .selectFrom('recovery_code')
    .select(({ fn }) => fn.countAll<string>().as('n'))
    .where('customer_id', '=', customerId)
    .where('used_at', 'is', null)
    .where('replaced_at', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(counted.n)
}

/** A new set in the place of the one before, whose unused codes are worth nothing from now on. */
export async function replaceRecoveryCodes(
  tx: Tx,
  set: {
    customerId: string
    codes: readonly { id: string; codeHash: Buffer }[]
    /** The device they are made on. */
    deviceId: string | null
    now: Date
  },
): Promise<void> {
  const { customerId, codes, deviceId, now } = set
  await tx
    .withTables<IdentityTables>()
    .updateTable('recovery_code')
    .set({ replaced_at: now })
    .where('customer_id', '=', customerId)
    .where('used_at', 'is', null)
    .where('replaced_at', 'is', null)
    .execute()
  if (codes.length === 0) return
  const rows = codes.map(({ id, codeHash }) => ({
    id,
    customer_id: customerId,
    code_hash: codeHash,
    created_at: now,
    used_at: null,
    replaced_at: null,
    device_id: deviceId,
  }))
  await tx.withTables<IdentityTables>().insertInto('recovery_code').values(rows).execute()
}

/** Begins anew with a new secret where an app is still being set up; undefined when one is in use. */
export async function insertAuthenticator(
  tx: Tx,
  authenticator: { id: string; customerId: string; secret: Buffer; now: Date },
): Promise<boolean> {
  const { id, customerId, secret, now } = authenticator
  await sql`
    DELETE FROM authenticator
    WHERE customer_id = ${customerId} AND confirmed_at IS NULL AND removed_at IS NULL`.execute(tx)
  const inserted = await sql`
    INSERT INTO authenticator (id, customer_id, secret, created_at)
    SELECT ${id}, ${customerId}, ${secret}, ${now}
    WHERE NOT EXISTS (
      SELECT FROM authenticator
      WHERE customer_id = ${customerId} AND confirmed_at IS NOT NULL AND removed_at IS NULL
    )
    ON CONFLICT DO NOTHING
    RETURNING id`.execute(tx)
  return inserted.rows.length === 1
}

/** Counts a first code against an authenticator being set up; undefined when there is none (any more) to try. */
export async function trySetup(
  tx: Tx,
  attempt: { id: string; customerId: string; since: Date; maxTries: number },
): Promise<AuthenticatorRow | undefined> {
  return await tx
    .withTables<IdentityTables>()
    .updateTable('authenticator')
    .set(({ eb }) => ({ setup_tries: eb('setup_tries', '+', 1) }))
    .where('id', '=', attempt.id)
    .where('customer_id', '=', attempt.customerId)
    .where('confirmed_at', 'is', null)
    .where('removed_at', 'is', null)
    .where('created_at', '>', attempt.since)
    .where('setup_tries', '<', attempt.maxTries)
    .returningAll()
    .executeTakeFirst()
}

/** Puts an authenticator into use, with the step of its first code; false when that happened already. */
export async function confirmAuthenticator(
  tx: Tx,
  confirmed: { id: string; step: bigint; deviceId: string | null; now: Date },
): Promise<boolean> {
  const done = await tx
    .withTables<IdentityTables>()
    .updateTable('authenticator')
    .set({
      confirmed_at: confirmed.now,
      last_step: confirmed.step.toString(),
      device_id: confirmed.deviceId,
    })
    .where('id', '=', confirmed.id)
    .where('confirmed_at', 'is', null)
    .where('removed_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return done !== undefined
}

/** Takes a customer's authenticator out of use; its sealed secret is not kept. False when there was none. */
export async function removeAuthenticator(
  tx: Tx,
  removed: { customerId: string; id?: string; now: Date },
): Promise<boolean> {
  let query = tx
    .withTables<IdentityTables>()
    .updateTable('authenticator')
    .set({ removed_at: removed.now, secret: Buffer.alloc(0) })
    .where('customer_id', '=', removed.customerId)
    .where('confirmed_at', 'is not', null)
    .where('removed_at', 'is', null)
  if (removed.id !== undefined) query = query.where('id', '=', removed.id)
  return (await query.returning('id').executeTakeFirst()) !== undefined
}

export type TwoStepFacts = {
  authenticator_id: string | null
  confirmed_at: Date | null
  passkeys: number
  codes_left: number
  codes_made_at: Date | null
}

/** What protects a customer's sign-in, for them to look at; one row whether or not there is anything. */
export async function findTwoStep(db: ReadDb, customerId: string): Promise<TwoStepFacts> {
  const found = await sql<TwoStepFacts>`
    SELECT a.id AS authenticator_id, a.confirmed_at,
           (
             SELECT count(*)::int FROM passkey p
             WHERE p.customer_id = c.id AND p.removed_at IS NULL AND p.suspended_at IS NULL
           ) AS passkeys,
           codes.n AS codes_left, codes.made_at AS codes_made_at
    FROM customer c
    LEFT JOIN authenticator a
      ON a.customer_id = c.id AND a.confirmed_at IS NOT NULL AND a.removed_at IS NULL
    CROSS JOIN LATERAL (
      SELECT count(*) FILTER (WHERE used_at IS NULL)::int AS n, max(created_at) AS made_at
      FROM recovery_code WHERE customer_id = c.id AND replaced_at IS NULL
    ) AS codes
    WHERE c.id = ${customerId}`.execute(db)
  const facts = found.rows[0]
  if (!facts) throw new Error('two-step verification was asked for somebody who is no customer')
  return facts
}
