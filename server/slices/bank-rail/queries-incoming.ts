import type pg from 'pg'
import { z } from 'zod'
import { currencies, money } from '../../../contract/money.ts'
import { nullableUuidArray, plainArray, timeArray } from '../../platform/sql-arrays.ts'
import type { IncomingState } from './incoming.ts'

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
export async function decideParts(client: pg.ClientBase, parts: readonly IncomingState[]): Promise<void> {
  await client.query({
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
  })
}
