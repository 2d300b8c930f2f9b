import { sql } from 'kysely'
import type { DepositStatus } from '../../../contract/api/funding.ts'
import type { Currency } from '../../../contract/money.ts'
import type { ReadDb } from '../../platform/db.ts'
import { openStatuses } from './states.ts'

export type OpenDeposit = { number: string; status: DepositStatus; amount: bigint; currency: Currency }

/** With who sent it as it is stored; nothing of that where none came from a bank. */
export type ToldDeposit = Record<string, unknown> & {
  entry_id: string | null
  debtor_name: string | null
  debtor_account: string | null
  sealed_debtor: Buffer | null
}

/** Every top-up with its timeline, oldest first; amounts in minor units. Its page is a secret of the counterparty's. */
export async function allDeposits(db: ReadDb, customerId: string): Promise<ToldDeposit[]> {
  const { rows } = await sql<ToldDeposit>`
    SELECT d.number, d.method, d.amount, d.fee, d.currency, d.fee_lines, d.paid_with, d.status, d.status_reason,
      d.decline_code, d.refund_reason, d.created_at, d.updated_at, r.reference AS transfer_reference,
      a.entry_id, a.debtor_name, a.debtor_account, a.sealed_debtor, a.booked_on::text,
      (SELECT jsonb_agg(jsonb_build_object('state', s.state, 'text', s.text, 'reason', s.reason,
                'evidence', s.evidence_reference, 'at', s.at) ORDER BY s.number)
       FROM deposit_step s WHERE s.deposit_id = d.id) AS timeline
    FROM deposit d
    LEFT JOIN deposit_reference r ON r.deposit_id = d.id
    LEFT JOIN bank_arrival a ON a.deposit_id = d.id
    WHERE d.customer_id = ${customerId} ORDER BY d.created_at, d.id`.execute(db)
  return rows
}

/** Under which name a counterparty keeps this customer's means. */
export async function namesAtCounterparties(db: ReadDb, customerId: string): Promise<unknown[]> {
  const { rows } = await sql`
    SELECT provider, reference, created_at FROM rail_customer WHERE customer_id = ${customerId}
    ORDER BY provider`.execute(db)
  return rows
}

/** A customer's deposits whose end is not known yet. */
export async function openDeposits(db: ReadDb, customerId: string): Promise<OpenDeposit[]> {
  const { rows } = await sql<OpenDeposit>`
    SELECT number, status, amount, currency FROM deposit
    WHERE customer_id = ${customerId} AND status = ANY(${openStatuses}::text[])
    ORDER BY created_at LIMIT 100`.execute(db)
  return rows
}
