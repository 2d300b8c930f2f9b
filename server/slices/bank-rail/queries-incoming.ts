import type pg from 'pg'
import { z } from 'zod'
import { currencies, money } from '../../../contract/money.ts'
import { nullableUuidArray, plainArray, timeArray } from '../../platform/sql-arrays.ts'
import type { Statement } from '../../platform/statement.ts'
import type { IncomingPayment, IncomingState } from './incoming.ts'
import type { StoredCounterparty } from './payer.ts'
import type { Connection } from './queries-orders.ts'

const rowSchema = z.object({
  id: z.string(),
  amount: z.bigint(),
  currency: z.enum(currencies),
  status: z.enum(['open', 'order', 'early_return', 'taken', 'suspense']),
  taken_by: z.string().nullable(),
  decided_at: z.date().nullable(),
})

/** Parts of entries by id, locked in the order of their ids. */
export async function lockParts(
  client: pg.ClientBase,
  ids: readonly string[],
): Promise<Map<string, IncomingState>> {
  const { rows } = await client.query({
    name: 'bank_rail.lock_parts',
    text: `SELECT p.id, p.amount, e.currency, p.status, p.taken_by, p.decided_at
           FROM bank_entry_part p JOIN bank_entry e ON e.id = p.entry_id
           WHERE p.id = ANY($1::uuid[]) ORDER BY p.id FOR UPDATE OF p`,
    values: [plainArray(ids)],
  })
  return new Map(
    rows.map(stored => {
      const {
        id,
        amount,
        currency,
        status,
        taken_by: takenBy,
        decided_at: decidedAt,
      } = rowSchema.parse(stored)
      return [id, { id, amount: money(amount, currency), status, takenBy, decidedAt }]
    }),
  )
}

/** Only what is open can be decided; anything else undoes the batch. */
export function decideParts(parts: readonly IncomingState[]): Statement {
  return {
    name: 'bank_rail.decide_parts',
    text: `WITH updated AS (
           UPDATE bank_entry_part p SET status = n.status, taken_by = n.taken_by, decided_at = n.decided_at
           FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::timestamptz[]) AS n (id, status, taken_by, decided_at)
           WHERE p.id = n.id AND p.status = 'open'
           RETURNING 1)
           SELECT expect_rows((SELECT count(*) FROM updated), $5, 'bank_entry_part')`,
    values: [
      plainArray(parts.map(part => part.id)),
      plainArray(parts.map(part => part.status)),
      nullableUuidArray(parts.map(part => part.takenBy)),
      timeArray(parts.map(part => part.decidedAt)),
      parts.length,
    ],
  }
}

const paymentSchema = z.object({
  id: z.string(),
  account: z.string(),
  reference: z.string(),
  end_to_end_id: z.string().nullable(),
  amount: z.bigint(),
  currency: z.enum(currencies),
  counterparty: z.unknown(),
  sealed_counterparty: z.instanceof(Buffer).nullable(),
  booked_on: z.string(),
  value_on: z.string(),
  file_number: z.number(),
  line: z.number(),
  message_id: z.string(),
  entry_reference: z.string(),
  recorded_at: z.date(),
})

/** A payment that came in, with who sent it as it is stored. */
export type StoredIncoming = Omit<IncomingPayment, 'debtor'> & { payer: StoredCounterparty }

/** Payments that came in and that nobody was asked about yet, by id. */
export async function openPayments(
  client: Connection,
  { after, limit }: { after: string; limit: number },
): Promise<StoredIncoming[]> {
  const { rows } = await client.query(
    `SELECT p.id, e.account, coalesce(p.assigned_reference, p.reference) AS reference, p.end_to_end_id, p.amount, e.currency, p.counterparty, p.sealed_counterparty,
            e.booked_on::text AS booked_on, e.value_on::text AS value_on, e.file_number, e.line, f.message_id,
            e.reference AS entry_reference, e.recorded_at
     FROM bank_entry_part p JOIN bank_entry e ON e.id = p.entry_id JOIN bank_file f ON f.number = e.file_number
     WHERE p.status = 'open' AND p.id > $1 ORDER BY p.id LIMIT $2`,
    [after, limit],
  )
  return rows.map(stored => {
    const row = paymentSchema.parse(stored)
    return {
      id: row.id,
      account: row.account,
      reference: row.reference,
      endToEndId: row.end_to_end_id,
      amount: money(row.amount, row.currency),
      payer: { id: row.id, counterparty: row.counterparty, sealed_counterparty: row.sealed_counterparty },
      bookedOn: row.booked_on,
      valueOn: row.value_on,
      evidence: {
        file: row.file_number,
        line: row.line,
        messageId: row.message_id,
        statementEntry: row.entry_reference,
        at: row.recorded_at,
      },
    }
  })
}

export async function hasOpenParts(client: Connection): Promise<boolean> {
  const { rows } = await client.query<{ open: boolean }>(
    `SELECT EXISTS (SELECT FROM bank_entry_part WHERE status = 'open') AS open`,
  )
  return rows[0]?.open === true
}
