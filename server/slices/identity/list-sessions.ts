import * as identity from '../../../contract/api/identity.ts'
import { route, type Route } from '../../platform/http/route.ts'
import { sessionIdleMs } from './authenticate.ts'
import type { Parts } from './parts.ts'
import { listAliveSessions } from './queries-sessions.ts'
import { wireSession } from './wire.ts'

/** More than anybody has; a program that opened thousands still gets an answer of bounded size. */
const maxListed = 100

/** Where I am signed in, the latest used first. */
export function listSessionsRoute(parts: Parts): Route {
  return route(identity.listSessions, async ({ context }) => {
    const { customerId, sessionId } = context.principal
    const sessions = await listAliveSessions(parts.db.read, {
      customerId,
      now: context.now,
      idleSince: new Date(context.now.getTime() - sessionIdleMs),
      limit: maxListed,
    })
    return { data: sessions.map(session => wireSession(session, sessionId)) }
  })
}
