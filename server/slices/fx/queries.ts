import type pg from 'pg'
import { CompiledQuery } from 'kysely'
import { money, type Currency, type Money } from '../../../contract/money.ts'
import type { Tx } from '../../platform/db.ts'
import { nullableUuidArray, plainArray, textArray, timeArray } from '../../platform/sql-arrays.ts'
import type { Statement } from '../../platform/statement.ts'
import type { ConversionRow, QuoteRow } from './tables.ts'
import { monthStart } from './volume.ts'

type Connection = pg.ClientBase | pg.Pool

const quoteColumns = `id, customer_id, fixed, from_currency, to_currency, send, receive, markup, markup_basis_points,
  markup_rule, trim_scale(from_rate)::text AS from_rate, trim_scale(to_rate)::text AS to_rate,
  rate_day::text AS rate_day, created_at, expires_at, conversion_id`

export async function insertQuote(client: Connection, quote: QuoteRow): Promise<void> {
  await client.query(
    `INSERT INTO fx_quote (id, customer_id, fixed, from_currency, to_currency, send, receive, markup,
       markup_basis_points, markup_rule, from_rate, to_rate, rate_day, created_at, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
    [
      quote.id,
      quote.customer_id,
      quote.fixed,
      quote.from_currency,
      quote.to_currency,
      quote.send,
      quote.receive,
      quote.markup,
      quote.markup_basis_points,
      quote.markup_rule,
      quote.from_rate,
      quote.to_rate,
      quote.rate_day,
      quote.created_at,
      quote.expires_at,
    ],
  )
}

export async function readQuotes(client: Connection, ids: readonly string[]): Promise<Map<string, QuoteRow>> {
  const { rows } = await client.query<QuoteRow>({
    name: 'fx.read_quotes',
    text: `SELECT ${quoteColumns} FROM fx_quote WHERE id = ANY($1::uuid[])`,
    values: [plainArray(ids)],
  })
  return new Map(rows.map(row => [row.id, row]))
}

/** Uses quotes up, each for its exchange; fails the transaction if one was used meanwhile. */
export function useQuotes(quotes: readonly QuoteRow[]): Statement {
  return {
    name: 'fx.use_quotes',
    text: `WITH used AS (
             UPDATE fx_quote q SET conversion_id = n.conversion_id
             FROM unnest($1::uuid[], $2::uuid[]) AS n (id, conversion_id)
             WHERE q.id = n.id AND q.conversion_id IS NULL
             RETURNING 1
           )
           SELECT expect_rows((SELECT count(*) FROM used), $3, 'fx_quote')`,
    values: [
      plainArray(quotes.map(({ id }) => id)),
      nullableUuidArray(quotes.map(({ conversion_id }) => conversion_id)),
      quotes.length,
    ],
  }
}

export function insertConversions(conversions: readonly ConversionRow[]): Statement {
  return {
    name: 'fx.insert_conversions',
    text: `INSERT INTO fx_conversion (id, quote_id, number, customer_id, status, status_reason, decline_details,
             journal_id, created_at)
           SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::text[], $6::text[], $7::jsonb[],
             $8::uuid[], $9::timestamptz[])`,
    values: [
      plainArray(conversions.map(row => row.id)),
      plainArray(conversions.map(row => row.quote_id)),
      plainArray(conversions.map(row => row.number)),
      plainArray(conversions.map(row => row.customer_id)),
      plainArray(conversions.map(row => row.status)),
      textArray(conversions.map(row => row.status_reason)),
      textArray(conversions.map(row => row.decline_details && JSON.stringify(row.decline_details))),
      nullableUuidArray(conversions.map(row => row.journal_id)),
      timeArray(conversions.map(row => row.created_at)),
    ],
  }
}

/** One of this customer's exchanges with the price it was made at. */
export async function findConversion(
  client: Connection,
  { id, customerId }: { id: string; customerId: string },
): Promise<{ conversion: ConversionRow; quote: QuoteRow } | undefined> {
  const { rows } = await client.query<ConversionRow>(
    `SELECT id, quote_id, number, customer_id, status, status_reason, decline_details, journal_id, created_at
     FROM fx_conversion WHERE id = $1 AND customer_id = $2`,
    [id, customerId],
  )
  const [conversion] = rows
  if (!conversion) return undefined
  const quote = (await readQuotes(client, [conversion.quote_id])).get(conversion.quote_id)
  if (!quote) throw new Error(`conversion ${id} was made at a price that is not there`)
  return { conversion, quote }
}

/** What a customer sold in completed exchanges since the month began, by currency. */
export async function soldInMonth(
  client: Connection,
  { customerId, now }: { customerId: string; now: Date },
): Promise<Money[]> {
  const { rows } = await client.query<{ currency: Currency; sold: string }>(
    `SELECT q.from_currency AS currency, sum(q.send)::text AS sold
     FROM fx_conversion c JOIN fx_quote q ON q.id = c.quote_id
     WHERE c.customer_id = $1 AND c.status = 'completed' AND c.created_at >= $2 GROUP BY q.from_currency`,
    [customerId, monthStart(now)],
  )
  return rows.map(({ currency, sold }) => money(BigInt(sold), currency))
}

/** Prices nobody took, `before` then; a failed exchange keeps its own. */
export async function deleteExpiredQuotes(tx: Tx, before: Date): Promise<void> {
  await tx.executeQuery(
    CompiledQuery.raw(
      `DELETE FROM fx_quote q WHERE conversion_id IS NULL AND expires_at < $1
         AND NOT EXISTS (SELECT FROM fx_conversion c WHERE c.quote_id = q.id)`,
      [before],
    ),
  )
}
