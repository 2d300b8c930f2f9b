import type { AuditFacts } from '../platform/audit.ts'

/** What a member of staff said of why they do something, as the audit log keeps it. */
export function factsOfCause(cause: { reason: string; case_ref?: string | null | undefined }): AuditFacts {
  const { reason, case_ref: caseRef } = cause
  return { reason: reason.trim(), ...(caseRef ? { caseRef: caseRef.trim() } : {}) }
}
