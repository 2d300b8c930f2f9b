import { sql } from 'kysely'
import type { Currency } from '../../../contract/money.ts'
import type { ReadDb, Tx } from '../../platform/db.ts'
import type { StoredCounterparty } from '../../slices/bank-rail/index.ts'

export type FileRow = {
  number: number
  direction: 'out' | 'in'
  kind: string | null
  name: string
  message_id: string | null
  sha256: Buffer | null
  size: number | null
  status: string
  fault: unknown
  reason_code: string | null
  reason_text: string | null
  decided_by: string | null
  explanation: string | null
  currency: Currency | null
  requested_on: string | null
  transactions: number
  total: bigint
  created_at: Date
  sent_at: Date | null
}

const fileColumns =
  sql.raw(`number, direction, kind, name, message_id, sha256, size, status, fault, reason_code, reason_text, decided_by, explanation,
  currency, requested_on::text AS requested_on, transactions, total, created_at, sent_at`)

export async function findFile(db: ReadDb, number: number): Promise<FileRow | undefined> {
  const { rows } = await sql<FileRow>`SELECT ${fileColumns} FROM bank_file WHERE number = ${number}`.execute(
    db,
  )
  return rows[0]
}

/** Newest first, before a number. */
export async function listFiles(
  db: ReadDb,
  { status, before, limit }: { status: string | undefined; before: number | undefined; limit: number },
): Promise<FileRow[]> {
  const { rows } = await sql<FileRow>`
    SELECT ${fileColumns} FROM bank_file
    WHERE (${status ?? null}::text IS NULL OR status = ${status ?? null})
      AND (${before ?? null}::bigint IS NULL OR number < ${before ?? null}::bigint)
    ORDER BY number DESC LIMIT ${limit}`.execute(db)
  return rows
}

export type OrderRow = {
  id: string
  client: string
  number: string
  end_to_end_id: string
  owner_id: string | null
  currency: Currency
  amount: bigint
  payee: string
  status: string
  reason_code: string | null
  reason_text: string | null
  file_number: number | null
  requested_on: string
  created_at: Date
  updated_at: Date
}

const orderColumns =
  sql.raw(`id, client, number, end_to_end_id, owner_id, currency, amount, payee, status, reason_code,
  reason_text, file_number, requested_on::text AS requested_on, created_at, updated_at`)

/** Newest first: the ids are in the order of time. */
export async function listOrders(
  db: ReadDb,
  filter: { status: string | undefined; file: number | undefined; before: string | undefined; limit: number },
): Promise<OrderRow[]> {
  const { status = null, file = null, before = null, limit } = filter
  const { rows } = await sql<OrderRow>`
    SELECT ${orderColumns} FROM payment_order
    WHERE (${status}::text IS NULL OR status = ${status})
      AND (${file}::int IS NULL OR file_number = ${file})
      AND (${before}::uuid IS NULL OR id < ${before})
    ORDER BY id DESC LIMIT ${limit}`.execute(db)
  return rows
}

export async function findOrder(db: ReadDb, id: string): Promise<OrderRow | undefined> {
  const { rows } = await sql<OrderRow>`SELECT ${orderColumns} FROM payment_order WHERE id = ${id}`.execute(db)
  return rows[0]
}

export type StepRow = {
  kind: string
  at: Date
  reason_code: string | null
  reason_text: string | null
  file_number: number | null
  file_name: string | null
  sha256: Buffer | null
  line: number | null
  message_id: string | null
  statement_entry: string | null
}

export async function stepsOf(db: ReadDb, orderId: string): Promise<StepRow[]> {
  const { rows } = await sql<StepRow>`
    SELECT s.kind, s.at, s.reason_code, s.reason_text, s.file_number, f.name AS file_name, f.sha256, s.line,
           s.message_id, s.statement_entry
    FROM payment_order_step s LEFT JOIN bank_file f ON f.number = s.file_number
    WHERE s.order_id = ${orderId} ORDER BY s.number`.execute(db)
  return rows
}

/** Payments of ours that stand at a line of a file, or that it speaks about there. */
export async function ordersAtLine(db: ReadDb, file: number, line: number): Promise<OrderRow[]> {
  const { rows } = await sql<OrderRow>`
    SELECT ${orderColumns} FROM payment_order
    WHERE id IN (SELECT order_id FROM payment_order_step WHERE file_number = ${file} AND line = ${line})
    ORDER BY id`.execute(db)
  return rows
}

export type EntryRow = {
  id: string
  reference: string
  side: 'credit' | 'debit'
  amount: bigint
  currency: Currency
  booked_on: string
}

/** What the bank booked at a line: told there first, or once more on a statement. */
export async function entriesAtLine(db: ReadDb, file: number, line: number): Promise<EntryRow[]> {
  const { rows } = await sql<EntryRow>`
    SELECT e.id, e.reference, e.side, e.amount, e.currency, e.booked_on::text AS booked_on FROM bank_entry e
    WHERE e.file_number = ${file} AND e.line = ${line}
    UNION
    SELECT e.id, e.reference, e.side, e.amount, e.currency, e.booked_on::text AS booked_on
    FROM bank_statement_page p
    JOIN bank_statement s ON s.id = p.statement_id
    JOIN bank_statement_line l ON l.statement_id = s.id AND l.file_number = p.file_number
    JOIN bank_entry e ON e.account = s.account AND e.reference = l.reference
    WHERE p.file_number = ${file} AND l.line = ${line}
    ORDER BY id`.execute(db)
  return rows
}

export type PartRow = StoredCounterparty & {
  entry_id: string
  amount: bigint
  reference: string
  status: string
  customer_ids: string[]
}

/** What entries consist of, with whose it turned out to be; more than one where it came back to suspense meanwhile. */
export async function partsOf(db: ReadDb, entryIds: readonly string[]): Promise<PartRow[]> {
  const { rows } = await sql<PartRow>`
    SELECT p.id, p.entry_id, p.amount, p.counterparty, p.sealed_counterparty, p.reference, p.status,
           ARRAY(SELECT i.customer_id FROM suspense_item i
                 WHERE i.part_id = p.id AND i.customer_id IS NOT NULL) AS customer_ids
    FROM bank_entry_part p WHERE p.entry_id = ANY(${entryIds}::uuid[]) ORDER BY p.entry_id, p.number`.execute(
    db,
  )
  return rows
}

export type ItemRow = {
  id: string
  currency: Currency
  amount: bigint
  side: 'credit' | 'debit'
  reason: string
  status: string
  part_id: string
  counterparty: unknown
  sealed_counterparty: Buffer | null
  reference: string
  booked_on: string
  file_number: number
  line: number
  statement_entry: string
  customer_id: string | null
  created_at: Date
}

/** Oldest first, after an item. */
export async function listItems(
  db: ReadDb,
  { status, after, limit }: { status: string; after: string | undefined; limit: number },
): Promise<ItemRow[]> {
  const { rows } = await sql<ItemRow>`
    SELECT i.id, i.currency, i.amount, i.side, i.reason, i.status, p.id AS part_id, p.counterparty,
           p.sealed_counterparty, p.reference,
           e.booked_on::text AS booked_on, e.file_number, e.line, e.reference AS statement_entry, i.customer_id,
           i.created_at
    FROM suspense_item i JOIN bank_entry_part p ON p.id = i.part_id JOIN bank_entry e ON e.id = p.entry_id
    WHERE i.status = ${status} AND (${after ?? null}::uuid IS NULL OR i.id > ${after ?? null})
    ORDER BY i.id LIMIT ${limit}`.execute(db)
  return rows
}

export type StatementRow = {
  id: string
  account: string
  currency: Currency
  sequence: number
  day: string
  opening: bigint
  closing: bigint
  compared_at: Date | null
  book_balance: bigint | null
  matched: number | null
  breaks: number | null
  open_breaks: number
}

/** Newest first, each with its last comparison. */
export async function listStatements(
  db: ReadDb,
  { before, limit }: { before: string | undefined; limit: number },
): Promise<StatementRow[]> {
  const { rows } = await sql<StatementRow>`
    SELECT s.id, s.account, s.currency, s.sequence, s.day::text AS day, s.opening, s.closing, r.at AS compared_at,
           r.book_balance, r.matched, r.breaks,
           (SELECT count(*) FROM bank_break b WHERE b.statement_id = s.id AND b.status = 'open')::int AS open_breaks
    FROM bank_statement s
    LEFT JOIN LATERAL (SELECT * FROM bank_reconciliation r WHERE r.statement_id = s.id ORDER BY r.at DESC LIMIT 1) r ON true
    WHERE ${before ?? null}::uuid IS NULL OR s.id < ${before ?? null}
    ORDER BY s.id DESC LIMIT ${limit}`.execute(db)
  return rows
}

export type BreakRow = {
  id: string
  account: string
  currency: Currency
  kind: string
  object: string
  expected: bigint | null
  found: bigint | null
  status: string
  solution: string | null
  solved_by: string | null
  opened_at: Date
  solved_at: Date | null
}

const breakColumns = sql.raw(
  'id, account, currency, kind, object, expected, found, status, solution, solved_by, opened_at, solved_at',
)

export async function listBreaks(
  db: ReadDb,
  { status, before, limit }: { status: string | undefined; before: string | undefined; limit: number },
): Promise<BreakRow[]> {
  const { rows } = await sql<BreakRow>`
    SELECT ${breakColumns} FROM bank_break
    WHERE (${status ?? null}::text IS NULL OR status = ${status ?? null})
      AND (${before ?? null}::uuid IS NULL OR id < ${before ?? null})
    ORDER BY id DESC LIMIT ${limit}`.execute(db)
  return rows
}

export async function findBreak(db: ReadDb, id: string): Promise<BreakRow | undefined> {
  const { rows } = await sql<BreakRow>`SELECT ${breakColumns} FROM bank_break WHERE id = ${id}`.execute(db)
  return rows[0]
}

/** Undefined when it is solved already. */
export async function explainBreak(
  tx: Tx,
  { id, explanation, staffId, at }: { id: string; explanation: string; staffId: string; at: Date },
): Promise<BreakRow | undefined> {
  const { rows } = await sql<BreakRow>`
    UPDATE bank_break SET status = 'written_off', solution = ${explanation}, solved_by = ${staffId}, solved_at = ${at}
    WHERE id = ${id} AND status = 'open' RETURNING ${breakColumns}`.execute(tx)
  return rows[0]
}
