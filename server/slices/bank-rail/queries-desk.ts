import { sql } from 'kysely'
import type { Currency } from '../../../contract/money.ts'
import type { ReadDb, Tx } from '../../platform/db.ts'
import type { SuspenseStatus } from './suspense.ts'

export type DeskItem = {
  id: string
  currency: Currency
  amount: bigint
  side: 'credit' | 'debit'
  status: SuspenseStatus
  reason: string
  reference: string
  counterparty: { name: string | null; account: string | null }
}

export async function findItem(db: ReadDb, id: string): Promise<DeskItem | undefined> {
  const { rows } = await sql<DeskItem>`
    SELECT i.id, i.currency, i.amount, i.side, i.status, i.reason, p.reference, p.counterparty
    FROM suspense_item i JOIN bank_entry_part p ON p.id = i.part_id WHERE i.id = ${id}`.execute(db)
  return rows[0]
}

export type NewResolution = {
  approvalId: string
  itemId: string
  kind: 'assign' | 'return' | 'absorb'
  reference: string | null
  customerId: string | null
  decidedAt: Date
}

export async function insertResolution(tx: Tx, resolution: NewResolution): Promise<void> {
  const { approvalId, itemId, kind, reference, customerId, decidedAt } = resolution
  await sql`
    INSERT INTO suspense_resolution (approval_id, item_id, kind, reference, customer_id, decided_at)
    VALUES (${approvalId}, ${itemId}, ${kind}, ${reference}, ${customerId}, ${decidedAt})`.execute(tx)
}
