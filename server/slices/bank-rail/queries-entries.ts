import { z } from 'zod'
import {
  bigintArray,
  byteaArray,
  nullableUuidArray,
  plainArray,
  textArray,
  timeArray,
} from '../../platform/sql-arrays.ts'
import type { Statement } from '../../platform/statement.ts'
import type { BookedEntry, BookedPart, SuspenseItem } from './entry.ts'
import type { StoredCounterparty } from './payer.ts'
import type { Connection } from './queries-orders.ts'

/** Entries of an account that are booked, by the bank's reference. */
export async function knownEntries(
  client: Connection,
  account: string,
  references: readonly string[],
): Promise<Map<string, { amount: bigint; side: 'credit' | 'debit' }>> {
  const { rows } = await client.query(
    `SELECT reference, amount, side FROM bank_entry WHERE account = $1 AND reference = ANY($2::text[])`,
    [account, textArray(references)],
  )
  const schema = z.object({ reference: z.string(), amount: z.bigint(), side: z.enum(['credit', 'debit']) })
  return new Map(
    rows.map(row => {
      const { reference, ...entry } = schema.parse(row)
      return [reference, entry]
    }),
  )
}

export function insertEntries(entries: readonly BookedEntry[]): Statement {
  return {
    name: 'bank_rail.insert_entries',
    text: `INSERT INTO bank_entry (id, account, reference, currency, amount, side, booked_on, value_on, file_number, line,
             journal_id, recorded_at)
           SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::date[],
             $8::date[], $9::int[], $10::int[], $11::uuid[], $12::timestamptz[])`,
    values: [
      plainArray(entries.map(entry => entry.id)),
      plainArray(entries.map(entry => entry.account)),
      textArray(entries.map(entry => entry.reference)),
      plainArray(entries.map(entry => entry.amount.currency)),
      bigintArray(entries.map(entry => entry.amount.minor)),
      plainArray(entries.map(entry => entry.side)),
      plainArray(entries.map(entry => entry.bookedOn)),
      plainArray(entries.map(entry => entry.valueOn)),
      bigintArray(entries.map(entry => entry.file)),
      bigintArray(entries.map(entry => entry.line)),
      plainArray(entries.map(entry => entry.journalId)),
      timeArray(entries.map(entry => entry.recordedAt)),
    ],
  }
}

export function insertParts(parts: readonly BookedPart[]): Statement {
  return {
    name: 'bank_rail.insert_parts',
    text: `INSERT INTO bank_entry_part (id, entry_id, number, amount, end_to_end_id, sealed_counterparty, reference, return_code,
             return_text, status, order_id, decided_at)
           SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::smallint[], $4::bigint[], $5::text[], $6::bytea[], $7::text[],
             $8::text[], $9::text[], $10::text[], $11::uuid[], $12::timestamptz[])`,
    values: [
      plainArray(parts.map(({ id }) => id)),
      plainArray(parts.map(({ entryId }) => entryId)),
      bigintArray(parts.map(({ number }) => number)),
      bigintArray(parts.map(({ part }) => part.amount.minor)),
      textArray(parts.map(({ part }) => part.endToEndId)),
      byteaArray(parts.map(({ sealedCounterparty }) => sealedCounterparty)),
      textArray(parts.map(({ part }) => part.reference)),
      textArray(parts.map(({ part }) => part.returnReason?.code ?? null)),
      textArray(parts.map(({ part }) => part.returnReason?.text ?? null)),
      plainArray(parts.map(({ status }) => status)),
      nullableUuidArray(parts.map(({ orderId }) => orderId)),
      timeArray(parts.map(({ decidedAt }) => decidedAt)),
    ],
  }
}

/** Parts of before 0057, whose counterparty still lies open. */
export async function unsealedParts(client: Connection, limit: number): Promise<StoredCounterparty[]> {
  const { rows } = await client.query<StoredCounterparty>(
    `SELECT id, counterparty, sealed_counterparty FROM bank_entry_part WHERE sealed_counterparty IS NULL
     ORDER BY id LIMIT $1`,
    [limit],
  )
  return rows
}

/** Puts the sealed form in place of the open one; false where somebody else has. */
export async function sealPart(
  client: Connection,
  { id, sealed }: { id: string; sealed: Buffer },
): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE bank_entry_part SET sealed_counterparty = $2, counterparty = NULL
     WHERE id = $1 AND sealed_counterparty IS NULL`,
    [id, sealed],
  )
  return rowCount === 1
}

export function insertSuspense(items: readonly SuspenseItem[]): Statement {
  return {
    name: 'bank_rail.insert_suspense',
    text: `INSERT INTO suspense_item (id, part_id, currency, amount, side, reason, status, version, journal_id, created_at)
           SELECT id, part_id, currency, amount, side, reason, 'open', 1, journal_id, created_at
           FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::uuid[],
             $8::timestamptz[]) AS item (id, part_id, currency, amount, side, reason, journal_id, created_at)`,
    values: [
      plainArray(items.map(item => item.id)),
      plainArray(items.map(item => item.partId)),
      plainArray(items.map(item => item.amount.currency)),
      bigintArray(items.map(item => item.amount.minor)),
      plainArray(items.map(item => item.side)),
      plainArray(items.map(item => item.reason)),
      plainArray(items.map(item => item.journalId)),
      timeArray(items.map(item => item.createdAt)),
    ],
  }
}
