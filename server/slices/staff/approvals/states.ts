import type { ApprovalStatus } from '../../../../contract/api/approvals.ts'

export type ApprovalChange = 'approve' | 'reject' | 'execute' | 'expire' | 'overtake'

const transitions: Readonly<Record<ApprovalStatus, Partial<Record<ApprovalChange, ApprovalStatus>>>> = {
  pending: { approve: 'approved', reject: 'rejected', expire: 'expired', overtake: 'overtaken' },
  approved: { execute: 'executed', expire: 'expired', overtake: 'overtaken' },
  rejected: {},
  expired: {},
  overtaken: {},
  executed: {},
}

/** The status after a change, or undefined where the status does not allow it. The diagram is in the README. */
export function nextApprovalStatus(from: ApprovalStatus, change: ApprovalChange): ApprovalStatus | undefined {
  return transitions[from][change]
}
