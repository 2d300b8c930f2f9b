import { sql } from 'kysely'
import type pg from 'pg'
import { z } from 'zod'
import { currencies, money, type Currency } from '../../../contract/money.ts'
import type { ReadDb } from '../../platform/db.ts'
import { jsonArray, textArray } from '../../platform/sql-arrays.ts'
import { bigints, texts, times, uuids } from '../../platform/sql-binary-arrays.ts'
import type { Statement } from '../../platform/statement.ts'
import { declineCodes } from './declines.ts'
import type { TransferRow } from './rows.ts'

export function insertTransfers(rows: readonly TransferRow[]): Statement {
  return {
    name: 'transfers.insert',
    text: `INSERT INTO transfer (id, number, payer_id, payee_id, status, status_reason, decline_details, amount, fee,
             currency, fee_lines, matched_by, recipient_name, recipient_account, note, journal_id, created_at,
             step_up_amount, step_up_new_recipient, challenge_id)
           SELECT id, number, payer_id, payee_id, CASE WHEN reason IS NULL THEN 'completed' ELSE 'failed' END, reason,
             details, amount, fee, currency, fee_lines, matched_by, name, account, note, journal_id, created_at,
             asked_above, asked_new_above, challenge_id
           FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::text[], $6::jsonb[], $7::bigint[],
             $8::bigint[], $9::text[], $10::jsonb[], $11::text[], $12::text[], $13::text[], $14::text[], $15::uuid[],
             $16::timestamptz[], $17::bigint[], $18::bigint[], $19::uuid[])
             AS t (id, number, payer_id, payee_id, reason, details, amount, fee, currency, fee_lines, matched_by, name,
               account, note, journal_id, created_at, asked_above, asked_new_above, challenge_id)`,
    values: [
      uuids(rows.map(row => row.id)),
      texts(rows.map(row => row.number)),
      uuids(rows.map(row => row.payerId)),
      uuids(rows.map(row => row.payeeId)),
      texts(rows.map(row => row.declined?.code ?? null)),
      textArray(rows.map(row => (row.declined ? JSON.stringify(row.declined.details) : null))),
      bigints(rows.map(row => row.amount.minor)),
      bigints(rows.map(row => row.fee.minor)),
      texts(rows.map(row => row.amount.currency)),
      jsonArray(rows.map(row => row.feeLines.map(storedLine))),
      texts(rows.map(row => row.matchedBy)),
      texts(rows.map(row => row.recipientName)),
      texts(rows.map(row => row.recipientAccount)),
      texts(rows.map(row => row.note)),
      uuids(rows.map(row => row.journalId)),
      times(rows.map(row => row.createdAt)),
      bigints(rows.map(row => row.stepUp?.amount ?? null)),
      bigints(rows.map(row => row.stepUp?.newRecipient ?? null)),
      uuids(rows.map(row => row.stepUp?.challengeId ?? null)),
    ],
  }
}

function storedLine({ kind, amount, rule, bearer }: TransferRow['feeLines'][number]) {
  return { kind, amount: amount.minor.toString(), rule, bearer }
}

const storedLines = z.array(
  z.strictObject({
    kind: z.string(),
    amount: z.string(),
    rule: z.string(),
    // Lines of before fees had a bearer: the sender paid.
    bearer: z.enum(['sender', 'recipient']).default('sender'),
  }),
)
const storedDetails = z.record(z.string(), z.unknown())

type StoredTransfer = {
  id: string
  number: string
  payer_id: string
  payee_id: string
  status_reason: string | null
  decline_details: unknown
  amount: bigint
  fee: bigint
  currency: Currency
  fee_lines: unknown
  matched_by: TransferRow['matchedBy']
  recipient_name: string
  recipient_account: string
  note: string | null
  journal_id: string | null
  created_at: Date
  step_up_amount: bigint | null
  step_up_new_recipient: bigint | null
  challenge_id: string | null
}

const columns = `id, number, payer_id, payee_id, status_reason, decline_details, amount, fee, currency, fee_lines,
  matched_by, recipient_name, recipient_account, note, journal_id, created_at, step_up_amount, step_up_new_recipient,
  challenge_id`

/** A transfer, if this customer is its payer or its recipient; a failed one concerns the payer alone. */
export async function findTransfer(
  pool: pg.Pool,
  { id, customerId }: { id: string; customerId: string },
): Promise<TransferRow | undefined> {
  const { rows } = await pool.query<StoredTransfer>(
    `SELECT ${columns} FROM transfer
     WHERE id = $1 AND (payer_id = $2 OR (payee_id = $2 AND status = 'completed'))`,
    [id, customerId],
  )
  const row = rows[0]
  return row && fromStored(row)
}

/** Who paid and who was to be paid, whether it came to that or not; nobody while a transfer to an address waits. */
export async function findParties(
  db: ReadDb,
  id: string,
): Promise<{ payerId: string; payeeId: string } | undefined> {
  const { rows } = await sql<{ payerId: string; payeeId: string }>`
    SELECT payer_id AS "payerId", payee_id AS "payeeId" FROM transfer WHERE id = ${id}
    UNION ALL
    SELECT payer_id, payee_id FROM transfer_invitation WHERE id = ${id} AND payee_id IS NOT NULL`.execute(db)
  return rows[0]
}

function fromStored(row: StoredTransfer): TransferRow {
  const currency = z.enum(currencies).parse(row.currency)
  return {
    id: row.id,
    number: row.number,
    payerId: row.payer_id,
    payeeId: row.payee_id,
    amount: money(row.amount, currency),
    fee: money(row.fee, currency),
    feeLines: storedLines
      .parse(row.fee_lines)
      .map(line => ({ ...line, amount: money(BigInt(line.amount), currency) })),
    declined:
      row.status_reason === null
        ? null
        : {
            code: z.enum(declineCodes).parse(row.status_reason),
            details: storedDetails.parse(row.decline_details),
          },
    stepUp:
      row.step_up_amount === null || row.step_up_new_recipient === null
        ? null
        : {
            amount: row.step_up_amount,
            newRecipient: row.step_up_new_recipient,
            challengeId: row.challenge_id,
          },
    matchedBy: row.matched_by,
    recipientName: row.recipient_name,
    recipientAccount: row.recipient_account,
    note: row.note,
    journalId: row.journal_id,
    createdAt: row.created_at,
  }
}
