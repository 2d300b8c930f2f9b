import { sql } from 'kysely'
import type { ReadDb } from './db.ts'
import type { EventRow } from './queries-dispatcher.ts'

/** Events of one stream and of some types, newest first, from before a position on. Walks the index `event_stream`. */
export async function readStream(
  db: ReadDb,
  range: { stream: string; types: readonly string[]; before: bigint | undefined; limit: number },
): Promise<EventRow[]> {
  const end = range.before === undefined ? sql`true` : sql`position < ${range.before}`
  const { rows } = await sql<EventRow>`
    SELECT position, type, version, stream_id AS stream, subject_id AS subject, journal_id AS journal,
           payload::text AS payload, occurred_at AS "occurredAt"
    FROM event
    WHERE stream_id = ${range.stream} AND type = ANY(${[...range.types]}::text[]) AND ${end}
    ORDER BY position DESC LIMIT ${range.limit}`.execute(db)
  return rows
}

/** How many events of some types a stream has after a position; stops counting at `max`. */
export async function countStream(
  db: ReadDb,
  range: { stream: string; types: readonly string[]; after: bigint; max: number },
): Promise<number> {
  const { rows } = await sql<{ count: bigint }>`
    SELECT count(*) AS count FROM (
      SELECT FROM event
      WHERE stream_id = ${range.stream} AND type = ANY(${[...range.types]}::text[]) AND position > ${range.after}
      ORDER BY position DESC LIMIT ${range.max}) AS found`.execute(db)
  return Number(rows[0]?.count ?? 0n)
}

export type SubjectEvent = { position: bigint; type: string; journal: string | null; occurredAt: Date }

/** What one stream tells of one object, in the order of the log. */
export async function eventsOf(
  db: ReadDb,
  { stream, subject }: { stream: string; subject: string },
): Promise<SubjectEvent[]> {
  const { rows } = await sql<SubjectEvent>`
    SELECT position, type, journal_id AS journal, occurred_at AS "occurredAt" FROM event
    WHERE subject_id = ${subject} AND stream_id = ${stream} ORDER BY position`.execute(db)
  return rows
}

/** Journals of the same whose events wait for their place in the log: what is there is a few milliseconds old. */
export async function waitingJournalsOf(
  db: ReadDb,
  { stream, subject }: { stream: string; subject: string },
): Promise<string[]> {
  const { rows } = await sql<{ journal: string }>`
    SELECT journal_id AS journal FROM outbox
    WHERE stream_id = ${stream} AND subject_id = ${subject} AND journal_id IS NOT NULL ORDER BY id`.execute(
    db,
  )
  return rows.map(({ journal }) => journal)
}

/** The transaction numbers that events of one stream give for objects. */
export async function numbersOf(
  db: ReadDb,
  { stream, subjects }: { stream: string; subjects: readonly string[] },
): Promise<{ subject: string; number: string }[]> {
  const { rows } = await sql<{ subject: string; number: string }>`
    SELECT DISTINCT subject_id AS subject, payload ->> 'number' AS number FROM event
    WHERE subject_id = ANY(${[...subjects]}::uuid[]) AND stream_id = ${stream} AND payload ? 'number'`.execute(
    db,
  )
  return rows
}
