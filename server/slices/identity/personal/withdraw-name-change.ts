import * as contract from '../../../../contract/api/personal.ts'
import { DomainError } from '../../../platform/errors.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import { endNameChange, wireNameChange } from './name-change.ts'
import type { PersonalParts } from './parts.ts'
import * as queries from './queries.ts'

/** The name that was verified stays, and the account is as it was. */
export function withdrawNameChangeRoute(parts: PersonalParts): Route {
  return route(contract.withdrawNameChange, async ({ params, context }) => {
    const { customerId } = context.principal
    const { now } = context
    const id = params.name_change
    const known = await queries.findNameChange(parts.db.read, id)
    if (known?.customer_id !== customerId) throw new DomainError('not_found')
    const change = await parts.db.transaction(tx =>
      endNameChange(tx, parts, { id, customerId, state: 'withdrawn', reason: null, now }),
    )
    context.audit({ subject: customerId })
    return wireNameChange(change)
  })
}
