import { sql } from 'kysely'
import type { ReadDb, Tx } from '../../platform/db.ts'

/** Quotes with what became of them, oldest first; amounts in minor units. Those nobody took are kept for a day only. */
export async function allQuotes(db: ReadDb, customerId: string): Promise<unknown[]> {
  const { rows } = await sql`
    SELECT q.from_currency, q.send, q.to_currency, q.receive, q.markup, q.rate_day::text, q.created_at, q.expires_at,
      c.number, c.status, c.status_reason
    FROM fx_quote q LEFT JOIN fx_conversion c ON c.quote_id = q.id
    WHERE q.customer_id = ${customerId} ORDER BY q.created_at, q.id`.execute(db)
  return rows
}

export async function allAlerts(db: ReadDb, customerId: string): Promise<unknown[]> {
  const { rows } = await sql`
    SELECT from_currency, to_currency, trim_scale(target)::text AS target, basis, direction, status, created_at,
      expires_at, reached_at
    FROM rate_alert WHERE customer_id = ${customerId} ORDER BY created_at, id`.execute(db)
  return rows
}

export async function deleteAlerts(tx: Tx, customerId: string): Promise<void> {
  await sql`DELETE FROM rate_alert WHERE customer_id = ${customerId}`.execute(tx)
}
