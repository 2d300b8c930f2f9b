import { sql } from 'kysely'
import type pg from 'pg'
import type { Tx } from './db.ts'

/** Any number, the same in every process: who holds it is the dispatcher. */
const dispatcherLock = 7_102_028

/**
 * A dispatcher that is frozen goes silent and loses its session, and with it the lock. The statistics of a table
 * that is emptied all the time mislead the planner, and one sequential scan over its dead rows would be slow.
 */
export async function prepareSession(client: pg.Client): Promise<void> {
  await client.query(`SET idle_session_timeout = '10s'; SET enable_seqscan = off; LISTEN okpay_outbox`)
}

export async function tryToLead(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ leads: boolean }>('SELECT pg_try_advisory_lock($1) AS leads', [
    dispatcherLock,
  ])
  return rows[0]?.leads === true
}

export async function notifyLeader(client: pg.Client): Promise<void> {
  await client.query(`SELECT pg_notify('okpay_outbox', '')`)
}

export type Round = {
  count: number
  /** Position of the last event moved. */
  last: bigint | null
  /** Highest outbox id moved. */
  highestId: bigint | null
  /** Number of the oldest transaction that was running when this statement looked. */
  oldestRunning: bigint
  /** Number of this statement's own transaction; null when there was nothing to move. */
  own: bigint | null
}

/**
 * Moves what is visible in the outbox into the log, in the order of the outbox ids, and tells the world the range.
 * One statement, one snapshot, one commit: positions have no gaps and none appears before a lower one.
 *
 * Order: events of transactions that lock a common row (all of one customer's money) have ids in the order of the
 * commits, since a sequence only grows. Others are unrelated and get the order in which they became visible.
 */
export async function moveBatch(client: pg.Client, floor: bigint, limit: number): Promise<Round> {
  const { rows } = await client.query<Round>({
    name: 'dispatch',
    text: `
      WITH moved AS (
        DELETE FROM outbox
        WHERE ctid = ANY(ARRAY(SELECT ctid FROM outbox WHERE id >= $1 ORDER BY id LIMIT $2))
        RETURNING id, type, version, stream_id, subject_id, journal_id, payload, occurred_at
      ), placed AS (
        INSERT INTO event (position, type, version, stream_id, subject_id, journal_id, payload, occurred_at)
        SELECT (SELECT coalesce(max(position), 0) FROM event) + row_number() OVER (ORDER BY id),
               type, version, stream_id, subject_id, journal_id, payload, occurred_at
        FROM moved
        RETURNING position
      )
      SELECT count(*)::int AS count,
             max(position) AS last,
             (SELECT max(id) FROM moved) AS "highestId",
             pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS "oldestRunning",
             pg_current_xact_id_if_assigned()::text::bigint AS own,
             CASE WHEN count(*) > 0 THEN pg_notify('okpay_events', min(position) || '-' || max(position)) END
      FROM placed`,
    values: [floor, limit],
  })
  const [round] = rows
  if (!round) throw new Error('an aggregate query returned no row')
  return round
}

export async function registerSubscribers(client: pg.Client, names: readonly string[]): Promise<void> {
  await client.query(
    'INSERT INTO subscriber_cursor (name) SELECT unnest($1::text[]) ON CONFLICT DO NOTHING',
    [names],
  )
}

/** A subscriber's cursor, locked until the transaction ends, and the end of the log. */
export async function lockCursor(tx: Tx, name: string): Promise<{ cursor: bigint; head: bigint }> {
  const { rows } = await sql<{ cursor: bigint; head: bigint }>`
    SELECT position AS cursor, (SELECT coalesce(max(position), 0) FROM event) AS head
    FROM subscriber_cursor WHERE name = ${name} FOR UPDATE`.execute(tx)
  const [row] = rows
  if (!row) throw new Error(`subscriber ${name} has no cursor`)
  return row
}

export async function moveCursor(tx: Tx, name: string, position: bigint): Promise<void> {
  await sql`UPDATE subscriber_cursor SET position = ${position} WHERE name = ${name}`.execute(tx)
}

export type EventRow = {
  position: bigint
  type: string
  version: number
  stream: string
  subject: string
  journal: string | null
  /** JSON as text: whoever does not need it does not pay for parsing it. */
  payload: string
  occurredAt: Date
}

export async function readEvents(
  tx: Tx,
  range: { after: bigint; upTo: bigint; types: readonly string[] | undefined; limit: number },
): Promise<EventRow[]> {
  const ofTypes = range.types ? sql`AND type = ANY(${range.types})` : sql``
  const { rows } = await sql<EventRow>`
    SELECT position, type, version, stream_id AS stream, subject_id AS subject, journal_id AS journal,
           payload::text AS payload, occurred_at AS "occurredAt"
    FROM event
    WHERE position > ${range.after} AND position <= ${range.upTo} ${ofTypes}
    ORDER BY position LIMIT ${range.limit}`.execute(tx)
  return rows
}
