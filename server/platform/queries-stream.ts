import { sql } from 'kysely'
import type { ReadDb } from './db.ts'

export type StreamEvent = { type: string; payload: Record<string, unknown>; occurred_at: Date }

/**
 * The newest events of one customer's stream that happened after `since`, newest first. Reads the index of the stream
 * backwards; a fact told late has a late position, which is what somebody who looks for news wants.
 */
export async function readStream(
  db: ReadDb,
  { stream, since, limit }: { stream: string; since: Date; limit: number },
): Promise<StreamEvent[]> {
  const { rows } = await sql<StreamEvent>`
    SELECT type, payload, occurred_at FROM event
    WHERE stream_id = ${stream} AND occurred_at > ${since}
    ORDER BY position DESC LIMIT ${limit}`.execute(db)
  return rows
}
