import { sql } from 'kysely'
import { money, type Currency, type Money } from '../../../contract/money.ts'
import type { ReadDb } from '../../platform/db.ts'
import { openStatuses } from './states.ts'

/** A customer's withdrawals whose end is not known yet. */
export async function openWithdrawals(
  db: ReadDb,
  customerId: string,
): Promise<{ number: string; amount: Money }[]> {
  const { rows } = await sql<{ number: string; total: bigint; currency: Currency }>`
    SELECT number, amount + fee AS total, currency FROM withdrawal
    WHERE customer_id = ${customerId} AND status = ANY(${openStatuses}::text[])
    ORDER BY created_at LIMIT 100`.execute(db)
  return rows.map(({ number, total, currency }) => ({ number, amount: money(total, currency) }))
}

/** A customer's withdrawals, the oldest first, each with its steps; amounts in minor units. */
export async function allWithdrawals(db: ReadDb, customerId: string): Promise<unknown[]> {
  const { rows } = await sql<object>`
    SELECT w.id, w.number, w.destination_label, w.destination_holder, w.destination_country, w.amount::text, w.fee::text,
      w.currency, w.fee_lines, w.status, w.status_reason, w.cancel_requested_at, w.promised_by, w.late_at, w.created_at,
      w.updated_at,
      (SELECT jsonb_agg(jsonb_build_object('state', s.state, 'text', s.text, 'reason', s.reason,
                'evidence', s.evidence_reference, 'at', s.at) ORDER BY s.number)
       FROM withdrawal_step s WHERE s.withdrawal_id = w.id) AS timeline
    FROM withdrawal w WHERE w.customer_id = ${customerId} ORDER BY w.created_at, w.id`.execute(db)
  return rows
}
