import type pg from 'pg'

/** The next `count` values of a sequence. */
export async function takeNumbers(
  pool: pg.Pool,
  sequence: 'transaction_number_seq' | 'account_number_seq',
  count: number,
): Promise<bigint[]> {
  const { rows } = await pool.query<{ value: bigint }>(
    `SELECT nextval($1::regclass) AS value FROM generate_series(1, $2)`,
    [sequence, count],
  )
  return rows.map(row => row.value)
}

/** The key of the permutation that makes numbers out of counters. */
export async function readNumberKey(pool: pg.Pool): Promise<Buffer> {
  const { rows } = await pool.query<{ number_key: Buffer }>('SELECT number_key FROM deployment')
  const key = rows[0]?.number_key
  if (!key) throw new Error('the database has not been migrated: it has no deployment row')
  return key
}
