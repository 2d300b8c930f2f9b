import { requestApproval } from '../../../../contract/api/approvals.ts'
import { toTypeId } from '../../../../contract/ids.ts'
import { isUniqueViolation } from '../../../platform/db.ts'
import { assertInvariant, DomainError } from '../../../platform/errors.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import { newId } from '../../../platform/id.ts'
import type { ApprovalRow } from '../tables.ts'
import { contentHash, contentVersion } from './content.ts'
import { demand, kindOf, refuseBeneficiary, type Desk } from './desk.ts'
import { presentApproval, viewerOf } from './present.ts'
import { expire, findApproval, insertApproval } from './queries.ts'

/** Asks for an action of one of the registered kinds. What is asked for never changes afterwards. */
export function requestApprovalRoute(desk: Desk): Route {
  const { parts } = desk
  return route(requestApproval, async ({ body, context }) => {
    const { staff, now } = context
    const { action, reason } = body
    const kind = kindOf(desk, action.kind)
    demand(staff, kind.permissionToRequest)
    const id = newId()
    await parts.db
      .transaction(async tx => {
        const { targetId, customerId, facts, groundwork = [] } = await kind.precheck(tx, action, now)
        for (const staffId of [staff.staffId, ...groundwork])
          await refuseBeneficiary(parts, tx, { staffId, customerId })
        await expire(tx, { now, target: { kind: kind.name, id: targetId } })
        const content = {
          id,
          version: contentVersion,
          kind: kind.name,
          action,
          target_id: targetId,
          customer_id: customerId,
          facts,
          reason,
          case_ref: body.case_ref ?? null,
          requested_by: staff.staffId,
          requested_at: now,
          expires_at: new Date(now.getTime() + kind.expiresAfterMs),
        }
        const row: ApprovalRow = { ...content, content_hash: contentHash(content), ...undecided }
        await insertApproval(tx, row)
        await context.auditWith(tx, {
          ...(customerId === null ? {} : { subject: customerId }),
          reason,
          ...(body.case_ref === undefined ? {} : { caseRef: body.case_ref }),
          details: { approval: toTypeId('approval', id), kind: kind.name, ...facts },
        })
      })
      .catch(refuseTwin)
    const stored = await findApproval(parts.db.read, id)
    assertInvariant(stored !== undefined, 'a committed request is stored')
    return presentApproval(desk, stored, await viewerOf(desk, staff, now))
  })
}

const undecided = {
  status: 'pending',
  decided_by: null,
  decided_at: null,
  decision_note: null,
  approved_hash: null,
  executed_at: null,
  ended_at: null,
} as const

/** Two requests for one thing could both be approved; the unique index lets only one be open. */
function refuseTwin(error: unknown): never {
  if (isUniqueViolation(error, 'approval_open'))
    throw new DomainError('transition_not_allowed', { details: { reason: 'already_requested' } })
  throw error
}
