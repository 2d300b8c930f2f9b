import { sql } from 'kysely'
import type { ReadDb, Tx } from '../../platform/db.ts'
import type { IdentityTables, RegistrationRow, VerificationRow } from './tables.ts'

export async function insertRegistration(
  tx: Tx,
  registration: RegistrationRow,
  verification: VerificationRow,
): Promise<void> {
  const db = tx.withTables<IdentityTables>()
  await db.insertInto('registration').values(registration).execute()
  await db.insertInto('email_verification').values(verification).execute()
}

/** A verification with the registration it belongs to. */
export type Verification = Pick<
  VerificationRow,
  'id' | 'registration_id' | 'generation' | 'attempts' | 'resend_at' | 'expires_at' | 'consumed_at'
> &
  Pick<RegistrationRow, 'email' | 'email_key' | 'phone' | 'locale'> & { registration_expires_at: Date }

const verificationColumns = [
  'v.id',
  'v.registration_id',
  'v.generation',
  'v.attempts',
  'v.resend_at',
  'v.expires_at',
  'v.consumed_at',
  'r.email',
  'r.email_key',
  'r.phone',
  'r.locale',
  'r.expires_at as registration_expires_at',
] as const

export async function findVerification(db: ReadDb, id: string): Promise<Verification | undefined> {
  return await db
    .withTables<IdentityTables>()
    .selectFrom('email_verification as v')
    .innerJoin('registration as r', 'r.id', 'v.registration_id')
    .select(verificationColumns)
    .where('v.id', '=', id)
    .executeTakeFirst()
}

/**
 * Begins the next generation, which voids code and link of the one before in the same statement. Nothing happens
 * (undefined) when it is too early, or the address is proved already, or the registration has expired.
 */
export async function renewVerification(
  tx: Tx,
  renewal: { id: string; now: Date; resendAt: Date; expiresAt: Date },
): Promise<Verification | undefined> {
  return await tx
    .withTables<IdentityTables>()
    .updateTable('email_verification as v')
    .from('registration as r')
    .set(eb => ({
      generation: eb('v.generation', '+', 1),
      code_hash: null,
      link_hash: null,
      attempts: 0,
      resend_at: renewal.resendAt,
      expires_at: renewal.expiresAt,
    }))
    .whereRef('r.id', '=', 'v.registration_id')
    .where('v.id', '=', renewal.id)
    .where('v.consumed_at', 'is', null)
    .where('v.resend_at', '<=', renewal.now)
    .where('r.expires_at', '>', renewal.now)
    .returning(verificationColumns)
    .executeTakeFirst()
}

/**
 * Stores what is about to be mailed. False when a newer mail was asked for meanwhile, or the address was proved:
 * then there is nothing to send.
 */
export async function armVerification(
  tx: Tx,
  arms: { id: string; generation: number; codeHash: Buffer; linkHash: Buffer },
): Promise<boolean> {
  const armed = await tx
    .withTables<IdentityTables>()
    .updateTable('email_verification')
    .set({ code_hash: arms.codeHash, link_hash: arms.linkHash })
    .where('id', '=', arms.id)
    .where('generation', '=', arms.generation)
    .where('consumed_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return armed !== undefined
}

/**
 * Tries a code: counts the attempt and, if the code is right, consumes the verification, in one statement. The
 * row's lock puts simultaneous attempts in line, so neither a sixth guess nor a second success gets through.
 * Undefined when there was nothing left to try.
 */
export async function tryCode(
  tx: Tx,
  attempt: { id: string; codeHash: Buffer; now: Date; maxAttempts: number },
): Promise<{ registration_id: string; attempts: number; proved: boolean } | undefined> {
  const tried = await sql<{ registration_id: string; attempts: number; proved: boolean }>`
    UPDATE email_verification
    SET attempts = attempts + 1,
        consumed_at = CASE WHEN code_hash = ${attempt.codeHash} THEN ${attempt.now}::timestamptz END
    WHERE id = ${attempt.id} AND consumed_at IS NULL AND attempts < ${attempt.maxAttempts}
      AND expires_at > ${attempt.now}
    RETURNING registration_id, attempts, consumed_at IS NOT NULL AS proved`.execute(tx)
  return tried.rows[0]
}

/** Consumes a link; undefined when it is unknown, used, void or too old. */
export async function consumeLink(
  tx: Tx,
  link: { linkHash: Buffer; now: Date },
): Promise<{ registration_id: string } | undefined> {
  return await tx
    .withTables<IdentityTables>()
    .updateTable('email_verification')
    .set({ consumed_at: link.now })
    .where('link_hash', '=', link.linkHash)
    .where('consumed_at', 'is', null)
    .where('expires_at', '>', link.now)
    .returning('registration_id')
    .executeTakeFirst()
}

/** Why a link was not consumed. */
export async function findLink(
  db: ReadDb,
  linkHash: Buffer,
): Promise<Pick<VerificationRow, 'consumed_at'> | undefined> {
  return await db
    .withTables<IdentityTables>()
    .selectFrom('email_verification')
    .select('consumed_at')
    .where('link_hash', '=', linkHash)
    .executeTakeFirst()
}

export async function findRegistration(tx: Tx, id: string): Promise<RegistrationRow | undefined> {
  return await tx
    .withTables<IdentityTables>()
    .selectFrom('registration')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
}

/** Ties the registration to its customer and forgets the hash, which the customer's credential has now. */
export async function completeRegistration(tx: Tx, done: { id: string; customerId: string }): Promise<void> {
  await tx
    .withTables<IdentityTables>()
    .updateTable('registration')
    .set({ customer_id: done.customerId, password_hash: null })
    .where('id', '=', done.id)
    .execute()
}

/** The customer who has this folded address, as the mail about it needs them. */
export async function findOwner(
  db: ReadDb,
  emailKey: string,
): Promise<Pick<IdentityTables['customer'], 'email' | 'locale'> | undefined> {
  return await db
    .withTables<IdentityTables>()
    .selectFrom('customer')
    .select(['email', 'locale'])
    .where('email_key', '=', emailKey)
    .executeTakeFirst()
}
