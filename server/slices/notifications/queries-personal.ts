import { sql } from 'kysely'
import type { ReadDb } from '../../platform/db.ts'

export async function readPreferences(
  db: ReadDb,
  customerId: string,
): Promise<{ kind: string; channel: string; enabled: boolean; changed_at: Date }[]> {
  const { rows } = await sql<{ kind: string; channel: string; enabled: boolean; changed_at: Date }>`
    SELECT kind, channel, enabled, changed_at FROM notification_preference
    WHERE customer_id = ${customerId} ORDER BY kind, channel`.execute(db)
  return rows
}

export async function readBrowsers(
  db: ReadDb,
  customerId: string,
): Promise<{ endpoint: string; user_agent: string; created_at: Date }[]> {
  const { rows } = await sql<{ endpoint: string; user_agent: string; created_at: Date }>`
    SELECT endpoint, user_agent, created_at FROM push_subscription
    WHERE customer_id = ${customerId} ORDER BY created_at`.execute(db)
  return rows
}

export async function readSent(
  db: ReadDb,
  customerId: string,
): Promise<{ template: string; channel: string; outcome: string | null; created_at: Date }[]> {
  const { rows } = await sql<{
    template: string
    channel: string
    outcome: string | null
    created_at: Date
  }>`
    SELECT template, channel, outcome, created_at FROM notification
    WHERE customer_id = ${customerId} ORDER BY created_at`.execute(db)
  return rows
}
