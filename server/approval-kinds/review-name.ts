import { reviewNameAction } from '../../contract/api/approvals.ts'
import { fromTypeId } from '../../contract/ids.ts'
import { DomainError } from '../platform/errors.ts'
import type { IdentitySlice } from '../slices/identity/index.ts'
import { defineApprovalKind, type RegisteredKind } from '../slices/staff/index.ts'

/** Accepts or refuses the name a customer asked for. It goes on accounts and receipts, so two look at it. */
export function reviewNameKind({ nameChanges }: Pick<IdentitySlice, 'nameChanges'>): RegisteredKind {
  const idOf = (text: string): string => {
    const id = fromTypeId('nameChange', text)
    if (id === undefined) throw new DomainError('not_found')
    return id
  }
  return defineApprovalKind({
    name: 'review_name',
    schema: reviewNameAction,
    async precheck(db, action) {
      const id = idOf(action.name_change)
      const change = await nameChanges.find(db, id)
      if (!change) throw new DomainError('not_found')
      if (change.ended_at !== null)
        throw new DomainError('transition_not_allowed', { details: { status: change.state } })
      return {
        targetId: id,
        customerId: change.customer_id,
        facts: {
          decision: action.decision,
          old_name: change.old_name,
          new_name: change.new_name,
          asked_at: change.asked_at.toISOString(),
        },
      }
    },
    async execute(tx, action, { now }) {
      const state = action.decision === 'accept' ? 'accepted' : 'refused'
      await nameChanges.end(tx, { id: idOf(action.name_change), state, reason: null, now })
    },
  })
}
