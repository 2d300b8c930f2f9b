import type pg from 'pg'

/** Until the session ends. */
export async function tryLock(client: pg.ClientBase, what: string): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>(
    `SELECT pg_try_advisory_lock(hashtext('bank_rail'), hashtext($1)) AS locked`,
    [what],
  )
  return rows[0]?.locked === true
}

export async function begin(client: pg.ClientBase): Promise<void> {
  await client.query('BEGIN')
}

/** Throws when the transaction had failed: COMMIT then answers ROLLBACK. */
export async function commit(client: pg.ClientBase): Promise<void> {
  const { command } = await client.query('COMMIT')
  if (command !== 'COMMIT') throw new Error('the transaction was rolled back at commit')
}

export async function rollback(client: pg.ClientBase): Promise<void> {
  await client.query('ROLLBACK')
}
