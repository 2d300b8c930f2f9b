import { dropSignIn } from '../../../contract/api/sign-in.ts'
import { route, type Route } from '../../platform/http/route.ts'
import type { Parts } from './parts.ts'
import { endSession } from './queries-sessions.ts'

/** Ends the half session of this request. Ended by somebody else in this instant, it is ended all the same. */
export function dropSignInRoute(parts: Parts): Route {
  return route(dropSignIn, async ({ context }) => {
    const { sessionId: id, customerId } = context.halfSession
    await parts.db.transaction(tx =>
      endSession(tx, { id, customerId }, { at: context.now, reason: 'dropped' }),
    )
    context.setSessionCookie({ kind: 'clear' })
    context.audit({ subject: customerId })
    return undefined
  })
}
