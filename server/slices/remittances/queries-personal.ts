import { sql } from 'kysely'
import { money, type Currency, type Money } from '../../../contract/money.ts'
import type { ReadDb } from '../../platform/db.ts'
import { openStatuses } from './states.ts'

/** A customer's transfers abroad whose end is not known yet. */
export async function openTransfers(
  db: ReadDb,
  customerId: string,
): Promise<{ number: string; total: Money }[]> {
  const { rows } = await sql<{ number: string; total: bigint; currency: Currency }>`
    SELECT t.number, q.total, q.source_currency AS currency
    FROM transfer_abroad t JOIN remittance_quote q ON q.id = t.quote_id
    WHERE t.customer_id = ${customerId} AND t.status = ANY(${openStatuses}::text[])
    ORDER BY t.created_at LIMIT 100`.execute(db)
  return rows.map(({ number, total, currency }) => ({ number, total: money(total, currency) }))
}

/** Every transfer abroad of a customer with its price; amounts in minor units. */
export async function allTransfers(db: ReadDb, customerId: string): Promise<unknown[]> {
  const { rows } = await sql`
    SELECT t.number, t.recipient_id, t.status, t.status_reason, t.bank_reason_code, t.bank_reason_text, t.purpose,
      t.message, t.created_at, t.updated_at, q.source_currency, q.total, q.fee, q.fee_lines, q.target_currency, q.receive,
      q.markup, q.source_rate, q.target_rate, q.rate_day
    FROM transfer_abroad t JOIN remittance_quote q ON q.id = t.quote_id
    WHERE t.customer_id = ${customerId} ORDER BY t.created_at, t.id`.execute(db)
  return rows
}
