import type { Tx } from '../../platform/db.ts'
import { networkOf } from '../../platform/rate-limit.ts'
import { newId } from '../../platform/id.ts'
import { sessionLifetimeMs } from './authenticate.ts'
import * as queries from './queries-sessions.ts'
import { newToken } from '../../platform/token.ts'

export type OpenedSession = { id: string; token: string; expiresAt: Date }

export type SessionOrigin = { ip: string; userAgent: string; now: Date }

/**
 * A new session with a new token. The session the browser came with ends in the same transaction, so that a
 * token somebody planted before the sign-in is worth nothing after it.
 */
export async function openSession(
  tx: Tx,
  {
    customerId,
    origin,
    replaces,
    deviceId = null,
    steppedUpAt = null,
  }: {
    customerId: string
    origin: SessionOrigin
    deviceId?: string | null
    /** When more than the password was proved, if it was. */
    steppedUpAt?: Date | null
    replaces: { customerId: string; sessionId: string } | null
  },
): Promise<OpenedSession> {
  const { ip, userAgent, now } = origin
  if (replaces)
    await queries.endSession(
      tx,
      { id: replaces.sessionId, customerId: replaces.customerId },
      { at: now, reason: 'replaced' },
    )
  const { token, tokenHash } = newToken()
  const id = newId()
  const expiresAt = new Date(now.getTime() + sessionLifetimeMs)
  await queries.insertSession(tx, {
    id,
    customer_id: customerId,
    token_hash: tokenHash,
    created_at: now,
    last_seen_at: now,
    expires_at: expiresAt,
    ended_at: null,
    end_reason: null,
    ip,
    network: networkOf(ip),
    user_agent: userAgent,
    stage: 'full',
    device_id: deviceId,
    proofs_tried: 0,
    stepped_up_at: steppedUpAt,
  })
  return { id, token, expiresAt }
}
