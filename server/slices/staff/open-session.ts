import type { Tx } from '../../platform/db.ts'
import { newId } from '../../platform/id.ts'
import { networkOf } from '../../platform/rate-limit.ts'
import { newToken } from '../../platform/token.ts'
import { halfLifetimeMs, lifetimeMs } from './authenticate.ts'
import * as queries from './queries-sessions.ts'

export type SessionOrigin = { ip: string; userAgent: string; now: Date }
export type OpenedSession = { id: string; token: string; expiresAt: Date }

/** A session with a token of its own; whatever token the browser came with is worth nothing afterwards. */
export async function openStaffSession(
  tx: Tx,
  { staffId, stage, origin }: { staffId: string; stage: 'half' | 'full'; origin: SessionOrigin },
): Promise<OpenedSession> {
  const { ip, userAgent, now } = origin
  const { token, tokenHash } = newToken()
  const id = newId()
  const expiresAt = new Date(now.getTime() + (stage === 'half' ? halfLifetimeMs : lifetimeMs))
  await queries.insertSession(tx, {
    id,
    staff_id: staffId,
    stage,
    token_hash: tokenHash,
    created_at: now,
    last_seen_at: now,
    expires_at: expiresAt,
    ended_at: null,
    end_reason: null,
    attempts: 0,
    passkey_challenge: null,
    ip,
    network: networkOf(ip),
    user_agent: userAgent,
  })
  return { id, token, expiresAt }
}
