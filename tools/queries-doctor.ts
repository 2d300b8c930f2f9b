import type { Client } from 'pg'

/** E.g. `{ major: 18, text: '18.4' }`. */
export async function serverVersion(client: Client): Promise<{ major: number; text: string }> {
  const { rows } = await client.query<{ number: string; text: string }>(
    `SELECT current_setting('server_version_num') AS number, current_setting('server_version') AS text`,
  )
  const row = rows[0]
  if (!row) throw new Error('the server does not say its version')
  return { major: Math.floor(Number(row.number) / 10_000), text: row.text }
}

/** Whether OKPay's tables are there at all. */
export async function isInitialised(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ found: boolean }>(
    `SELECT to_regclass('public.deployment') IS NOT NULL AS found`,
  )
  return rows[0]?.found ?? false
}
