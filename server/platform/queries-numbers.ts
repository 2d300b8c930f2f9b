import { sql } from 'kysely'
import type pg from 'pg'
import { assertInvariant } from './errors.ts'
import type { Tx } from './db.ts'

export async function takeTransactionNumbers(pool: pg.Pool, count: number): Promise<bigint[]> {
  const { rows } = await pool.query<{ value: bigint }>(
    `SELECT nextval('transaction_number_seq') AS value FROM generate_series(1, $1)`,
    [count],
  )
  return rows.map(row => row.value)
}

export async function nextAccountNumber(tx: Tx): Promise<bigint> {
  const { rows } = await sql<{ value: bigint }>`SELECT nextval('account_number_seq') AS value`.execute(tx)
  assertInvariant(rows[0] !== undefined, 'a sequence gave no value')
  return rows[0].value
}

export async function nextDepositReference(pool: pg.Pool): Promise<bigint> {
  const { rows } = await pool.query<{ value: bigint }>(`SELECT nextval('deposit_reference_seq') AS value`)
  assertInvariant(rows[0] !== undefined, 'a sequence gave no value')
  return rows[0].value
}

/** The key of the permutation that makes numbers out of counters. */
export async function readNumberKey(pool: pg.Pool): Promise<Buffer> {
  const { rows } = await pool.query<{ number_key: Buffer }>('SELECT number_key FROM deployment')
  const key = rows[0]?.number_key
  if (!key) throw new Error('the database has not been migrated: it has no deployment row')
  return key
}
