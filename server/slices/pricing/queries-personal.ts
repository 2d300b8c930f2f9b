import { sql } from 'kysely'
import type { ReadDb } from '../../platform/db.ts'

/** What each movement cost and what its price and limits depended on, oldest first; amounts in minor units. */
export async function allCharges(db: ReadDb, customerId: string): Promise<unknown[]> {
  const { rows } = await sql`
    SELECT entry, operation, method, payer_region, payee_region, level, currency, amount, fee, day::text, at
    FROM charge WHERE customer_id = ${customerId} ORDER BY position`.execute(db)
  return rows
}

export async function limitUse(db: ReadDb, customerId: string): Promise<unknown[]> {
  const { rows } = await sql`
    SELECT operation, currency, day::text, daily, weekly, monthly, rolling FROM limit_use
    WHERE customer_id = ${customerId} ORDER BY operation, currency`.execute(db)
  return rows
}
