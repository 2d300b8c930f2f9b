import * as identity from '../../../contract/api/identity.ts'
import { DomainError } from '../../platform/errors.ts'
import { route, type Route } from '../../platform/http/route.ts'
import type { Parts } from './parts.ts'
import { endSession } from './queries-sessions.ts'
import { tellSessionEnded } from './recovery/events.ts'

/** Ends one of one's own sessions; another's is answered like one that never was. */
export function endSessionRoute(parts: Parts): Route {
  return route(identity.endSession, async ({ params, context }) => {
    const { sessionId, customerId } = context.principal
    const id = params.session
    const { now } = context
    const ended = await parts.db.transaction(async tx => {
      const session = await endSession(tx, { id, customerId }, { at: now, reason: 'ended_by_customer' })
      if (session) await tellSessionEnded(tx, { customerId, session, now })
      return session !== undefined
    })
    if (!ended) throw new DomainError('not_found')
    if (id === sessionId) context.setSessionCookie({ kind: 'clear' })
    context.audit({ subject: id })
    return undefined
  })
}
