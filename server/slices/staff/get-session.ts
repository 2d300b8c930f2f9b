import { getStaffSession } from '../../../contract/api/staff.ts'
import { assertInvariant } from '../../platform/errors.ts'
import { route, type Route } from '../../platform/http/route.ts'
import type { Parts } from './parts.ts'
import { sessionExpiry } from './queries-sessions.ts'
import { wireSession } from './wire.ts'

export function getSessionRoute({ db }: Parts): Route {
  return route(getStaffSession, async ({ context: { staff } }) => {
    const expiresAt = await sessionExpiry(db.read, staff.sessionId)
    assertInvariant(expiresAt !== undefined, 'a session that let somebody in is stored')
    return await wireSession(db.read, staff.staffId, { id: staff.sessionId, expiresAt })
  })
}
