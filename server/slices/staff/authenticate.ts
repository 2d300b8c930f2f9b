import type { Db } from '../../platform/db.ts'
import type { AuthenticateStaff } from '../../platform/http/staff-gate.ts'
import { tokenHashOf } from '../../platform/token.ts'
import { permissionsOf } from '../../../contract/staff-permissions.ts'
import * as queries from './queries-sessions.ts'

/** Staff: 15 minutes without a request, 12 hours in all (security.md, sign-in and recovery). */
export const idleMs = 15 * 60_000
export const lifetimeMs = 12 * 60 * 60_000

/** How long somebody may take from the password to the second factor. */
export const halfLifetimeMs = 5 * 60_000

/** How old the note of the last use may grow before it is written again; it only ever shortens the 15 minutes. */
const touchAfterMs = 20_000

/**
 * Who holds a token of the staff's realm. One query for each request, on the primary: a member who was disabled, a
 * role that was taken away, a session that was ended count from the next request on. Staff are few.
 */
export function createStaffAuthenticator(db: Db): AuthenticateStaff {
  return async (token, now) => {
    const tokenHash = tokenHashOf(token)
    if (!tokenHash) return null
    const session = await queries.findSession(db.read, tokenHash)
    if (!session || !isAlive(session, now)) return null
    const { id: sessionId, staff_id: staffId, locale, name, roles } = session
    if (session.stage === 'half') return { kind: 'half', half: { staffId, sessionId, locale } }
    if (now.getTime() - session.last_seen_at.getTime() >= touchAfterMs)
      await queries.touchSession(db.read, sessionId, now)
    return {
      kind: 'full',
      staff: { staffId, sessionId, name, locale, roles, permissions: permissionsOf(roles) },
    }
  }
}

function isAlive(session: queries.FoundSession, now: Date): boolean {
  if (now.getTime() >= session.expires_at.getTime()) return false
  return session.stage === 'half' || now.getTime() < session.last_seen_at.getTime() + idleMs
}
