import { approveApproval, rejectApproval } from '../../../../contract/api/approvals.ts'
import { toTypeId } from '../../../../contract/ids.ts'
import type { Tx } from '../../../platform/db.ts'
import { assertInvariant, DomainError } from '../../../platform/errors.ts'
import { route, type RequestContext, type Route, type StaffPrincipal } from '../../../platform/http/route.ts'
import { addJob } from '../../../platform/jobs.ts'
import type { ApprovalRow } from '../tables.ts'
import { contentHash, sameFacts } from './content.ts'
import { demand, kindOf, refuseBeneficiary, type Desk } from './desk.ts'
import { executeApproved, executionKey } from './execute.ts'
import { presentApproval, viewerOf } from './present.ts'
import * as queries from './queries.ts'
import { nextApprovalStatus } from './states.ts'

type Deciding = { hash: Buffer; now: Date }

/**
 * The second person's yes: somebody else, the same content, in time. The action itself is done by the transaction
 * after this one, which only one of any number of attempts can begin; a job repeats it if this process dies between.
 * Where the facts are others by now, or this version of the program tells more of them, nobody has seen them: the
 * request ends as `overtaken` and is asked for anew.
 */
export function approveApprovalRoute(desk: Desk): Route {
  const { parts } = desk
  return route(approveApproval, async ({ params, body, context }) => {
    const { staff, now } = context
    const id = params.approval
    const deciding = { hash: Buffer.from(body.content_hash, 'hex'), now }
    await parts.db.transaction(async tx => {
      const approval = await lockForDecision(tx, id, deciding)
      tell(context, approval, body.note)
      const kind = kindOf(desk, approval.kind)
      demand(staff, kind.permissionToApprove)
      if (approval.requested_by === staff.staffId)
        throw new DomainError('other_person_required', { details: { reason: 'requester' } })
      await refuseBeneficiary(parts, tx, { staffId: staff.staffId, customerId: approval.customer_id })
      const checked = await kind.precheck(tx, approval.action, now)
      if (checked.groundwork?.includes(staff.staffId) === true)
        throw new DomainError('other_person_required', { details: { reason: 'groundwork' } })
      if (!sameFacts(checked, approval)) {
        await queries.overtake(tx, id, now)
        return await context.auditWith(tx, { after: { status: 'overtaken' } })
      }
      const decision = { id, by: staff.staffId, note: body.note ?? null, hash: deciding.hash, now }
      const approved = await queries.approve(tx, decision)
      assertInvariant(approved, 'a locked pending request can be approved')
      await addJob(tx, desk.executeJob, { approvalId: id }, { key: executionKey(id) })
      await context.auditWith(tx)
    })
    await executeApproved(desk, id, now)
    return await present(desk, id, context)
  })
}

/** A no, by whoever could say yes; or the requester takes it back. */
export function rejectApprovalRoute(desk: Desk): Route {
  const { parts } = desk
  return route(rejectApproval, async ({ params, body, context }) => {
    const { staff, now } = context
    const id = params.approval
    const deciding = { hash: Buffer.from(body.content_hash, 'hex'), now }
    await parts.db.transaction(async tx => {
      const approval = await lockForDecision(tx, id, deciding)
      tell(context, approval, body.note)
      if (approval.requested_by !== staff.staffId) {
        demand(staff, kindOf(desk, approval.kind).permissionToApprove)
        await refuseBeneficiary(parts, tx, { staffId: staff.staffId, customerId: approval.customer_id })
      }
      const rejected = await queries.reject(tx, { id, by: staff.staffId, note: body.note, now })
      assertInvariant(rejected, 'a locked pending request can be rejected')
      await context.auditWith(tx)
    })
    return await present(desk, id, context)
  })
}

/** The request, locked, if it still waits for a decision and is the one the decision names. */
async function lockForDecision(tx: Tx, id: string, { hash, now }: Deciding): Promise<ApprovalRow> {
  const approval = await queries.lockApproval(tx, id)
  if (!approval) throw new DomainError('not_found')
  if (nextApprovalStatus(approval.status, 'approve') === undefined)
    throw new DomainError('transition_not_allowed', { details: { status: approval.status } })
  if (now.getTime() >= approval.expires_at.getTime()) throw new DomainError('approval_expired')
  assertInvariant(
    contentHash(approval).equals(approval.content_hash),
    `the content of request ${id} is what was asked for`,
  )
  if (!hash.equals(approval.content_hash)) throw new DomainError('content_changed')
  return approval
}

function tell(context: RequestContext, approval: ApprovalRow, note: string | undefined): void {
  context.audit({
    ...(approval.customer_id === null ? {} : { subject: approval.customer_id }),
    ...(note === undefined ? {} : { reason: note }),
    ...(approval.case_ref === null ? {} : { caseRef: approval.case_ref }),
    details: { approval: toTypeId('approval', approval.id), kind: approval.kind },
  })
}

async function present(desk: Desk, id: string, context: { staff: StaffPrincipal; now: Date }) {
  const stored = await queries.findApproval(desk.parts.db.read, id)
  assertInvariant(stored !== undefined, 'requests are never deleted')
  return presentApproval(desk, stored, await viewerOf(desk, context.staff, context.now))
}
