import { sql } from 'kysely'
import type { ReadDb } from '../../../platform/db.ts'

/** Something that opens an account, and where it was added. */
export type AddedFactor = {
  kind: 'passkey' | 'totp' | 'recovery_codes'
  /** Null for a set of recovery codes. */
  id: string | null
  /** What the customer calls it; only passkeys have a name. */
  name: string | null
  addedAt: Date
  deviceId: string | null
  /** What the device is called, where it is known. */
  device: string | null
  /** Added on a device that was not the customer's for long then. */
  strange: boolean
}

/**
 * What was added since and is in use, the newest first. Strange is a device first seen less than `strangeForMs` before,
 * unless the account was opened on it.
 */
export async function listAddedFactors(
  db: ReadDb,
  { customerId, since, strangeForMs }: { customerId: string; since: Date; strangeForMs: number },
): Promise<AddedFactor[]> {
  const { rows } = await sql<AddedFactor>`
    WITH added AS (
      SELECT 'passkey' AS kind, id, name, created_at AS added_at, device_id
      FROM passkey WHERE customer_id = ${customerId} AND removed_at IS NULL AND created_at > ${since}
      UNION ALL
      SELECT 'totp', id, NULL, confirmed_at, device_id
      FROM authenticator WHERE customer_id = ${customerId} AND removed_at IS NULL AND confirmed_at > ${since}
      UNION ALL
      SELECT 'recovery_codes', NULL, NULL, max(created_at), device_id
      FROM recovery_code
      WHERE customer_id = ${customerId} AND used_at IS NULL AND replaced_at IS NULL AND created_at > ${since}
      GROUP BY device_id
    )
    SELECT added.kind, added.id, added.name, added.added_at AS "addedAt", added.device_id AS "deviceId",
           d.name AS device,
           coalesce(
             d.first_seen_at > c.created_at
               AND d.first_seen_at > added.added_at - ${strangeForMs}::float8 * interval '1 millisecond',
             false
           ) AS strange
    FROM added JOIN customer c ON c.id = ${customerId} LEFT JOIN device d ON d.id = added.device_id
    ORDER BY added.added_at DESC, added.id DESC`.execute(db)
  return rows
}
