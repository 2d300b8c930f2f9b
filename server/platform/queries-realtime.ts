import { sql } from 'kysely'
import type { ReadDb } from './db.ts'

/** The end of the log. */
export async function readHead(db: ReadDb): Promise<bigint> {
  const { rows } = await sql<{ head: bigint }>`SELECT coalesce(max(position), 0) AS head FROM event`.execute(
    db,
  )
  return rows[0]?.head ?? 0n
}

export type LiveRow = { position: bigint; stream: string; type: string; subject: string }

/** What happened in some streams after one position up to another, in order, at most `limit`. */
export async function readStreams(
  db: ReadDb,
  range: { streams: readonly string[]; after: bigint; upTo: bigint; limit: number },
): Promise<LiveRow[]> {
  const { rows } = await sql<LiveRow>`
    SELECT position, stream_id AS stream, type, coalesce(payload->>'id', '') AS subject
    FROM event
    WHERE stream_id = ANY(${range.streams}::uuid[]) AND position > ${range.after} AND position <= ${range.upTo}
    ORDER BY position LIMIT ${range.limit}`.execute(db)
  return rows
}
