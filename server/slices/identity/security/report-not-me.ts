import * as contract from '../../../../contract/api/security.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import type { Parts } from '../parts.ts'
import { protectFromOthers } from './protect.ts'
import { wireProtected } from './wire.ts'

/** "This was not me", said inside the app: everything but the session that says it is closed to everybody. */
export function reportNotMeRoute({ db, standing }: Parts): Route {
  return route(contract.reportNotMe, async ({ body, context }) => {
    const { customerId, sessionId, deviceId } = context.principal
    const done = await db.transaction(tx =>
      protectFromOthers(tx, standing, { customerId, keep: { sessionId, deviceId }, now: context.now }),
    )
    context.audit({
      subject: customerId,
      details: {
        about: body.about,
        ended_sessions: done.endedSessions,
        ended_factors: done.factors.ended.length,
      },
    })
    return wireProtected(done, context.now)
  })
}
