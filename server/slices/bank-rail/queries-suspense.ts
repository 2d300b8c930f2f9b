import type pg from 'pg'
import { z } from 'zod'
import { currencies, money } from '../../../contract/money.ts'
import {
  bigintArray,
  nullableUuidArray,
  plainArray,
  textArray,
  timeArray,
} from '../../platform/sql-arrays.ts'
import type { Statement } from '../../platform/statement.ts'
import type { StoredCounterparty } from './payer.ts'
import type { Connection } from './queries-orders.ts'
import { suspenseStates, type Suspended } from './suspense.ts'

const rowSchema = z.object({
  id: z.string(),
  part_id: z.string(),
  currency: z.enum(currencies),
  amount: z.bigint(),
  side: z.enum(['credit', 'debit']),
  status: z.enum(suspenseStates),
  version: z.number(),
  customer_id: z.string().nullable(),
  order_id: z.string().nullable(),
  resolution_journal_id: z.string().nullable(),
  resolved_at: z.date().nullable(),
})

/** Items by id, locked in the order of their ids. */
export async function lockItems(
  client: pg.ClientBase,
  ids: readonly string[],
): Promise<Map<string, Suspended>> {
  const { rows } = await client.query({
    name: 'bank_rail.lock_suspense',
    text: `SELECT id, part_id, currency, amount, side, status, version, customer_id, order_id, resolution_journal_id,
             resolved_at
           FROM suspense_item WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE`,
    values: [plainArray(ids)],
  })
  return new Map(
    rows.map(stored => {
      const row = rowSchema.parse(stored)
      const item: Suspended = {
        id: row.id,
        partId: row.part_id,
        amount: money(row.amount, row.currency),
        side: row.side,
        status: row.status,
        version: row.version,
        customerId: row.customer_id,
        orderId: row.order_id,
        resolutionJournal: row.resolution_journal_id,
        resolvedAt: row.resolved_at,
        askAgainAs: null,
      }
      return [row.id, item]
    }),
  )
}

/** Writes what was decided; a part to be asked about again is open from now on, under its new reference. */
export function updateItems(items: readonly Suspended[]): Statement {
  return {
    name: 'bank_rail.update_suspense',
    text: `WITH updated AS (
             UPDATE suspense_item i SET status = n.status, version = n.version, customer_id = n.customer_id,
               order_id = n.order_id, resolution_journal_id = n.resolution_journal_id, resolved_at = n.resolved_at
             FROM unnest($1::uuid[], $2::text[], $3::int[], $4::uuid[], $5::uuid[], $6::uuid[], $7::timestamptz[],
               $8::text[]) AS n (id, status, version, customer_id, order_id, resolution_journal_id, resolved_at, again)
             WHERE i.id = n.id AND i.version < n.version
             RETURNING i.part_id, n.again),
           reopened AS (
             UPDATE bank_entry_part p SET status = 'open', assigned_reference = u.again, decided_at = NULL
             FROM updated u WHERE u.again IS NOT NULL AND p.id = u.part_id AND p.status = 'suspense'
             RETURNING 1)
           SELECT expect_rows((SELECT count(*) FROM updated), $9, 'suspense_item'),
                  expect_rows((SELECT count(*) FROM reopened), (SELECT count(*) FROM updated WHERE again IS NOT NULL),
                    'bank_entry_part')`,
    values: [
      plainArray(items.map(item => item.id)),
      plainArray(items.map(item => item.status)),
      bigintArray(items.map(item => item.version)),
      nullableUuidArray(items.map(item => item.customerId)),
      nullableUuidArray(items.map(item => item.orderId)),
      nullableUuidArray(items.map(item => item.resolutionJournal)),
      timeArray(items.map(item => item.resolvedAt)),
      textArray(items.map(item => item.askAgainAs)),
      items.length,
    ],
  }
}

export type Resolution = {
  approvalId: string
  kind: 'assign' | 'return' | 'absorb'
  reference: string | null
  customerId: string | null
}

const resolutionSchema = z.object({
  approval_id: z.string(),
  kind: z.enum(['assign', 'return', 'absorb']),
  reference: z.string().nullable(),
  customer_id: z.string().nullable(),
})

/** What was approved last about an item. */
export async function findResolution(client: Connection, itemId: string): Promise<Resolution | undefined> {
  const { rows } = await client.query(
    `SELECT approval_id, kind, reference, customer_id FROM suspense_resolution WHERE item_id = $1
     ORDER BY decided_at DESC, approval_id DESC LIMIT 1`,
    [itemId],
  )
  if (!rows[0]) return undefined
  const {
    approval_id: approvalId,
    kind,
    reference,
    customer_id: customerId,
  } = resolutionSchema.parse(rows[0])
  return { approvalId, kind, reference, customerId }
}

/** Who sent the money of an item, as it is stored. */
export async function senderOf(client: Connection, itemId: string): Promise<StoredCounterparty | undefined> {
  const { rows } = await client.query<StoredCounterparty>(
    `SELECT p.id, p.counterparty, p.sealed_counterparty
     FROM suspense_item i JOIN bank_entry_part p ON p.id = i.part_id WHERE i.id = $1`,
    [itemId],
  )
  return rows[0]
}
