import { recoverAccountAction } from '../../contract/api/approvals.ts'
import { fromTypeId } from '../../contract/ids.ts'
import { DomainError } from '../platform/errors.ts'
import { maskEmail, type IdentitySlice } from '../slices/identity/index.ts'
import { defineApprovalKind, type RegisteredKind } from '../slices/staff/index.ts'

/**
 * Removes the second factor of somebody who lost it together with the password. One member of staff has established
 * who is asking, another looks at how; the owner had a day to say that it was not them.
 */
export function recoverAccountKind({
  recoveryRequests,
}: Pick<IdentitySlice, 'recoveryRequests'>): RegisteredKind {
  const idOf = (text: string): string => {
    const id = fromTypeId('recoveryRequest', text)
    if (id === undefined) throw new DomainError('not_found')
    return id
  }
  return defineApprovalKind({
    name: 'recover_account',
    schema: recoverAccountAction,
    async precheck(db, action, now) {
      const id = idOf(action.recovery_request)
      const request = await recoveryRequests.demandRemovable(db, id, now)
      const { name, email } = await recoveryRequests.accountOf(db, request.customer_id)
      const { checked_by: checker } = request
      const names = await recoveryRequests.staffNames(checker === null ? [] : [checker])
      return {
        targetId: id,
        customerId: request.customer_id,
        groundwork: checker === null ? [] : [checker],
        facts: {
          customer: `${name}, ${maskEmail(email)}`,
          recovery_request: action.recovery_request,
          lost: request.lost.join(', '),
          submitted_at: request.submitted_at.toISOString(),
          checked_at: request.checked_at?.toISOString() ?? '',
          checked_by: (checker !== null && names.get(checker)) || '',
          evidence: (request.evidence ?? []).join(', '),
          findings: request.findings ?? '',
        },
      }
    },
    execute: (tx, action, { now }) =>
      recoveryRequests.complete(tx, { id: idOf(action.recovery_request), now }),
  })
}
