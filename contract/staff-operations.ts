import * as approvals from './api/approvals.ts'
import * as staff from './api/staff.ts'

/**
 * Every operation of the staff's realm by its id. Apart from `operations.ts`: the console has a document and a
 * table of its own, so that neither the customers' documentation nor their first download speaks of it.
 */
export const staffOperations = {
  staffSignIn: staff.staffSignIn,
  staffPasskeyOptions: staff.staffPasskeyOptions,
  staffProveFactor: staff.staffProveFactor,
  getStaffSession: staff.getStaffSession,
  staffSignOut: staff.staffSignOut,
  openInvitation: staff.openInvitation,
  acceptInvitation: staff.acceptInvitation,
  listStaffMembers: staff.listStaffMembers,
  requestApproval: approvals.requestApproval,
  listApprovals: approvals.listApprovals,
  getApproval: approvals.getApproval,
  approveApproval: approvals.approveApproval,
  rejectApproval: approvals.rejectApproval,
} as const

export type StaffOperations = typeof staffOperations
export type StaffOperationId = keyof StaffOperations
