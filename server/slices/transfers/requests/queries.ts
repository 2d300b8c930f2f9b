import { sql } from 'kysely'
import type pg from 'pg'
import { z } from 'zod'
import {
  paymentRequestStatuses,
  type PaymentRequestStatus,
} from '../../../../contract/api/payment-requests.ts'
import { currencies, money } from '../../../../contract/money.ts'
import type { ReadDb } from '../../../platform/db.ts'
import {
  bigintArray,
  nullableUuidArray,
  plainArray,
  textArray,
  timeArray,
} from '../../../platform/sql-arrays.ts'
import type { Statement } from '../../../platform/statement.ts'
import { afterCursor, type Cursor } from '../cursor.ts'
import type { Bill, PaymentRequest } from './payment-request.ts'
import type { Waiting } from '../waiting.ts'

export function insertRequests(rows: readonly PaymentRequest[]): Statement {
  return {
    name: 'transfers.insert_requests',
    text: `INSERT INTO payment_request (id, requester_id, requester_name, requester_account, payer_id, payer_name,
             payer_account, amount, currency, note, bill_id, bill_part, status, version, created_at, expires_at)
           SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::uuid[], $6::text[], $7::text[],
             $8::bigint[], $9::text[], $10::text[], $11::uuid[], $12::smallint[], $13::text[], $14::int[],
             $15::timestamptz[], $16::timestamptz[])`,
    values: [
      plainArray(rows.map(row => row.id)),
      plainArray(rows.map(row => row.requester.id)),
      textArray(rows.map(row => row.requester.name)),
      textArray(rows.map(row => row.requester.account)),
      nullableUuidArray(rows.map(row => row.payer?.id ?? null)),
      textArray(rows.map(row => row.payer?.name ?? null)),
      textArray(rows.map(row => row.payer?.account ?? null)),
      bigintArray(rows.map(row => row.amount.minor)),
      plainArray(rows.map(row => row.amount.currency)),
      textArray(rows.map(row => row.note)),
      nullableUuidArray(rows.map(row => row.bill?.id ?? null)),
      bigintArray(rows.map(row => row.bill?.part ?? null)),
      plainArray(rows.map(row => row.status)),
      bigintArray(rows.map(row => row.version)),
      timeArray(rows.map(row => row.createdAt)),
      timeArray(rows.map(row => row.expiresAt)),
    ],
  }
}

/** Ends them; each must still be what the decision saw. */
export function updateRequests(rows: readonly PaymentRequest[]): Statement {
  return {
    name: 'transfers.end_requests',
    text: `WITH ended AS (
             UPDATE payment_request r
             SET status = n.status, version = n.version, payer_id = n.payer_id, payer_name = n.payer_name,
                 payer_account = n.payer_account, transfer_id = n.transfer_id, ended_at = n.at
             FROM unnest($1::uuid[], $2::text[], $3::int[], $4::uuid[], $5::text[], $6::text[], $7::uuid[],
               $8::timestamptz[])
               AS n (id, status, version, payer_id, payer_name, payer_account, transfer_id, at)
             WHERE r.id = n.id AND r.version = n.version - 1 AND r.status = 'pending'
             RETURNING 1)
           SELECT expect_rows((SELECT count(*) FROM ended), $9, 'payment_request')`,
    values: [
      plainArray(rows.map(row => row.id)),
      plainArray(rows.map(row => row.status)),
      bigintArray(rows.map(row => row.version)),
      nullableUuidArray(rows.map(row => row.payer?.id ?? null)),
      textArray(rows.map(row => row.payer?.name ?? null)),
      textArray(rows.map(row => row.payer?.account ?? null)),
      nullableUuidArray(rows.map(row => row.transferId)),
      timeArray(rows.map(row => row.endedAt)),
      rows.length,
    ],
  }
}

export function insertBills(rows: readonly Bill[]): Statement {
  return {
    name: 'transfers.insert_bills',
    text: `INSERT INTO bill (id, owner_id, title, total, own_share, currency, created_at)
           SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::bigint[], $5::bigint[], $6::text[],
             $7::timestamptz[])`,
    values: [
      plainArray(rows.map(row => row.id)),
      plainArray(rows.map(row => row.ownerId)),
      textArray(rows.map(row => row.title)),
      bigintArray(rows.map(row => row.total.minor)),
      bigintArray(rows.map(row => row.ownShare)),
      plainArray(rows.map(row => row.total.currency)),
      timeArray(rows.map(row => row.createdAt)),
    ],
  }
}

export async function countPending(
  client: pg.ClientBase,
  requesterIds: readonly string[],
): Promise<Map<string, Waiting>> {
  const { rows } = await client.query<{ requester_id: string; open: number; taken_back: Date[] }>({
    name: 'transfers.count_pending_requests',
    // The database's clock only bounds what is read; which of the latest count is decided by the program's, ahead or not.
    text: `SELECT requester_id, count(*) FILTER (WHERE status = 'pending')::int AS open,
                  coalesce(array_agg(created_at) FILTER (WHERE status = 'canceled'), '{}') AS taken_back
           FROM payment_request
           WHERE requester_id = ANY($1::uuid[])
             AND (status = 'pending' OR status = 'canceled' AND created_at > now() - interval '2 days')
           GROUP BY requester_id`,
    values: [plainArray(requesterIds)],
  })
  return new Map(rows.map(row => [row.requester_id, { open: row.open, takenBack: row.taken_back }]))
}

const rowSchema = z.object({
  id: z.string(),
  requester_id: z.string(),
  requester_name: z.string(),
  requester_account: z.string(),
  payer_id: z.string().nullable(),
  payer_name: z.string().nullable(),
  payer_account: z.string().nullable(),
  amount: z.bigint(),
  currency: z.enum(currencies),
  note: z.string().nullable(),
  bill_id: z.string().nullable(),
  bill_part: z.number().nullable(),
  status: z.enum(paymentRequestStatuses),
  version: z.number(),
  transfer_id: z.string().nullable(),
  created_at: z.date(),
  expires_at: z.date(),
  ended_at: z.date().nullable(),
})

const columns = `id, requester_id, requester_name, requester_account, payer_id, payer_name, payer_account, amount,
  currency, note, bill_id, bill_part, status, version, transfer_id, created_at, expires_at, ended_at`

function fromStored(stored: unknown): PaymentRequest {
  const row = rowSchema.parse(stored)
  const { payer_id, payer_name, payer_account } = row
  return {
    id: row.id,
    requester: { id: row.requester_id, name: row.requester_name, account: row.requester_account },
    payer:
      payer_id === null || payer_name === null || payer_account === null
        ? null
        : { id: payer_id, name: payer_name, account: payer_account },
    amount: money(row.amount, row.currency),
    note: row.note,
    bill: row.bill_id === null || row.bill_part === null ? null : { id: row.bill_id, part: row.bill_part },
    status: row.status,
    version: row.version,
    transferId: row.transfer_id,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    endedAt: row.ended_at,
  }
}

/** By id, on the pipeline's own connection. */
export async function readRequests(
  client: pg.ClientBase | pg.Pool,
  ids: readonly string[],
): Promise<Map<string, PaymentRequest>> {
  const { rows } = await client.query<{ id: string }>({
    name: 'transfers.read_requests',
    text: `SELECT ${columns} FROM payment_request WHERE id = ANY($1::uuid[])`,
    values: [plainArray(ids)],
  })
  return new Map(rows.map(row => [row.id, fromStored(row)]))
}

/** Those whose time is over, the longest overdue first. */
export async function findDue(db: ReadDb, now: Date, limit: number): Promise<PaymentRequest[]> {
  const { rows } = await sql`
    SELECT ${sql.raw(columns)} FROM payment_request WHERE status = 'pending' AND expires_at <= ${now}
    ORDER BY expires_at LIMIT ${limit}`.execute(db)
  return rows.map(fromStored)
}

type Page = { status?: PaymentRequestStatus | undefined; after: Cursor | undefined; limit: number }

/** What somebody asked for, or was asked for; newest first. */
export async function listRequests(
  db: ReadDb,
  of: { customerId: string; role: 'requester' | 'payer' },
  { status, after, limit }: Page,
): Promise<PaymentRequest[]> {
  const { rows } = await sql`
    SELECT ${sql.raw(columns)} FROM payment_request
    WHERE ${of.role === 'payer' ? sql`payer_id` : sql`requester_id`} = ${of.customerId}
      AND ${status === undefined ? sql`true` : sql`status = ${status}`} AND ${afterCursor(after)}
    ORDER BY created_at DESC, id DESC LIMIT ${limit}`.execute(db)
  return rows.map(fromStored)
}

const billSchema = z.object({
  id: z.string(),
  owner_id: z.string(),
  title: z.string(),
  total: z.bigint(),
  own_share: z.bigint(),
  currency: z.enum(currencies),
  created_at: z.date(),
})

const billColumns = 'id, owner_id, title, total, own_share, currency, created_at'

function billFrom(stored: unknown): Bill {
  const row = billSchema.parse(stored)
  return {
    id: row.id,
    ownerId: row.owner_id,
    title: row.title,
    total: money(row.total, row.currency),
    ownShare: row.own_share,
    createdAt: row.created_at,
  }
}

export async function findBill(
  db: ReadDb,
  { id, ownerId }: { id: string; ownerId: string },
): Promise<Bill | undefined> {
  const { rows } = await sql`
    SELECT ${sql.raw(billColumns)} FROM bill WHERE id = ${id} AND owner_id = ${ownerId}`.execute(db)
  return rows.map(billFrom)[0]
}

export async function listBills(db: ReadDb, ownerId: string, { after, limit }: Page): Promise<Bill[]> {
  const { rows } = await sql`
    SELECT ${sql.raw(billColumns)} FROM bill WHERE owner_id = ${ownerId} AND ${afterCursor(after)}
    ORDER BY created_at DESC, id DESC LIMIT ${limit}`.execute(db)
  return rows.map(billFrom)
}

/** The parts of these bills, in the order in which they were asked for. */
export async function requestsOfBills(db: ReadDb, billIds: readonly string[]): Promise<PaymentRequest[]> {
  const { rows } = await sql`
    SELECT ${sql.raw(columns)} FROM payment_request WHERE bill_id = ANY(${plainArray(billIds)}::uuid[])
    ORDER BY bill_id, bill_part`.execute(db)
  return rows.map(fromStored)
}

/** The numbers of these transfers, by id. */
export async function numbersOf(db: ReadDb, transferIds: readonly string[]): Promise<Map<string, string>> {
  if (transferIds.length === 0) return new Map()
  const { rows } = await sql<{ id: string; number: string }>`
    SELECT id, number FROM transfer WHERE id = ANY(${plainArray(transferIds)}::uuid[])`.execute(db)
  return new Map(rows.map(row => [row.id, row.number]))
}
