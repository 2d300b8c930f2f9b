import { sql } from 'kysely'
import type { ReadDb, Tx } from '../../../platform/db.ts'
import { byteaArray } from '../../../platform/sql-arrays.ts'
import type { DeviceRow, IdentityTables } from '../tables.ts'

/** A device of this customer by one of the tokens a browser brought, if it was seen since; not one that was revoked. */
export async function findKnownDevice(
  db: ReadDb,
  asked: { customerId: string; tokenHashes: readonly Buffer[]; seenSince: Date },
): Promise<Pick<DeviceRow, 'id' | 'token_hash' | 'remembered_until'> | undefined> {
  return await db
    .withTables<IdentityTables>()
    .selectFrom('device')
    .select(['id', 'token_hash', 'remembered_until'])
    .where('customer_id', '=', asked.customerId)
    .where('token_hash', '=', sql<Buffer>`ANY(${byteaArray(asked.tokenHashes)}::bytea[])`)
    .where('revoked_at', 'is', null)
    .where('last_seen_at', '>', asked.seenSince)
    .orderBy('last_seen_at', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** The device among these that belongs to whoever has this folded address or proved number. */
export async function findDeviceOfContact(
  db: ReadDb,
  asked: { channel: 'email' | 'sms'; key: string; tokenHashes: readonly Buffer[]; seenSince: Date },
): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    SELECT d.id FROM device d JOIN customer c ON c.id = d.customer_id
    WHERE d.token_hash = ANY(${byteaArray(asked.tokenHashes)}::bytea[]) AND d.revoked_at IS NULL
      AND d.last_seen_at > ${asked.seenSince}
      AND CASE ${asked.channel} WHEN 'email' THEN c.email_key ELSE c.phone_lookup END = ${asked.key}
    ORDER BY d.last_seen_at DESC LIMIT 1`.execute(db)
  return rows[0]?.id
}

/** The devices among these that are somebody else's: a browser has one token for each customer who uses it. */
export async function findDevicesOfOthers(
  db: ReadDb,
  asked: { customerId: string; tokenHashes: readonly Buffer[] },
): Promise<Pick<DeviceRow, 'id' | 'customer_id' | 'name'>[]> {
  return await db
    .withTables<IdentityTables>()
    .selectFrom('device')
    .select(['id', 'customer_id', 'name'])
    .where('token_hash', '=', sql<Buffer>`ANY(${byteaArray(asked.tokenHashes)}::bytea[])`)
    .where('customer_id', '<>', asked.customerId)
    .where('revoked_at', 'is', null)
    .execute()
}

export async function insertDevice(tx: Tx, device: DeviceRow): Promise<void> {
  await tx.withTables<IdentityTables>().insertInto('device').values(device).execute()
}

/** Notes where a device was used last; false when it was revoked meanwhile. */
export async function touchDevice(
  tx: Tx,
  seen: {
    id: string
    now: Date
    name: string
    ip: string
    userAgent: string
    place: string | null
    rememberedUntil: Date | null
  },
): Promise<boolean> {
  const touched = await tx
    .withTables<IdentityTables>()
    .updateTable('device')
    .set({
      last_seen_at: seen.now,
      name: seen.name,
      ip: seen.ip,
      user_agent: seen.userAgent,
      place: seen.place,
      ...(seen.rememberedUntil === null ? {} : { remembered_until: seen.rememberedUntil }),
    })
    .where('id', '=', seen.id)
    .where('revoked_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return touched !== undefined
}

export type ListedDevice = DeviceRow & { signed_in: boolean }

/** Devices not revoked and seen since, the latest first, each with whether a session is alive on it. */
export async function listDevices(
  db: ReadDb,
  asked: { customerId: string; seenSince: Date; now: Date; idleSince: Date; limit: number },
): Promise<ListedDevice[]> {
  const { customerId, seenSince, now, idleSince, limit } = asked
  const listed = await sql<ListedDevice>`
    SELECT d.*, EXISTS (
             SELECT FROM session s
             WHERE s.device_id = d.id AND s.stage = 'full' AND s.ended_at IS NULL
               AND s.expires_at > ${now} AND s.last_seen_at > ${idleSince}
           ) AS signed_in
    FROM device d
    WHERE d.customer_id = ${customerId} AND d.revoked_at IS NULL AND d.last_seen_at > ${seenSince}
    ORDER BY d.last_seen_at DESC, d.id DESC LIMIT ${limit}`.execute(db)
  return listed.rows
}

/** Revokes a device of that customer once; undefined when there was none to revoke. */
export async function revokeDevice(
  tx: Tx,
  device: { id: string; customerId: string; now: Date },
): Promise<Pick<DeviceRow, 'name' | 'place'> | undefined> {
  return await tx
    .withTables<IdentityTables>()
    .updateTable('device')
    .set({ revoked_at: device.now, remembered_until: null })
    .where('id', '=', device.id)
    .where('customer_id', '=', device.customerId)
    .where('revoked_at', 'is', null)
    .returning(['name', 'place'])
    .executeTakeFirst()
}

/** Ends what is open on a device, half sessions included. */
export async function endSessionsOnDevice(
  tx: Tx,
  device: { id: string; customerId: string; now: Date },
): Promise<void> {
  await tx
    .withTables<IdentityTables>()
    .updateTable('session')
    .set({ ended_at: device.now, end_reason: 'device_revoked' })
    .where('device_id', '=', device.id)
    .where('customer_id', '=', device.customerId)
    .where('ended_at', 'is', null)
    .execute()
}

/** How many of a customer's devices skip the second step. */
export async function countRemembered(
  db: ReadDb,
  { customerId, now }: { customerId: string; now: Date },
): Promise<number> {
  const counted = await db
    .withTables<IdentityTables>()
    .selectFrom('device')
    .select(({ fn }) => fn.countAll<string>().as('n'))
    .where('customer_id', '=', customerId)
    .where('revoked_at', 'is', null)
    .where('remembered_until', '>', now)
    .executeTakeFirstOrThrow()
  return Number(counted.n)
}

/** From now on the second step is asked for on every device again. */
export async function forgetRemembered(tx: Tx, customerId: string): Promise<void> {
  await tx
    .withTables<IdentityTables>()
    .updateTable('device')
    .set({ remembered_until: null })
    .where('customer_id', '=', customerId)
    .where('remembered_until', 'is not', null)
    .execute()
}
