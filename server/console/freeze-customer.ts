import { freezeCustomer, type FreezeReason } from '../../contract/api/console.ts'
import { DomainError } from '../platform/errors.ts'
import { route, type Route } from '../platform/http/route.ts'
import { customerForStaff, type RestrictionForStaff } from '../slices/identity/index.ts'
import { factsOfCause } from './cause.ts'
import type { ConsoleParts } from './parts.ts'
import { presentRestriction } from './present-customer.ts'

/** In whose name the account is frozen: it decides what the customer is told and who may lift it. */
const sourceOf = {
  frozen_by_support: 'risk',
  unusual_activity: 'risk',
  compliance_review: 'compliance',
  legal_order: 'legal',
} as const satisfies Record<FreezeReason, string>

/** One person may take money's way out away; giving it back takes two. Refused where it is taken away already. */
export function freezeCustomerRoute({ db, placeRestriction }: ConsoleParts): Route {
  return route(freezeCustomer, async ({ params, body, context }) => {
    const { customer: customerId } = params
    const { now } = context
    context.audit({ subject: customerId, ...factsOfCause(body) })
    const found = await customerForStaff(db.read, { customerId, now })
    if (!found) throw new DomainError('not_found')
    if (found.customer.status === 'closed' || isFrozen(found.restrictions, body.scope))
      throw new DomainError('transition_not_allowed')
    const source = sourceOf[body.reason_code]
    const caseRef = body.case_ref?.trim()
    const id = await db.transaction(async tx => {
      const placed = await placeRestriction(tx, {
        customerId,
        scope: body.scope,
        source,
        reason: body.reason_code,
        expiresAt: null,
        ...(caseRef ? { caseRef } : {}),
        now,
      })
      await context.auditWith(tx, {
        before: { in_force: found.restrictions.filter(row => row.inForce).map(factsOf) },
        after: { restriction: placed, scope: body.scope, source, reason: body.reason_code },
      })
      return placed
    })
    const after = await customerForStaff(db.read, { customerId, now })
    const placed = after?.restrictions.find(row => row.id === id)
    if (!placed) throw new Error(`restriction ${id} was placed and is not there`)
    return presentRestriction(placed)
  })
}

/** By staff or a rule: a customer's own freeze is theirs to lift and does not stand in the way of ours. */
function isFrozen(restrictions: readonly RestrictionForStaff[], scope: 'debit' | 'all'): boolean {
  return restrictions.some(
    row =>
      row.inForce &&
      row.source !== 'customer' &&
      row.expires_at === null &&
      (row.scope === 'all' || row.scope === scope),
  )
}

function factsOf({ id, scope, source, reason }: RestrictionForStaff): Record<string, string> {
  return { restriction: id, scope, source, reason }
}
