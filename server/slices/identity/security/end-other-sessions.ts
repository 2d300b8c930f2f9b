import * as contract from '../../../../contract/api/security.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import type { Parts } from '../parts.ts'
import { endSessions } from '../recovery/queries.ts'

/** Signs out everywhere but here; sockets of the ended sessions are closed within seconds (`realtime.ts`). */
export function endOtherSessionsRoute({ db }: Parts): Route {
  return route(contract.endOtherSessions, async ({ context }) => {
    const { customerId, sessionId } = context.principal
    const ended = await db.transaction(tx =>
      endSessions(tx, { customerId, except: sessionId, at: context.now, reason: 'ended_by_customer' }),
    )
    context.audit({ subject: customerId, details: { ended } })
    return { ended }
  })
}
