import { sql } from 'kysely'
import type { Currency } from '../../../contract/money.ts'
import type { ReadDb, Tx } from '../../platform/db.ts'
import { fileStatesAllowing, fileTransition } from './file-states.ts'
import type { StoredCounterparty } from './payer.ts'
import type { SuspenseStatus } from './suspense.ts'

export type StoredItem = {
  id: string
  currency: Currency
  amount: bigint
  side: 'credit' | 'debit'
  status: SuspenseStatus
  reason: string
  reference: string
}

export async function findItem(
  db: ReadDb,
  id: string,
): Promise<(StoredItem & { part: StoredCounterparty }) | undefined> {
  const { rows } = await sql<StoredItem & { part_id: string } & Omit<StoredCounterparty, 'id'>>`
    SELECT i.id, i.currency, i.amount, i.side, i.status, i.reason, p.reference, p.id AS part_id, p.counterparty,
           p.sealed_counterparty
    FROM suspense_item i JOIN bank_entry_part p ON p.id = i.part_id WHERE i.id = ${id}`.execute(db)
  const [row] = rows
  if (!row) return undefined
  const { part_id, counterparty, sealed_counterparty, ...item } = row
  return { ...item, part: { id: part_id, counterparty, sealed_counterparty } }
}

export type FileDecision = {
  number: number
  move: 'release' | 'dismiss'
  staffId: string
  explanation: string
  at: Date
}

/** One that is to be read again forgets what it was taken for: the message in it may have come in another file since. */
export async function decideFile(
  tx: Tx,
  { number, move, staffId, explanation, at }: FileDecision,
): Promise<boolean> {
  const [from] = fileStatesAllowing(move)
  const to = from && fileTransition(from, move)
  const forgets = move === 'release'
  const { numAffectedRows } = await sql`
    UPDATE bank_file SET status = ${to}, decided_by = ${staffId}, explanation = ${explanation}, updated_at = ${at},
      kind = CASE WHEN ${forgets}::boolean THEN NULL ELSE kind END,
      message_id = CASE WHEN ${forgets}::boolean THEN NULL ELSE message_id END
    WHERE number = ${number} AND status = ${from}`.execute(tx)
  return numAffectedRows === 1n
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
