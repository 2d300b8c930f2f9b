import type { Tx } from '../../../platform/db.ts'
import { sessionIdleMs } from '../authenticate.ts'
import * as queries from './queries.ts'

/** Signs a customer out everywhere; tells how many of the sessions could still have been used. */
export async function endAllSessions(
  tx: Tx,
  { customerId, now }: { customerId: string; now: Date },
): Promise<number> {
  const ended = await queries.endSessions(tx, { customerId, at: now, reason: 'ended_by_staff' })
  const idleSince = now.getTime() - sessionIdleMs
  return ended.filter(
    session =>
      session.expires_at > now && session.last_seen_at.getTime() > idleSince && session.stage === 'full',
  ).length
}
