import { sql } from 'kysely'
import type { ReadDb } from '../../platform/db.ts'

/** The sums of each month; its lines are those of the history. Amounts in minor units. */
export async function allStatements(db: ReadDb, customerId: string): Promise<unknown[]> {
  const { rows } = await sql`
    SELECT period, currency, opening, credits, debits, closing, lines, encode(content_hash, 'hex') AS sha256, created_at
    FROM statement WHERE customer_id = ${customerId} ORDER BY period, currency`.execute(db)
  return rows
}

export async function allExports(db: ReadDb, customerId: string): Promise<unknown[]> {
  const { rows } = await sql`
    SELECT request, state, done, asked_at, ready_at, expires_at FROM history_export
    WHERE customer_id = ${customerId} ORDER BY asked_at, id`.execute(db)
  return rows
}
