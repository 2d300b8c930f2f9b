import type { ApprovalKindName } from './api/approvals.ts'
import type { StaffPermission } from './staff-permissions.ts'

/** Who may ask for an action that needs two people, who may approve it, and how long the request is good. */
export type ApprovalRule = {
  permissionToRequest: StaffPermission
  permissionToApprove: StaffPermission
  /** After this time the facts must be looked at afresh by a new request. */
  expiresAfterMs: number
}

const hourMs = 60 * 60_000

export const approvalRules: Readonly<Record<ApprovalKindName, ApprovalRule>> = {
  lift_restriction: {
    permissionToRequest: 'restrictions.request_lift',
    permissionToApprove: 'restrictions.approve_lift',
    expiresAfterMs: 24 * hourMs,
  },
  recover_account: {
    permissionToRequest: 'recovery.request',
    permissionToApprove: 'recovery.approve',
    expiresAfterMs: 48 * hourMs,
  },
  resolve_suspense: {
    permissionToRequest: 'finance.request',
    permissionToApprove: 'finance.approve',
    expiresAfterMs: 72 * hourMs,
  },
  publish_schedule: {
    permissionToRequest: 'schedules.request_publication',
    permissionToApprove: 'schedules.approve_publication',
    expiresAfterMs: 72 * hourMs,
  },
  review_name: {
    permissionToRequest: 'names.request_review',
    permissionToApprove: 'names.approve_review',
    expiresAfterMs: 72 * hourMs,
  },
}
