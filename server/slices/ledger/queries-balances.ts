import { sql } from 'kysely'
import type pg from 'pg'
import type { ReadDb, Tx } from '../../platform/db.ts'

/** An owner's balances in minor units by `purpose/currency`, from the primary. Accounts never opened are absent. */
export async function balancesOf(pool: pg.Pool, ownerId: string): Promise<Map<string, bigint>> {
  const { rows } = await pool.query<{ purpose: string; currency: string; balance: bigint }>(
    `SELECT a.purpose, a.currency, b.balance FROM account a JOIN balance b ON b.account_id = a.id
     WHERE a.owner_id = $1`,
    [ownerId],
  )
  return new Map(rows.map(row => [`${row.purpose}/${row.currency}`, row.balance]))
}

/** The stored outcome of a command, or undefined while the key is unused. */
export async function findOutcome(
  pool: pg.Pool,
  { scope, key }: { scope: string; key: string },
): Promise<{ requestHash: Buffer; outcome: unknown } | undefined> {
  const { rows } = await pool.query<{ request_hash: Buffer; outcome: unknown }>(
    'SELECT request_hash, outcome FROM idempotency_outcome WHERE scope = $1 AND key = $2',
    [scope, key],
  )
  const row = rows[0]
  return row && { requestHash: row.request_hash, outcome: row.outcome }
}

/**
 * Locks every balance of an owner until the transaction ends, in the pipeline's order. Whatever batch has decided on
 * one of them has committed when this returns, and the next one reads what this transaction wrote.
 */
export async function lockBalancesOf(tx: Tx, ownerId: string): Promise<void> {
  await sql`
    SELECT 1 FROM balance WHERE account_id IN (SELECT id FROM account WHERE owner_id = ${ownerId})
    ORDER BY account_id FOR NO KEY UPDATE`.execute(tx)
}

/** An owner's accounts that hold something, in minor units; read under the caller's locks where it has taken them. */
export async function heldBy(
  db: ReadDb,
  ownerId: string,
): Promise<{ purpose: string; currency: string; balance: bigint }[]> {
  const { rows } = await sql<{ purpose: string; currency: string; balance: bigint }>`
    SELECT a.purpose, a.currency, b.balance FROM account a JOIN balance b ON b.account_id = a.id
    WHERE a.owner_id = ${ownerId} AND b.balance <> 0 ORDER BY a.currency, a.purpose`.execute(db)
  return rows
}
