import * as identity from '../../../contract/api/identity.ts'
import { route, type Route } from '../../platform/http/route.ts'
import type { Parts } from './parts.ts'
import { endSession } from './queries-sessions.ts'
import { tellSessionEnded } from './recovery/events.ts'

/** Ends the session of this request. Ended by somebody else in this instant, it is ended all the same. */
export function signOutRoute(parts: Parts): Route {
  return route(identity.signOut, async ({ context }) => {
    const { sessionId, customerId } = context.principal
    const { now } = context
    await parts.db.transaction(async tx => {
      const end = { at: now, reason: 'signed_out' } as const
      const session = await endSession(tx, { id: sessionId, customerId }, end)
      if (session) await tellSessionEnded(tx, { customerId, session, now })
    })
    context.setSessionCookie({ kind: 'clear' })
    context.audit({ subject: sessionId })
    return undefined
  })
}
