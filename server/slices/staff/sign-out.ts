import { staffSignOut } from '../../../contract/api/staff.ts'
import { route, type Route } from '../../platform/http/route.ts'
import type { Parts } from './parts.ts'
import { endSession } from './queries-sessions.ts'

export function signOutRoute({ db }: Parts): Route {
  return route(staffSignOut, async ({ context }) => {
    const { sessionId } = context.staff
    await db.transaction(tx => endSession(tx, sessionId, { at: context.now, reason: 'signed_out' }))
    context.setStaffCookie({ kind: 'clear' })
    return undefined
  })
}
