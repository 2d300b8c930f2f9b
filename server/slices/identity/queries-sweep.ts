import { sql } from 'kysely'
import type { Tx } from '../../platform/db.ts'

/** Each deletes at most `limit` rows and answers how many it did. */
async function rowsDeleted(query: ReturnType<typeof sql>, tx: Tx): Promise<number> {
  const { numAffectedRows } = await query.execute(tx)
  return Number(numAffectedRows ?? 0n)
}

/** Registrations that expired, proved or not, with their verifications. */
export async function deleteRegistrations(tx: Tx, expiredBefore: Date, limit: number): Promise<number> {
  return await rowsDeleted(
    sql`DELETE FROM registration WHERE id IN (
          SELECT id FROM registration WHERE expires_at <= ${expiredBefore} LIMIT ${limit} FOR UPDATE SKIP LOCKED
        )`,
    tx,
  )
}

export async function deleteSessions(tx: Tx, expiredBefore: Date, limit: number): Promise<number> {
  return await rowsDeleted(
    sql`DELETE FROM session WHERE id IN (
          SELECT id FROM session WHERE expires_at <= ${expiredBefore} LIMIT ${limit} FOR UPDATE SKIP LOCKED
        )`,
    tx,
  )
}

/** Counters that belong to no account; an account's stays until a success, however long that takes. */
export async function deleteStrangersCounters(tx: Tx, lastBefore: Date, limit: number): Promise<number> {
  return await rowsDeleted(
    sql`DELETE FROM throttle WHERE (purpose, subject) IN (
          SELECT purpose, subject FROM throttle
          WHERE last_at <= ${lastBefore} AND customer_id IS NULL LIMIT ${limit} FOR UPDATE SKIP LOCKED
        )`,
    tx,
  )
}

/** Codes whose time is over; how often somebody may ask is counted elsewhere. */
export async function deleteCodes(tx: Tx, expiredBefore: Date, limit: number): Promise<number> {
  return await rowsDeleted(
    sql`DELETE FROM one_time_code WHERE id IN (
          SELECT id FROM one_time_code WHERE expires_at <= ${expiredBefore} LIMIT ${limit} FOR UPDATE SKIP LOCKED
        )`,
    tx,
  )
}

/** Authenticator apps whose setting up was never finished, with their secrets. */
export async function deleteUnfinishedAuthenticators(
  tx: Tx,
  startedBefore: Date,
  limit: number,
): Promise<number> {
  return await rowsDeleted(
    sql`DELETE FROM authenticator WHERE id IN (
          SELECT id FROM authenticator
          WHERE created_at <= ${startedBefore} AND confirmed_at IS NULL LIMIT ${limit} FOR UPDATE SKIP LOCKED
        )`,
    tx,
  )
}

/** Devices nobody came back with, once no session names them any more. */
export async function deleteDevices(tx: Tx, seenBefore: Date, limit: number): Promise<number> {
  return await rowsDeleted(
    sql`DELETE FROM device WHERE id IN (
          SELECT id FROM device d
          WHERE last_seen_at <= ${seenBefore} AND NOT EXISTS (SELECT FROM session s WHERE s.device_id = d.id)
          LIMIT ${limit} FOR UPDATE SKIP LOCKED
        )`,
    tx,
  )
}
