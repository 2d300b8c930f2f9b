import * as contract from '../../../../contract/api/security.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import type { Parts } from '../parts.ts'
import { endSessions } from '../recovery/queries.ts'
import { tellSessionsEnded } from '../recovery/events.ts'

/** Signs out everywhere but here; sockets of the ended sessions are closed within seconds (`realtime.ts`). */
export function endOtherSessionsRoute({ db }: Parts): Route {
  return route(contract.endOtherSessions, async ({ context }) => {
    const { now, principal } = context
    const { customerId, sessionId, deviceId } = principal
    const ended = await db.transaction(async tx => {
      const count = await endSessions(tx, {
        customerId,
        except: sessionId,
        at: now,
        reason: 'ended_by_customer',
      })
      await tellSessionsEnded(tx, { customerId, keptDevice: deviceId, now })
      return count
    })
    context.audit({ subject: customerId, details: { ended } })
    return { ended }
  })
}
