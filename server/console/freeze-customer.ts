import { freezeCustomer, type FreezeReason } from '../../contract/api/console.ts'
import { toTypeId } from '../../contract/ids.ts'
import { assertInvariant, DomainError } from '../platform/errors.ts'
import { route, type Route } from '../platform/http/route.ts'
import { lockCustomer, restrictionsForStaff, type RestrictionForStaff } from '../slices/identity/index.ts'
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
export function freezeCustomerRoute({ db, standing }: ConsoleParts): Route {
  return route(freezeCustomer, async ({ params, body, context }) => {
    const { customer: customerId } = params
    const { now } = context
    const { scope, reason_code: reason } = body
    const source = sourceOf[reason]
    const caseRef = body.case_ref?.trim()
    context.audit({ subject: customerId, ...factsOfCause(body) })
    return await db.transaction(async tx => {
      await standing.lockMoney(tx, customerId)
      // Two at once must not both find the account unfrozen.
      const customer = await lockCustomer(tx, customerId)
      if (!customer) throw new DomainError('not_found')
      const before = (await restrictionsForStaff(tx, { customerId, now })).filter(row => row.inForce)
      if (customer.status === 'closed' || before.some(row => covers(row, { scope, source })))
        throw new DomainError('transition_not_allowed')
      const id = await standing.placeRestriction(tx, {
        customerId,
        scope,
        source,
        reason,
        expiresAt: null,
        ...(caseRef ? { caseRef } : {}),
        now,
      })
      const placed = (await restrictionsForStaff(tx, { customerId, now })).find(row => row.id === id)
      assertInvariant(placed !== undefined, 'a restriction that was placed is there')
      await context.auditWith(tx, {
        before: { in_force: before.map(factsOf) },
        after: { in_force: [...before, placed].map(factsOf) },
      })
      return presentRestriction(placed)
    })
  })
}

/** The same in the same name: lifting support's freeze must not lift what a court ordered. */
function covers(row: RestrictionForStaff, asked: { scope: 'debit' | 'all'; source: string }): boolean {
  return (
    row.source === asked.source &&
    row.expires_at === null &&
    (row.scope === 'all' || row.scope === asked.scope)
  )
}

function factsOf({ id, scope, source, reason }: RestrictionForStaff): Record<string, string> {
  return { restriction: toTypeId('restriction', id), scope, source, reason }
}
