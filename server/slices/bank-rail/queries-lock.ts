import type pg from 'pg'

/** Until the session ends. */
export async function tryLock(client: pg.ClientBase, what: string): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>(
    `SELECT pg_try_advisory_lock(hashtext('bank_rail'), hashtext($1)) AS locked`,
    [what],
  )
  return rows[0]?.locked === true
}
