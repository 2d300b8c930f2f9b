import { CompiledQuery } from 'kysely'
import type { Tx } from './db.ts'
import { smallints, texts, times, uuids } from './sql-binary-arrays.ts'
import type { NewEvent } from './outbox.ts'
import type { Statement } from './statement.ts'

/**
 * `writer` is read before the rows get their ids: from then on the transaction has a number, and the dispatcher
 * can tell from the numbers of running transactions below which id nothing can appear any more.
 */
const insertEventsSql = `
  WITH writer AS MATERIALIZED (SELECT pg_current_xact_id() AS number)
  INSERT INTO outbox (type, version, stream_id, subject_id, journal_id, payload, occurred_at)
  SELECT fact.*
  FROM writer, ROWS FROM (unnest($1::text[]), unnest($2::smallint[]), unnest($3::uuid[]), unnest($4::uuid[]),
    unnest($5::uuid[]), jsonb_array_elements($6::jsonb), unnest($7::timestamptz[])) AS fact
  WHERE writer.number IS NOT NULL`

function parametersOf(events: readonly NewEvent[]): (string | Buffer)[] {
  return [
    texts(events.map(event => event.type)),
    smallints(events.map(event => event.version)),
    uuids(events.map(event => event.stream)),
    uuids(events.map(event => event.subject)),
    uuids(events.map(event => event.journal)),
    // One JSON array: quoted into an array of texts, each quotation mark in it would be escaped once more.
    JSON.stringify(events.map(event => event.payload)),
    times(events.map(event => event.occurredAt)),
  ]
}

export async function insertEvents(tx: Tx, events: readonly NewEvent[]): Promise<void> {
  await tx.executeQuery(CompiledQuery.raw(insertEventsSql, parametersOf(events)))
}

/** Prepared once per connection: the money pipeline runs it with every batch. */
export function insertEventsPrepared(events: readonly NewEvent[]): Statement {
  return { name: 'outbox-insert', text: insertEventsSql, values: parametersOf(events) }
}

/** Delivered when the transaction commits; several in one transaction are one. */
export async function notifyDispatcher(tx: Tx): Promise<void> {
  await tx.executeQuery(CompiledQuery.raw(`SELECT pg_notify('okpay_outbox', '')`))
}
