import type pg from 'pg'

/** Resolves when the database executes a statement. */
export async function ping(pool: pg.Pool): Promise<void> {
  await pool.query('SELECT 1')
}
