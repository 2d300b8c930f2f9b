import { CompiledQuery } from 'kysely'
import type pg from 'pg'
import { z } from 'zod'
import { money, type Currency } from '../../../contract/money.ts'
import type { Tx } from '../../platform/db.ts'
import { nullableUuidArray, plainArray } from '../../platform/sql-arrays.ts'
import type { Statement } from '../../platform/statement.ts'
import { feeOf, type FeeLine, type Quote } from './quote.ts'

type Connection = pg.ClientBase | pg.Pool

export type QuoteRow = {
  id: string
  customer_id: string
  recipient_id: string
  fixed: 'send' | 'receive'
  source_currency: Currency
  target_currency: Currency
  total: bigint
  principal: bigint
  fee_lines: unknown
  receive: bigint
  markup: bigint
  markup_basis_points: number
  markup_rule: string | null
  source_rate: string | null
  target_rate: string | null
  rate_day: string | null
  leaves_at: Date
  requested_on: string
  arrives_on: string
  expected_by: Date
  created_at: Date
  expires_at: Date
  transfer_id: string | null
}

const columns = `id, customer_id, recipient_id, fixed, source_currency, target_currency, total, principal, fee_lines,
  receive, markup, markup_basis_points, markup_rule, trim_scale(source_rate)::text AS source_rate,
  trim_scale(target_rate)::text AS target_rate, rate_day::text AS rate_day, leaves_at,
  requested_on::text AS requested_on, arrives_on::text AS arrives_on, expected_by, created_at, expires_at, transfer_id`

export async function insertQuote(client: Connection, quote: Quote): Promise<void> {
  const { exchange, schedule } = quote
  await client.query(
    `INSERT INTO remittance_quote (id, customer_id, recipient_id, fixed, source_currency, target_currency, total,
       principal, fee, fee_lines, receive, markup, markup_basis_points, markup_rule, source_rate, target_rate, rate_day,
       leaves_at, requested_on, arrives_on, expected_by, created_at, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)`,
    [
      quote.id,
      quote.customerId,
      quote.recipientId,
      quote.fixed,
      quote.total.currency,
      quote.receive.currency,
      quote.total.minor,
      quote.principal.minor,
      feeOf(quote).minor,
      JSON.stringify(quote.fees.map(storedLine)),
      quote.receive.minor,
      quote.markup.minor,
      exchange?.markupBasisPoints ?? 0,
      exchange?.markupRule ?? null,
      exchange?.sourceRate ?? null,
      exchange?.targetRate ?? null,
      exchange?.rateDay ?? null,
      schedule.leavesAt,
      schedule.requestedOn,
      schedule.arrivesOn,
      schedule.expectedBy,
      quote.createdAt,
      quote.expiresAt,
    ],
  )
}

export async function readQuotes(client: Connection, ids: readonly string[]): Promise<Map<string, Quote>> {
  const { rows } = await client.query<QuoteRow>({
    name: 'remittances.read_quotes',
    text: `SELECT ${columns} FROM remittance_quote WHERE id = ANY($1::uuid[])`,
    values: [plainArray(ids)],
  })
  return new Map(rows.map(row => [row.id, fromRow(row)]))
}

/** Uses quotes up, each for its transfer; fails the transaction if one was used meanwhile. */
export function useQuotes(quotes: readonly Quote[]): Statement {
  return {
    name: 'remittances.use_quotes',
    text: `WITH used AS (
             UPDATE remittance_quote q SET transfer_id = n.transfer_id
             FROM unnest($1::uuid[], $2::uuid[]) AS n (id, transfer_id)
             WHERE q.id = n.id AND q.transfer_id IS NULL
             RETURNING 1
           )
           SELECT expect_rows((SELECT count(*) FROM used), $3, 'remittance_quote')`,
    values: [
      plainArray(quotes.map(({ id }) => id)),
      nullableUuidArray(quotes.map(({ transferId }) => transferId)),
      quotes.length,
    ],
  }
}

/** Prices nobody took, `before` then; a declined transfer keeps its own. */
export async function deleteExpiredQuotes(tx: Tx, before: Date): Promise<void> {
  await tx.executeQuery(
    CompiledQuery.raw(
      `DELETE FROM remittance_quote q WHERE transfer_id IS NULL AND expires_at < $1
         AND NOT EXISTS (SELECT FROM transfer_abroad t WHERE t.quote_id = q.id)`,
      [before],
    ),
  )
}

const storedLines = z.array(
  z.strictObject({ kind: z.string(), amount: z.string().regex(/^\d+$/), rule: z.string() }),
)

function storedLine({ kind, amount, rule }: FeeLine): { kind: string; amount: string; rule: string } {
  return { kind, amount: amount.minor.toString(), rule }
}

function fromRow(row: QuoteRow): Quote {
  const { source_currency: source, target_currency: target } = row
  return {
    id: row.id,
    customerId: row.customer_id,
    recipientId: row.recipient_id,
    fixed: row.fixed,
    total: money(row.total, source),
    principal: money(row.principal, source),
    fees: storedLines
      .parse(row.fee_lines)
      .map(line => ({ ...line, amount: money(BigInt(line.amount), source) })),
    receive: money(row.receive, target),
    markup: money(row.markup, target),
    exchange: exchangeOf(row),
    schedule: {
      leavesAt: row.leaves_at,
      requestedOn: row.requested_on,
      arrivesOn: row.arrives_on,
      expectedBy: row.expected_by,
    },
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    transferId: row.transfer_id,
  }
}

function exchangeOf(row: QuoteRow): Quote['exchange'] {
  const { markup_rule: markupRule, source_rate: sourceRate, target_rate: targetRate, rate_day: rateDay } = row
  if (markupRule === null || sourceRate === null || targetRate === null || rateDay === null) return null
  return { markupBasisPoints: row.markup_basis_points, markupRule, sourceRate, targetRate, rateDay }
}
