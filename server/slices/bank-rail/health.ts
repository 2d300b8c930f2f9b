import * as queries from './queries-health.ts'
import type { Connection } from './queries-orders.ts'

/** Whether our bank answers. `unknown`: nobody has asked it yet, or no bank is connected. */
export type RailHealth =
  | { state: 'up'; lastContactAt: Date }
  | { state: 'down'; since: Date; error: string }
  | { state: 'unknown' }

export async function railHealth(client: Connection): Promise<RailHealth> {
  const {
    last_contact_at: lastContactAt,
    down_since: since,
    last_error: error,
  } = await queries.readHealth(client)
  if (since) return { state: 'down', since, error: error ?? '' }
  return lastContactAt ? { state: 'up', lastContactAt } : { state: 'unknown' }
}
