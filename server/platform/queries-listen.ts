import type pg from 'pg'

export async function listenTo(client: pg.Client, channel: string): Promise<void> {
  await client.query(`LISTEN ${client.escapeIdentifier(channel)}`)
}

export async function heartbeat(client: pg.Client): Promise<void> {
  await client.query('SELECT 1')
}
