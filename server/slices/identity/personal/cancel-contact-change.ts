import * as contract from '../../../../contract/api/personal.ts'
import { DomainError } from '../../../platform/errors.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import { wireContactChange } from './contact.ts'
import type { PersonalParts } from './parts.ts'
import * as queries from './queries-contact.ts'

/** Everything stays as it is. */
export function cancelContactChangeRoute(parts: PersonalParts): Route {
  return route(contract.cancelContactChange, async ({ params, context }) => {
    const { now } = context
    const { customerId } = context.principal
    const id = params.contact_change
    const canceled = await parts.db.transaction(tx => queries.markCanceled(tx, { id, customerId, at: now }))
    if (!canceled) {
      const known = await queries.findContactChange(parts.db.read, { id, customerId })
      throw new DomainError(known ? 'transition_not_allowed' : 'not_found')
    }
    context.audit({ subject: customerId, details: { kind: canceled.kind } })
    return wireContactChange(canceled, now)
  })
}
