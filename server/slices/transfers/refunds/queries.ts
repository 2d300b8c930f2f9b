import type pg from 'pg'
import { z } from 'zod'
import { currencies, money, type Currency, type Money } from '../../../../contract/money.ts'
import {
  bigintArray,
  jsonArray,
  nullableUuidArray,
  plainArray,
  textArray,
  timeArray,
} from '../../../platform/sql-arrays.ts'
import type { Statement } from '../../../platform/statement.ts'
import { sumOf, type FeeLine } from '../../pricing/index.ts'
import type { UsedProof } from '../../wallet/index.ts'
import { linesFromStored, storedLine } from '../fee-lines.ts'
import type { Original } from './original.ts'

/** A refund as it is stored: once. The sides are those of the refund: its payer received the transfer. */
export type Refund = {
  id: string
  number: string
  transferId: string
  transferNumber: string
  payerId: string
  payerName: string
  payeeId: string
  payeeName: string
  amount: Money
  feeLines: readonly FeeLine[]
  note: string | null
  journalId: string
  stepUp: UsedProof
  createdAt: Date
}

export function insertRefunds(rows: readonly Refund[]): Statement {
  return {
    name: 'transfers.insert_refunds',
    text: `INSERT INTO refund (id, number, transfer_id, transfer_number, payer_id, payer_name, payee_id, payee_name, amount,
             fee, currency, fee_lines, note, journal_id, step_up_amount, step_up_new_recipient, challenge_id, created_at)
           SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::uuid[], $6::text[], $7::uuid[],
             $8::text[], $9::bigint[], $10::bigint[], $11::text[], $12::jsonb[], $13::text[], $14::uuid[], $15::bigint[],
             $16::bigint[], $17::uuid[], $18::timestamptz[])`,
    values: [
      plainArray(rows.map(row => row.id)),
      plainArray(rows.map(row => row.number)),
      plainArray(rows.map(row => row.transferId)),
      plainArray(rows.map(row => row.transferNumber)),
      plainArray(rows.map(row => row.payerId)),
      textArray(rows.map(row => row.payerName)),
      plainArray(rows.map(row => row.payeeId)),
      textArray(rows.map(row => row.payeeName)),
      bigintArray(rows.map(row => row.amount.minor)),
      bigintArray(rows.map(row => sumOf(row.feeLines, row.amount.currency).minor)),
      plainArray(rows.map(row => row.amount.currency)),
      jsonArray(rows.map(row => row.feeLines.map(storedLine))),
      textArray(rows.map(row => row.note)),
      plainArray(rows.map(row => row.journalId)),
      bigintArray(rows.map(row => row.stepUp.amount)),
      bigintArray(rows.map(row => row.stepUp.newRecipient)),
      nullableUuidArray(rows.map(row => row.stepUp.challengeId)),
      timeArray(rows.map(row => row.createdAt)),
    ],
  }
}

/** How much of each went back in all. The row is locked and checked by the statement itself. */
export function writeTotals(originals: readonly Original[]): Statement {
  return {
    name: 'transfers.write_refund_totals',
    text: `INSERT INTO refund_total AS t (transfer_id, received, refunded)
           SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::bigint[])
           ON CONFLICT (transfer_id) DO UPDATE SET refunded = excluded.refunded WHERE t.refunded < excluded.refunded`,
    values: [
      plainArray(originals.map(({ id }) => id)),
      bigintArray(originals.map(({ amount }) => amount.minor)),
      bigintArray(originals.map(({ refunded }) => refunded)),
    ],
  }
}

type OriginalRow = {
  id: string
  number: string
  payer_id: string
  payee_id: string
  amount: bigint
  currency: Currency
  fee_lines: unknown
  refunded: bigint | null
}

/** Transfers that arrived, ordinary or by invitation, by id. */
export async function readOriginals(
  client: pg.ClientBase | pg.Pool,
  ids: readonly string[],
): Promise<Map<string, Original>> {
  const { rows } = await client.query<OriginalRow>({
    name: 'transfers.read_originals',
    text: `SELECT t.id, t.number, t.payer_id, t.payee_id, t.amount, t.currency, t.fee_lines, r.refunded
           FROM (SELECT id, number, payer_id, payee_id, amount, currency, fee_lines FROM transfer
                 WHERE id = ANY($1::uuid[]) AND status = 'completed'
                 UNION ALL
                 SELECT id, number, payer_id, payee_id, amount, currency, fee_lines FROM transfer_invitation
                 WHERE id = ANY($1::uuid[]) AND status = 'completed') t
           LEFT JOIN refund_total r ON r.transfer_id = t.id`,
    values: [plainArray(ids)],
  })
  return new Map(
    rows.map(row => {
      const currency = z.enum(currencies).parse(row.currency)
      const original: Original = {
        id: row.id,
        number: row.number,
        payerId: row.payer_id,
        payeeId: row.payee_id,
        amount: money(row.amount, currency),
        feeLines: linesFromStored(row.fee_lines, currency),
        refunded: row.refunded ?? 0n,
      }
      return [row.id, original]
    }),
  )
}

const rowSchema = z.object({
  id: z.string(),
  number: z.string(),
  transfer_id: z.string(),
  transfer_number: z.string(),
  payer_id: z.string(),
  payer_name: z.string(),
  payee_id: z.string(),
  payee_name: z.string(),
  amount: z.bigint(),
  currency: z.enum(currencies),
  fee_lines: z.unknown(),
  note: z.string().nullable(),
  journal_id: z.string(),
  step_up_amount: z.bigint(),
  step_up_new_recipient: z.bigint(),
  challenge_id: z.string().nullable(),
  created_at: z.date(),
})

const columns = `id, number, transfer_id, transfer_number, payer_id, payer_name, payee_id, payee_name, amount, currency,
  fee_lines, note, journal_id, step_up_amount, step_up_new_recipient, challenge_id, created_at`

function fromStored(stored: unknown): Refund {
  const row = rowSchema.parse(stored)
  return {
    id: row.id,
    number: row.number,
    transferId: row.transfer_id,
    transferNumber: row.transfer_number,
    payerId: row.payer_id,
    payerName: row.payer_name,
    payeeId: row.payee_id,
    payeeName: row.payee_name,
    amount: money(row.amount, row.currency),
    feeLines: linesFromStored(row.fee_lines, row.currency),
    note: row.note,
    journalId: row.journal_id,
    stepUp: {
      amount: row.step_up_amount,
      newRecipient: row.step_up_new_recipient,
      challengeId: row.challenge_id,
    },
    createdAt: row.created_at,
  }
}

/** A refund, if this customer is one of its sides. */
export async function findRefund(
  pool: pg.Pool,
  { id, customerId }: { id: string; customerId: string },
): Promise<Refund | undefined> {
  const { rows } = await pool.query(
    `SELECT ${columns} FROM refund WHERE id = $1 AND (payer_id = $2 OR payee_id = $2)`,
    [id, customerId],
  )
  return rows.map(fromStored)[0]
}

/** What was given back of a transfer, the first one first. */
export async function refundsOf(pool: pg.Pool, transferId: string): Promise<Refund[]> {
  const { rows } = await pool.query(
    `SELECT ${columns} FROM refund WHERE transfer_id = $1 ORDER BY created_at, id`,
    [transferId],
  )
  return rows.map(fromStored)
}
