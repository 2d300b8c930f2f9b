import * as contract from '../../../../contract/api/security.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import type { Parts } from '../parts.ts'
import { listInForce } from '../queries-restrictions.ts'
import { wireRestriction } from './wire.ts'

/** What is taken away from the customer now, the newest first. */
export function listRestrictionsRoute({ db }: Parts): Route {
  return route(contract.listRestrictions, async ({ context }) => {
    const { customerId } = context.principal
    const restrictions = await listInForce(db.read, { customerId, now: context.now })
    return { data: restrictions.map(restriction => wireRestriction(restriction, context.now)) }
  })
}
