import { sql } from 'kysely'
import type { CustomerStatus } from '../../../contract/api/identity.ts'
import type { ReadDb, Tx } from '../../platform/db.ts'
import { byteaArray } from '../../platform/sql-arrays.ts'
import { restrictionFacts, type RestrictionFact } from './queries-restrictions.ts'
import type { IdentityTables } from './tables.ts'

/** What one look at an address tells; everything is null where nobody has it. */
export type SignInFacts = {
  customer_id: string | null
  status: CustomerStatus | null
  restrictions: RestrictionFact[] | null
  hash: string | null
  /** When the password itself was chosen; hashing it anew does not change this. */
  password_changed_at: Date | null
  known_network: boolean
  /** The device of this customer the browser is, if it is one. */
  device_id: string | null
  device_token_hash: Buffer | null
  device_remembered_until: Date | null
  registration_hash: string | null
  verification_id: string | null
}

/**
 * The customer of a folded address with the hash, and whether they were ever signed in on this device and from this
 * network; and the newest registration that waits for its proof, customer or not. One query for every address.
 */
export async function findSignInFacts(
  db: ReadDb,
  asked: {
    emailKey: string
    network: string
    deviceHashes: readonly Buffer[]
    now: Date
    networkKnownSince: Date
    deviceKnownSince: Date
  },
): Promise<SignInFacts> {
  const { emailKey, network, now } = asked
  const found = await sql<SignInFacts>`
    SELECT c.id AS customer_id, c.status, p.hash, p.changed_at AS password_changed_at,
           ${sql.raw(restrictionFacts)} AS restrictions,
           EXISTS (
             SELECT FROM session s
             WHERE s.customer_id = c.id AND s.network = ${network} AND s.stage = 'full'
               AND s.created_at > ${asked.networkKnownSince}
           ) AS known_network,
           device.id AS device_id, device.token_hash AS device_token_hash,
           device.remembered_until AS device_remembered_until,
           waiting.password_hash AS registration_hash, v.id AS verification_id
    FROM (SELECT ${emailKey}::text AS email_key) AS asked
    LEFT JOIN customer c ON c.email_key = asked.email_key
    LEFT JOIN password_credential p ON p.customer_id = c.id
    LEFT JOIN LATERAL (
      SELECT id, token_hash, remembered_until FROM device
      WHERE token_hash = ANY(${byteaArray(asked.deviceHashes)}::bytea[]) AND customer_id = c.id
        AND revoked_at IS NULL AND last_seen_at > ${asked.deviceKnownSince}
      ORDER BY last_seen_at DESC LIMIT 1
    ) AS device ON true
    LEFT JOIN LATERAL (
      SELECT id, password_hash FROM registration
      WHERE email_key = asked.email_key AND customer_id IS NULL AND expires_at > ${now}
      ORDER BY created_at DESC, id DESC LIMIT 1
    ) AS waiting ON true
    LEFT JOIN email_verification v ON v.registration_id = waiting.id`.execute(db)
  const facts = found.rows[0]
  if (!facts) throw new Error('a query without a condition answers one row')
  return facts
}

/**
 * Whether the password is still the one that was judged, and keeps it so until the transaction ends: whoever
 * changes it waits for this, and then ends the session that is being opened here.
 */
export async function holdPassword(
  tx: Tx,
  password: { customerId: string; changedAt: Date },
): Promise<boolean> {
  const held = await tx
    .withTables<IdentityTables>()
    .selectFrom('password_credential')
    .select('customer_id')
    .where('customer_id', '=', password.customerId)
    .where('changed_at', '=', password.changedAt)
    .forShare()
    .executeTakeFirst()
  return held !== undefined
}
