import type { Connection } from './queries-orders.ts'

type HealthRow = { last_contact_at: Date | null; down_since: Date | null; last_error: string | null }

export async function readHealth(client: Connection): Promise<HealthRow> {
  const { rows } = await client.query<HealthRow>(
    `SELECT last_contact_at, down_since, last_error FROM bank_rail_health`,
  )
  return rows[0] ?? { last_contact_at: null, down_since: null, last_error: null }
}

/** True when the bank was away until now. */
export async function recordContact(client: Connection, at: Date): Promise<boolean> {
  const { rows } = await client.query<{ was_down: boolean }>(
    `WITH before AS (SELECT down_since IS NOT NULL AS was_down FROM bank_rail_health FOR UPDATE)
     UPDATE bank_rail_health SET last_contact_at = $1, down_since = NULL, last_error = NULL
     FROM before RETURNING was_down`,
    [at],
  )
  return rows[0]?.was_down === true
}

/** True when it was up until now. */
export async function recordSilence(
  client: Connection,
  { at, error }: { at: Date; error: string },
): Promise<boolean> {
  const { rows } = await client.query<{ was_up: boolean }>(
    `WITH before AS (SELECT down_since IS NULL AS was_up FROM bank_rail_health FOR UPDATE)
     UPDATE bank_rail_health SET down_since = coalesce(down_since, $1), last_error = $2
     FROM before RETURNING was_up`,
    [at, error],
  )
  return rows[0]?.was_up === true
}
