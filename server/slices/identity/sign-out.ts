import * as identity from '../../../contract/api/identity.ts'
import { route, type Route } from '../../platform/http/route.ts'
import type { Parts } from './parts.ts'
import { endSession } from './queries-sessions.ts'

/** Ends the session of this request. Ended by somebody else in this instant, it is ended all the same. */
export function signOutRoute(parts: Parts): Route {
  return route(identity.signOut, async ({ context }) => {
    const { sessionId, customerId } = context.principal
    await parts.db.transaction(tx =>
      endSession(tx, { id: sessionId, customerId }, { at: context.now, reason: 'signed_out' }),
    )
    context.setSessionCookie({ kind: 'clear' })
    context.audit({ subject: sessionId })
    return undefined
  })
}
