import type pg from 'pg'
import { z } from 'zod'
import type { BankFileFault } from '../../../contract/bank-file-faults.ts'
import { currencies, type Currency } from '../../../contract/money.ts'
import {
  asideStates,
  fileStates,
  fileStatesAllowing,
  fileTransition,
  type FileMove,
  type FileState,
} from './file-states.ts'
import type { BankReason } from './order.ts'
import type { Connection } from './queries-orders.ts'

export const fileKinds = ['pain.001', 'pain.002', 'camt.029', 'camt.053', 'camt.054', 'camt.056'] as const
export type FileKind = (typeof fileKinds)[number]

export type BankFile = {
  number: number
  direction: 'out' | 'in'
  kind: FileKind | null
  name: string
  messageId: string | null
  sha256: Buffer | null
  size: number | null
  status: FileState
  currency: Currency | null
  requestedOn: string | null
  transactions: number
  createdAt: Date
}

const rowSchema = z.object({
  number: z.number(),
  direction: z.enum(['out', 'in']),
  kind: z.enum(fileKinds).nullable(),
  name: z.string(),
  message_id: z.string().nullable(),
  sha256: z.instanceof(Buffer).nullable(),
  size: z.number().nullable(),
  status: z.enum(fileStates),
  currency: z.enum(currencies).nullable(),
  requested_on: z.string().nullable(),
  transactions: z.number(),
  created_at: z.date(),
})

const columns = `number, direction, kind, name, message_id, sha256, size, status, currency,
  requested_on::text AS requested_on, transactions, created_at`

function fileOf(stored: unknown): BankFile {
  const { message_id, requested_on, created_at, ...row } = rowSchema.parse(stored)
  return {
    ...row,
    messageId: message_id,
    requestedOn: requested_on,
    createdAt: created_at,
  }
}

/** The next number; a number of a transaction that failed is not used again. */
export async function nextFileNumber(client: Connection): Promise<number> {
  const { rows } = await client.query<{ number: number }>(`SELECT nextval('bank_file_number')::int AS number`)
  const number = rows[0]?.number
  if (number === undefined) throw new Error('the counter of bank files gave no number')
  return number
}

export type NewOutgoingFile = {
  number: number
  kind: 'pain.001' | 'camt.056'
  name: string
  messageId: string
  currency: Currency
  requestedOn: string
  transactions: number
  total: bigint
  /** Whether whoever ordered was asked just before what must not leave (`BankRailClient.heldBack`). */
  ownersAsked: boolean
  createdAt: Date
}

export async function insertOutgoing(client: pg.ClientBase, file: NewOutgoingFile): Promise<void> {
  await client.query(
    `INSERT INTO bank_file (number, direction, kind, name, message_id, status, currency, requested_on, transactions, total,
       owners_asked, created_at, updated_at)
     VALUES ($1, 'out', $2, $3, $4, 'composing', $5, $6, $7, $8, $9, $10, $10)`,
    [
      file.number,
      file.kind,
      file.name,
      file.messageId,
      file.currency,
      file.requestedOn,
      file.transactions,
      file.total.toString(),
      file.ownersAsked,
      file.createdAt,
    ],
  )
}

/** False when the same bytes were received before. */
export async function insertIncoming(
  client: pg.ClientBase,
  file: { number: number; name: string; sha256: Buffer; size: number; stored: Buffer; at: Date },
): Promise<boolean> {
  const { rowCount } = await client.query(
    `INSERT INTO bank_file (number, direction, name, sha256, size, status, created_at, updated_at)
     VALUES ($1, 'in', $2, $3, $4, 'received', $5, $5) ON CONFLICT (direction, sha256) DO NOTHING`,
    [file.number, file.name, file.sha256, file.size, file.at],
  )
  if (rowCount !== 1) return false
  await insertContent(client, file.number, file.stored)
  return true
}

async function insertContent(client: pg.ClientBase, number: number, stored: Buffer): Promise<void> {
  await client.query(`INSERT INTO bank_file_content (number, content) VALUES ($1, $2)`, [number, stored])
}

/** Stores what was composed; it stays as it is from now on. False when somebody else composed it meanwhile. */
export async function storeComposed(
  client: pg.ClientBase,
  {
    number,
    sha256,
    size,
    stored,
    at,
  }: { number: number; sha256: Buffer; size: number; stored: Buffer; at: Date },
): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE bank_file SET status = 'generated', sha256 = $2, size = $3, updated_at = $4
     WHERE number = $1 AND status = ANY($5)`,
    [number, sha256, size, at, fileStatesAllowing('generate')],
  )
  if (rowCount !== 1) return false
  await insertContent(client, number, stored)
  return true
}

/** The sealed bytes, for `openFile`. */
export async function readContent(client: Connection, number: number): Promise<Buffer> {
  const { rows } = await client.query<{ content: Buffer }>(
    `SELECT content FROM bank_file_content WHERE number = $1`,
    [number],
  )
  const content = rows[0]?.content
  if (!content) throw new Error(`the content of bank file ${number} is not stored`)
  return content
}

/** Files in which a step is due, by number: those to be composed, sent or applied. */
export async function filesWaitingFor(
  client: Connection,
  move: 'generate' | 'send' | 'apply',
): Promise<BankFile[]> {
  const { rows } = await client.query(
    `SELECT ${columns} FROM bank_file WHERE status = ANY($1) ORDER BY number LIMIT 1000`,
    [fileStatesAllowing(move)],
  )
  return rows.map(fileOf)
}

export async function findFile(client: Connection, number: number): Promise<BankFile | undefined> {
  const { rows } = await client.query(`SELECT ${columns} FROM bank_file WHERE number = $1`, [number])
  return rows[0] && fileOf(rows[0])
}

/** One of our own by the reference the bank repeats. */
export async function findOutgoingByMessage(
  client: Connection,
  messageId: string,
): Promise<BankFile | undefined> {
  const { rows } = await client.query(
    `SELECT ${columns} FROM bank_file WHERE direction = 'out' AND message_id = $1`,
    [messageId],
  )
  return rows[0] && fileOf(rows[0])
}

/** Moves a file on; false when it was in no state that allows it. What was said of it before stays where nothing new is. */
export async function moveFile(
  client: Connection,
  number: number,
  {
    move,
    reason = null,
    fault = null,
    at,
  }: { move: FileMove; reason?: BankReason | null; fault?: BankFileFault | null; at: Date },
): Promise<boolean> {
  const moves = fileStatesAllowing(move).map(from => ({ from, to: fileTransition(from, move) }))
  const { rowCount } = await client.query(
    `UPDATE bank_file f SET status = m.to, fault = coalesce($3, fault), updated_at = $4,
       reason_code = coalesce($5, reason_code),
       reason_text = CASE WHEN $5::text IS NULL THEN reason_text ELSE $6 END,
       sent_at = CASE WHEN m.to = 'sent' THEN $4 ELSE sent_at END,
       applied_at = CASE WHEN m.to = 'applied' THEN $4 ELSE applied_at END
     FROM json_to_recordset($2) AS m (from_state text, "to" text)
     WHERE f.number = $1 AND f.status = m.from_state`,
    [
      number,
      JSON.stringify(moves.map(({ from, to }) => ({ from_state: from, to }))),
      fault && JSON.stringify(fault),
      at,
      reason?.code ?? null,
      reason?.text ?? null,
    ],
  )
  return rowCount === 1
}

/** What was found inside. False when another file brought a message with this id: the bank never uses one twice. */
export async function nameMessage(
  client: Connection,
  number: number,
  { kind, messageId }: { kind: FileKind; messageId: string },
): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE bank_file SET kind = $2, message_id = $3 WHERE number = $1
       AND NOT EXISTS (SELECT FROM bank_file other WHERE other.direction = 'in' AND other.message_id = $3
                         AND other.number <> $1 AND NOT other.status = ANY($4))`,
    [number, kind, messageId, asideStates],
  )
  return rowCount === 1
}

/** Files of payment orders whose payments are all decided; $1: states in which something is still to come. */
export async function settledFiles(client: Connection, open: readonly string[]): Promise<number[]> {
  const { rows } = await client.query<{ number: number }>(
    `SELECT f.number FROM bank_file f
     WHERE f.kind = 'pain.001' AND f.status = ANY($2)
       AND NOT EXISTS (SELECT FROM payment_order o WHERE o.file_number = f.number AND o.status = ANY($1))`,
    [open, fileStatesAllowing('settle')],
  )
  return rows.map(({ number }) => number)
}
