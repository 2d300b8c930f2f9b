import type { z } from 'zod'
import { approvalActionSchema, type approvalSchema } from '../../../../contract/api/approvals.ts'
import { toTypeId } from '../../../../contract/ids.ts'
import type { StaffPrincipal } from '../../../platform/http/route.ts'
import { customersOf, kindOf, type Desk } from './desk.ts'
import type { NamedApproval } from './queries.ts'

/** Who looks, with what decides about what they may do. */
export type Viewer = { staff: StaffPrincipal; ownCustomers: ReadonlySet<string>; now: Date }

export async function viewerOf(desk: Desk, staff: StaffPrincipal, now: Date): Promise<Viewer> {
  return { staff, ownCustomers: await customersOf(desk.parts, desk.parts.db.read, staff.staffId), now }
}

export function presentApproval(
  desk: Desk,
  approval: NamedApproval,
  viewer: Viewer,
): z.input<typeof approvalSchema> {
  const person = (id: string, name: string) => ({ id: toTypeId('staff', id), name })
  const overdue = isOpen(approval) && viewer.now.getTime() >= approval.expires_at.getTime()
  return {
    id: toTypeId('approval', approval.id),
    action: approvalActionSchema.parse(approval.action),
    status: overdue ? 'expired' : approval.status,
    customer: approval.customer_id === null ? null : toTypeId('customer', approval.customer_id),
    facts: approval.facts,
    reason: approval.reason,
    case_ref: approval.case_ref,
    content_hash: approval.content_hash.toString('hex'),
    requested_by: person(approval.requested_by, approval.requester_name),
    requested_at: approval.requested_at.toISOString(),
    expires_at: approval.expires_at.toISOString(),
    decided_by:
      approval.decided_by === null ? null : person(approval.decided_by, approval.decider_name ?? ''),
    decided_at: approval.decided_at?.toISOString() ?? null,
    decision_note: approval.decision_note,
    executed_at: approval.executed_at?.toISOString() ?? null,
    actions: overdue ? [] : actionsOf(desk, approval, viewer),
  }
}

function isOpen({ status }: NamedApproval): boolean {
  return status === 'pending' || status === 'approved'
}

function actionsOf(desk: Desk, approval: NamedApproval, viewer: Viewer): ('approve' | 'reject')[] {
  if (approval.status !== 'pending') return []
  const { staff, ownCustomers } = viewer
  const { permissionToApprove } = kindOf(desk, approval.kind)
  const isRequester = approval.requested_by === staff.staffId
  const isCustomer = approval.customer_id !== null && ownCustomers.has(approval.customer_id)
  const mayDecide = staff.permissions.has(permissionToApprove) && !isCustomer
  if (isRequester) return ['reject']
  return mayDecide ? ['approve', 'reject'] : []
}
