import { sql } from 'kysely'
import type { ReadDb } from '../../platform/db.ts'

/** A customer's payments at the bank with each step; amounts in minor units. The payee stands with what ordered them. */
export async function ordersOf(db: ReadDb, customerId: string): Promise<unknown[]> {
  const { rows } = await sql`
    SELECT o.number, o.client, o.amount, o.currency, o.remittance, o.status, o.reason_code, o.reason_text, o.created_at,
      (SELECT jsonb_agg(jsonb_build_object('kind', s.kind, 'status', s.status, 'reason', s.reason_code,
                'file', s.file_number, 'line', s.line, 'at', s.at) ORDER BY s.number)
       FROM payment_order_step s WHERE s.order_id = o.id) AS steps
    FROM payment_order o WHERE o.owner_id = ${customerId} ORDER BY o.created_at, o.id`.execute(db)
  return rows
}

/** Money a person found to be this customer's. */
export async function assignedTo(db: ReadDb, customerId: string): Promise<unknown[]> {
  const { rows } = await sql`
    SELECT amount, currency, reason, created_at, resolved_at FROM suspense_item WHERE customer_id = ${customerId}
    ORDER BY created_at, id`.execute(db)
  return rows
}
