import type pg from 'pg'
import { z } from 'zod'
import { currencies, money } from '../../../contract/money.ts'
import {
  bigintArray,
  byteaArray,
  nullableUuidArray,
  plainArray,
  textArray,
  timeArray,
} from '../../platform/sql-arrays.ts'
import type { Statement } from '../../platform/statement.ts'
import { paymentOrderClients, type PaymentOrder } from './order.ts'
import { orderStates, statesAllowing } from './order-states.ts'

export type Connection = pg.ClientBase | pg.Pool

const columns = `id, client, subject_id, number, end_to_end_id, owner_id, currency, amount, payee, sealed_creditor, purpose, remittance,
  requested_on::text AS requested_on, batch_at, status, before_recall, reason_code, reason_text, version, steps,
  file_number, file_line, recall_file_number, recall_reason, debit_entry_id, return_entry_id, created_at, updated_at`

const rowSchema = z.object({
  id: z.string(),
  client: z.enum(paymentOrderClients),
  subject_id: z.string(),
  number: z.string(),
  end_to_end_id: z.string(),
  owner_id: z.string().nullable(),
  currency: z.enum(currencies),
  amount: z.bigint(),
  payee: z.string(),
  sealed_creditor: z.instanceof(Buffer),
  purpose: z.string().nullable(),
  remittance: z.string(),
  requested_on: z.string(),
  batch_at: z.date(),
  status: z.enum(orderStates),
  before_recall: z.enum(orderStates).nullable(),
  reason_code: z.string().nullable(),
  reason_text: z.string().nullable(),
  version: z.number(),
  steps: z.number(),
  file_number: z.number().nullable(),
  file_line: z.number().nullable(),
  recall_file_number: z.number().nullable(),
  recall_reason: z.string().nullable(),
  debit_entry_id: z.string().nullable(),
  return_entry_id: z.string().nullable(),
  created_at: z.date(),
  updated_at: z.date(),
})

function orderOf(stored: unknown): PaymentOrder {
  const row = rowSchema.parse(stored)
  return {
    id: row.id,
    client: row.client,
    subject: row.subject_id,
    number: row.number,
    endToEndId: row.end_to_end_id,
    owner: row.owner_id,
    amount: money(row.amount, row.currency),
    payee: { label: row.payee, sealed: row.sealed_creditor },
    purpose: row.purpose,
    remittance: row.remittance,
    requestedOn: row.requested_on,
    batchAt: row.batch_at,
    status: row.status,
    beforeRecall: row.before_recall,
    reason: row.reason_code === null ? null : { code: row.reason_code, text: row.reason_text },
    version: row.version,
    steps: row.steps,
    file:
      row.file_number === null || row.file_line === null
        ? null
        : { number: row.file_number, line: row.file_line },
    recallFile: row.recall_file_number,
    recallReason: row.recall_reason,
    debitEntry: row.debit_entry_id,
    returnEntry: row.return_entry_id,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    newSteps: [],
  }
}

/** Orders by id, locked in the order of their ids: everybody who changes orders locks them so. */
export async function lockOrders(
  client: pg.ClientBase,
  ids: readonly string[],
): Promise<Map<string, PaymentOrder>> {
  const { rows } = await client.query({
    name: 'bank_rail.lock_orders',
    text: `SELECT ${columns} FROM payment_order WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE`,
    values: [plainArray(ids)],
  })
  return byId(rows)
}

/** The same by the reference the bank repeats, keyed by it. */
export async function lockOrdersByReference(
  client: pg.ClientBase,
  endToEndIds: readonly string[],
): Promise<Map<string, PaymentOrder>> {
  const { rows } = await client.query({
    name: 'bank_rail.lock_orders_by_reference',
    text: `SELECT ${columns} FROM payment_order WHERE end_to_end_id = ANY($1::text[]) ORDER BY id FOR UPDATE`,
    values: [textArray(endToEndIds)],
  })
  return new Map(rows.map(orderOf).map(order => [order.endToEndId, order]))
}

/** Orders of one file in its order, without a lock. */
export async function ordersOfFile(client: Connection, fileNumber: number): Promise<PaymentOrder[]> {
  const { rows } = await client.query(
    `SELECT ${columns} FROM payment_order WHERE file_number = $1 ORDER BY file_line`,
    [fileNumber],
  )
  return rows.map(orderOf)
}

export async function readOrders(
  client: Connection,
  ids: readonly string[],
): Promise<Map<string, PaymentOrder>> {
  const { rows } = await client.query(`SELECT ${columns} FROM payment_order WHERE id = ANY($1::uuid[])`, [
    plainArray(ids),
  ])
  return byId(rows)
}

export async function ordersOfSubject(client: Connection, subject: string): Promise<PaymentOrder[]> {
  const { rows } = await client.query(
    `SELECT ${columns} FROM payment_order WHERE subject_id = $1 ORDER BY created_at, id`,
    [subject],
  )
  return rows.map(orderOf)
}

function byId(rows: readonly unknown[]): Map<string, PaymentOrder> {
  return new Map(rows.map(orderOf).map(order => [order.id, order]))
}

export function insertOrders(orders: readonly PaymentOrder[]): Statement[] {
  const stored = {
    name: 'bank_rail.insert_orders',
    text: `INSERT INTO payment_order (id, client, subject_id, number, end_to_end_id, owner_id, currency, amount, payee,
             sealed_creditor, purpose, remittance, requested_on, batch_at, status, version, steps, created_at, updated_at)
           SELECT *, created_at FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::uuid[],
             $7::text[], $8::bigint[], $9::text[], $10::bytea[], $11::text[], $12::text[], $13::date[],
             $14::timestamptz[], $15::text[], $16::int[], $17::smallint[], $18::timestamptz[])
             AS ordered (id, client, subject_id, number, end_to_end_id, owner_id, currency, amount, payee,
               sealed_creditor, purpose, remittance, requested_on, batch_at, status, version, steps, created_at)`,
    values: [
      plainArray(orders.map(order => order.id)),
      plainArray(orders.map(order => order.client)),
      plainArray(orders.map(order => order.subject)),
      plainArray(orders.map(order => order.number)),
      plainArray(orders.map(order => order.endToEndId)),
      nullableUuidArray(orders.map(order => order.owner)),
      plainArray(orders.map(order => order.amount.currency)),
      bigintArray(orders.map(order => order.amount.minor)),
      textArray(orders.map(order => order.payee.label)),
      byteaArray(orders.map(order => order.payee.sealed)),
      textArray(orders.map(order => order.purpose)),
      textArray(orders.map(order => order.remittance)),
      plainArray(orders.map(order => order.requestedOn)),
      timeArray(orders.map(order => order.batchAt)),
      plainArray(orders.map(order => order.status)),
      bigintArray(orders.map(order => order.version)),
      bigintArray(orders.map(storedSteps)),
      timeArray(orders.map(order => order.createdAt)),
    ],
  }
  return [stored, ...insertSteps(orders)]
}

/** How many steps the order has once its new ones are stored. */
function storedSteps(order: PaymentOrder): number {
  return order.steps + order.newSteps.length
}

/**
 * Writes what was changed under the lock, with the new steps. The version is compared once more: an order that
 * somebody changed without its lock makes the number of rows wrong, and `expect_rows` undoes everything.
 */
export function updateOrders(orders: readonly PaymentOrder[]): Statement[] {
  const stored = {
    name: 'bank_rail.update_orders',
    text: `WITH updated AS (
           UPDATE payment_order o SET status = n.status, before_recall = n.before_recall, reason_code = n.reason_code,
             reason_text = n.reason_text, version = n.version, steps = n.steps, file_number = n.file_number,
             file_line = n.file_line, recall_file_number = n.recall_file_number, recall_reason = n.recall_reason,
             debit_entry_id = n.debit_entry_id, return_entry_id = n.return_entry_id, updated_at = n.updated_at
           FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::int[], $7::smallint[], $8::int[],
             $9::int[], $10::int[], $11::text[], $12::uuid[], $13::uuid[], $14::timestamptz[])
             AS n (id, status, before_recall, reason_code, reason_text, version, steps, file_number, file_line,
               recall_file_number, recall_reason, debit_entry_id, return_entry_id, updated_at)
           WHERE o.id = n.id AND o.version < n.version
           RETURNING 1)
           SELECT expect_rows((SELECT count(*) FROM updated), $15, 'payment_order')`,
    values: [
      plainArray(orders.map(order => order.id)),
      plainArray(orders.map(order => order.status)),
      textArray(orders.map(order => order.beforeRecall)),
      textArray(orders.map(order => order.reason?.code ?? null)),
      textArray(orders.map(order => order.reason?.text ?? null)),
      bigintArray(orders.map(order => order.version)),
      bigintArray(orders.map(storedSteps)),
      bigintArray(orders.map(order => order.file?.number ?? null)),
      bigintArray(orders.map(order => order.file?.line ?? null)),
      bigintArray(orders.map(order => order.recallFile)),
      textArray(orders.map(order => order.recallReason)),
      nullableUuidArray(orders.map(order => order.debitEntry)),
      nullableUuidArray(orders.map(order => order.returnEntry)),
      timeArray(orders.map(order => order.updatedAt)),
      orders.length,
    ],
  }
  return [stored, ...insertSteps(orders)]
}

/** The new steps, and a note of each that the client has to hear of. */
function insertSteps(orders: readonly PaymentOrder[]): Statement[] {
  const steps = orders.flatMap(order => order.newSteps.map(step => ({ ...step, order: order.id })))
  if (steps.length === 0) return []
  const stored = {
    name: 'bank_rail.insert_steps',
    text: `WITH stored AS (
             INSERT INTO payment_order_step (order_id, number, kind, status, reason_code, reason_text, file_number, line,
               message_id, statement_entry, at)
             SELECT order_id, number, kind, status, reason_code, reason_text, file_number, line, message_id,
               statement_entry, at
             FROM unnest($1::uuid[], $2::smallint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::int[],
               $8::int[], $9::text[], $10::text[], $11::timestamptz[], $12::boolean[])
               AS happened (order_id, number, kind, status, reason_code, reason_text, file_number, line, message_id,
                 statement_entry, at, news))
           INSERT INTO payment_order_news (order_id, step_number)
           SELECT order_id, number FROM unnest($1::uuid[], $2::smallint[], $12::boolean[])
             AS happened (order_id, number, news) WHERE news`,
    values: [
      plainArray(steps.map(step => step.order)),
      bigintArray(steps.map(step => step.number)),
      plainArray(steps.map(step => step.kind)),
      plainArray(steps.map(step => step.status)),
      textArray(steps.map(step => step.reason?.code ?? null)),
      textArray(steps.map(step => step.reason?.text ?? null)),
      bigintArray(steps.map(step => step.file)),
      bigintArray(steps.map(step => step.line)),
      textArray(steps.map(step => step.messageId)),
      textArray(steps.map(step => step.statementEntry)),
      timeArray(steps.map(step => step.at)),
      plainArray(steps.map(step => String(step.news))),
    ],
  }
  return [stored]
}

/** Orders that are due to leave, the longest waiting first, without those whose ids are in `except`. */
export async function dueOrders(
  client: Connection,
  {
    now,
    currencies: served,
    except,
    limit,
  }: { now: Date; currencies: readonly string[]; except: readonly string[]; limit: number },
): Promise<PaymentOrder[]> {
  const { rows } = await client.query(
    `SELECT ${columns} FROM payment_order
     WHERE status = ANY($1) AND batch_at <= $2 AND currency = ANY($3) AND id <> ALL($4::uuid[])
     ORDER BY batch_at, id LIMIT $5`,
    [statesAllowing('batch'), now, served, plainArray(except), limit],
  )
  return rows.map(orderOf)
}

/** Orders that are to be asked back and have no request yet. */
export async function recallsWithoutFile(client: Connection): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT id FROM payment_order WHERE status = ANY($1) AND recall_file_number IS NULL ORDER BY id LIMIT 1000`,
    [statesAllowing('recall_agreed')],
  )
  return rows.map(({ id }) => id)
}

/** The order a request to give it back is about. */
export async function orderOfRecall(
  client: Connection,
  fileNumber: number,
): Promise<PaymentOrder | undefined> {
  const { rows } = await client.query(`SELECT ${columns} FROM payment_order WHERE recall_file_number = $1`, [
    fileNumber,
  ])
  return rows[0] && orderOf(rows[0])
}

/** Ids of a file's orders, in the order of their lines. */
export async function orderIdsOfFile(client: Connection, fileNumber: number): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT id FROM payment_order WHERE file_number = $1 ORDER BY file_line`,
    [fileNumber],
  )
  return rows.map(({ id }) => id)
}

/** Which orders have these references; the pair never changes. */
export async function orderIdsByReference(
  client: Connection,
  endToEndIds: readonly string[],
): Promise<Map<string, string>> {
  const { rows } = await client.query<{ id: string; end_to_end_id: string }>(
    `SELECT id, end_to_end_id FROM payment_order WHERE end_to_end_id = ANY($1::text[])`,
    [textArray(endToEndIds)],
  )
  return new Map(rows.map(row => [row.end_to_end_id, row.id]))
}
