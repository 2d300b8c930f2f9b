import { sql } from 'kysely'
import type { DepositStatus } from '../../../contract/api/funding.ts'
import type { Currency } from '../../../contract/money.ts'
import type { ReadDb } from '../../platform/db.ts'
import { openStatuses } from './states.ts'

export type OpenDeposit = { number: string; status: DepositStatus; amount: bigint; currency: Currency }

/** A customer's deposits whose end is not known yet. */
export async function openDeposits(db: ReadDb, customerId: string): Promise<OpenDeposit[]> {
  const { rows } = await sql<OpenDeposit>`
    SELECT number, status, amount, currency FROM deposit
    WHERE customer_id = ${customerId} AND status = ANY(${openStatuses}::text[])
    ORDER BY created_at LIMIT 100`.execute(db)
  return rows
}
