import { getInvitation, listInvitations } from '../../../../contract/api/invitations.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import { pageOf, readCursor } from '../cursor.ts'
import type { TransfersDeps } from '../index.ts'
import { findOwn, keysOf } from './own.ts'
import { presentInvitation } from './present.ts'
import * as queries from './queries.ts'

export function getInvitationRoute(deps: TransfersDeps): Route {
  return route(getInvitation, async ({ params, context }) => {
    const { customerId } = context.principal
    return presentInvitation(await findOwn(deps, params.invitation, customerId), customerId, context.now)
  })
}

/** What I sent to addresses, or what waits for me at mine and what I have accepted. */
export function listInvitationsRoute(deps: TransfersDeps): Route {
  return route(listInvitations, async ({ query, context }) => {
    const { customerId } = context.principal
    const page = {
      status: query.status,
      after: readCursor('transfer', query.cursor),
      limit: query.limit + 1,
    }
    const rows =
      query.role === 'payer'
        ? await queries.listSent(deps.db.read, customerId, page)
        : await queries.listReceived(
            deps.db.read,
            { customerId, keys: await keysOf(deps, customerId), now: context.now },
            page,
          )
    return pageOf('transfer', rows, {
      limit: query.limit,
      present: row => presentInvitation(row, customerId, context.now),
    })
  })
}
