import { liftRestrictionAction } from '../../contract/api/approvals.ts'
import { fromTypeId } from '../../contract/ids.ts'
import { DomainError } from '../platform/errors.ts'
import { findRestriction, liftRestriction } from '../slices/identity/index.ts'
import { defineApprovalKind, type RegisteredKind } from '../slices/staff/index.ts'

/** What staff placed. A customer's own freeze is theirs to lift, the system's holds end by themselves. */
export const staffSources = ['risk', 'compliance', 'legal'] as const

/** Gives back what one member of staff took away from a customer: that takes two. */
export const liftRestrictionKind: RegisteredKind = defineApprovalKind({
  name: 'lift_restriction',
  schema: liftRestrictionAction,
  async precheck(db, action, now) {
    const id = fromTypeId('restriction', action.restriction)
    const found = id === undefined ? undefined : await findRestriction(db, id)
    if (id === undefined || !found) throw new DomainError('not_found')
    const { source, scope, reason, placed_at: placedAt, expires_at: expiresAt } = found
    const inForce = found.lifted_at === null && (expiresAt === null || expiresAt.getTime() > now.getTime())
    if (!inForce || !staffSources.some(each => each === source))
      throw new DomainError('transition_not_allowed', {
        details: { reason: inForce ? 'not_staff' : 'ended' },
      })
    return {
      targetId: id,
      customerId: found.customer_id,
      facts: {
        restriction: action.restriction,
        scope,
        source,
        reason,
        placed_at: placedAt.toISOString(),
        ...(expiresAt === null ? {} : { until: expiresAt.toISOString() }),
        ...(found.case_ref === null ? {} : { case_ref: found.case_ref }),
      },
    }
  },
  async execute(tx, action, { now }) {
    const id = fromTypeId('restriction', action.restriction)
    if (id === undefined) throw new DomainError('not_found')
    await liftRestriction(tx, { id, now })
  },
})
