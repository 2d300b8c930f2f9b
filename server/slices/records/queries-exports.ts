import { sql } from 'kysely'
import type { ReadDb, Tx } from '../../platform/db.ts'
import type { ExportRow, RecordsTables } from './tables.ts'

/** Begins an export; undefined while another one of this customer is being made. */
export async function beginExport(
  tx: Tx,
  wanted: { id: string; customerId: string; request: unknown; version: number; now: Date },
): Promise<ExportRow | undefined> {
  return await tx
    .withTables<RecordsTables>()
    .insertInto('history_export')
    .values({
      id: wanted.id,
      customer_id: wanted.customerId,
      state: 'pending',
      request: JSON.stringify(wanted.request),
      request_version: wanted.version,
      total: null,
      done: 0,
      parts: 0,
      size: 0n,
      after_created_at: null,
      after_subject_id: null,
      asked_at: wanted.now,
      moved_at: wanted.now,
      ready_at: null,
      expires_at: null,
    })
    .onConflict(conflict => conflict.doNothing())
    .returningAll()
    .executeTakeFirst()
}

/** How many exports a customer has asked for since then. */
export async function countExports(
  db: ReadDb,
  { customerId, since }: { customerId: string; since: Date },
): Promise<number> {
  const { count } = await db
    .withTables<RecordsTables>()
    .selectFrom('history_export')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .where('customer_id', '=', customerId)
    .where('asked_at', '>', since)
    .executeTakeFirstOrThrow()
  return Number(count)
}

export async function findExport(db: ReadDb, id: string): Promise<ExportRow | undefined> {
  return await db
    .withTables<RecordsTables>()
    .selectFrom('history_export')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
}

/** The same, held until the transaction ends: whoever writes parts is alone. */
export async function lockExport(tx: Tx, id: string): Promise<ExportRow | undefined> {
  return await tx
    .withTables<RecordsTables>()
    .selectFrom('history_export')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
}

export type ExportCursor = { askedAt: Date; id: string }

/** Newest first. */
export async function listExports(
  db: ReadDb,
  { customerId, after, limit }: { customerId: string; after: ExportCursor | undefined; limit: number },
): Promise<ExportRow[]> {
  let query = db
    .withTables<RecordsTables>()
    .selectFrom('history_export')
    .selectAll()
    .where('customer_id', '=', customerId)
  if (after) query = query.where(sql<boolean>`(asked_at, id) < (${after.askedAt}, ${after.id}::uuid)`)
  return await query.orderBy('asked_at', 'desc').orderBy('id', 'desc').limit(limit).execute()
}

export async function startExport(
  tx: Tx,
  { id, total, at }: { id: string; total: number; at: Date },
): Promise<void> {
  await tx
    .withTables<RecordsTables>()
    .updateTable('history_export')
    .set({ state: 'running', total, moved_at: at })
    .where('id', '=', id)
    .where('state', '=', 'pending')
    .execute()
}

type Part = {
  id: string
  number: number
  sealed: Buffer
  rows: number
  bytes: number
  at: Date
  after: { createdAt: Date; subjectId: string } | undefined
}

/** Adds a part and moves on to where the next one begins, in one transaction. */
export async function addPart(tx: Tx, part: Part): Promise<void> {
  const tables = tx.withTables<RecordsTables>()
  await tables
    .insertInto('history_export_part')
    .values({ export_id: part.id, number: part.number, sealed: part.sealed })
    .execute()
  await tables
    .updateTable('history_export')
    .set(({ eb }) => ({
      parts: part.number,
      moved_at: part.at,
      done: eb('done', '+', part.rows),
      size: eb('size', '+', BigInt(part.bytes)),
      ...(part.after
        ? { after_created_at: part.after.createdAt, after_subject_id: part.after.subjectId }
        : {}),
    }))
    .where('id', '=', part.id)
    .execute()
}

export async function finishExport(
  tx: Tx,
  { id, at, expiresAt }: { id: string; at: Date; expiresAt: Date },
): Promise<void> {
  await tx
    .withTables<RecordsTables>()
    .updateTable('history_export')
    .set({ state: 'ready', ready_at: at, expires_at: expiresAt, moved_at: at })
    .where('id', '=', id)
    .execute()
}

/** Gives up on an export that could not be made: what there is of it is removed. */
export async function failExport(tx: Tx, id: string): Promise<void> {
  const tables = tx.withTables<RecordsTables>()
  await tables.deleteFrom('history_export_part').where('export_id', '=', id).execute()
  await tables
    .updateTable('history_export')
    .set({ state: 'failed' })
    .where('id', '=', id)
    .where('state', 'in', ['pending', 'running'])
    .execute()
}

/** Gives an export up, or removes a file before its time; undefined where it has ended without one. */
export async function cancelExport(tx: Tx, id: string, now: Date): Promise<ExportRow | undefined> {
  const row = await lockExport(tx, id)
  if (row?.state === 'canceled' || row?.state === 'expired') return row
  if (!row || row.state === 'failed') return undefined
  const tables = tx.withTables<RecordsTables>()
  await tables.deleteFrom('history_export_part').where('export_id', '=', id).execute()
  return await tables
    .updateTable('history_export')
    .set({
      moved_at: now,
      ...(row.state === 'ready'
        ? { state: 'expired' as const, expires_at: now }
        : { state: 'canceled' as const }),
    })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
}

/** Exports at which nothing has moved since `before`, as if something did now, so that each is taken up once at a time. */
export async function takeUpStuck(
  tx: Tx,
  { before, now, limit }: { before: Date; now: Date; limit: number },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    UPDATE history_export SET moved_at = ${now}
    WHERE id IN (
      SELECT id FROM history_export WHERE state IN ('pending', 'running') AND moved_at < ${before}
      LIMIT ${limit} FOR UPDATE SKIP LOCKED
    ) RETURNING id`.execute(tx)
  return rows.map(({ id }) => id)
}

export async function readPart(db: ReadDb, id: string, number: number): Promise<Buffer | undefined> {
  const part = await db
    .withTables<RecordsTables>()
    .selectFrom('history_export_part')
    .select('sealed')
    .where('export_id', '=', id)
    .where('number', '=', number)
    .executeTakeFirst()
  return part?.sealed
}

/** Removes the contents of exports whose time is over; how many. */
export async function expireExports(tx: Tx, now: Date, limit: number): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    UPDATE history_export SET state = 'expired'
    WHERE id IN (
      SELECT id FROM history_export WHERE state = 'ready' AND expires_at <= ${now}
      LIMIT ${limit} FOR UPDATE SKIP LOCKED
    ) RETURNING id`.execute(tx)
  const ids = rows.map(({ id }) => id)
  if (ids.length > 0)
    await tx
      .withTables<RecordsTables>()
      .deleteFrom('history_export_part')
      .where('export_id', 'in', ids)
      .execute()
  return ids.length
}
