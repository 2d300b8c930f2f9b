import { sql } from 'kysely'
import type { PaymentMethodKind } from '../../../contract/api/payment-methods.ts'
import type { Tx } from '../../platform/db.ts'

export type DueExpiry = {
  id: string
  customer_id: string
  kind: PaymentMethodKind
  label: string
  expires_on: string
  /** Days before the end at which it is told: 30, 7, or 0 when it has ended. */
  stage: 30 | 7 | 0
}

/** Methods whose end has to be told of now, marked as told; those that have ended are expired, and no default. */
export async function takeDue(tx: Tx, { now, limit }: { now: Date; limit: number }): Promise<DueExpiry[]> {
  const today = now.toISOString().slice(0, 10)
  const { rows } = await sql<DueExpiry>`
    WITH ending AS (
      SELECT id, CASE WHEN expires_on < ${today}::date THEN 0 WHEN expires_on <= ${today}::date + 7 THEN 7 ELSE 30 END
               AS stage
      FROM payment_method
      WHERE removed_at IS NULL AND status IN ('pending', 'active') AND expires_on <= ${today}::date + 30
    ), due AS (
      SELECT e.id, e.stage FROM ending e
      WHERE NOT EXISTS (SELECT FROM payment_method_expiry_notice n
                        WHERE n.payment_method_id = e.id AND n.stage <= e.stage)
      ORDER BY e.id LIMIT ${limit}
    ), told AS (
      INSERT INTO payment_method_expiry_notice (payment_method_id, stage, told_at)
      SELECT id, stage, ${now} FROM due ON CONFLICT DO NOTHING RETURNING payment_method_id, stage
    ), ended AS (
      UPDATE payment_method m SET status = 'expired', is_default = false
      FROM told t WHERE m.id = t.payment_method_id AND t.stage = 0
    )
    SELECT m.id, m.customer_id, m.kind, m.label, m.expires_on::text AS expires_on, t.stage
    FROM told t JOIN payment_method m ON m.id = t.payment_method_id
    ORDER BY m.id`.execute(tx)
  return rows
}
