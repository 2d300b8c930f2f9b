import type { AuditFilter } from './queries.ts'

export const auditKinds = ['staff', 'operator', 'customer', 'anonymous', 'counterparty', 'test'] as const

export const auditOutcomes = ['succeeded', 'refused'] as const

/** What somebody wants to see of the log, as the form has it; empty where it does not matter. */
export type AuditWishes = {
  kind: '' | (typeof auditKinds)[number]
  outcome: '' | (typeof auditOutcomes)[number]
  /** `cus_…` or `stf_…`. */
  party: string
  caseRef: string
  from: string
  to: string
}

export function isPartyId(text: string): boolean {
  return /^(cus|stf)_[0-9a-z]{26}$/.test(text)
}

/** The same as the API takes it. */
export function filterOf({ kind, outcome, party, caseRef, from, to }: AuditWishes): AuditFilter {
  return {
    ...(kind ? { actor_kind: kind } : {}),
    ...(outcome ? { outcome } : {}),
    ...(party.startsWith('cus_') ? { customer: party } : {}),
    ...(party.startsWith('stf_') ? { staff: party } : {}),
    ...(caseRef ? { case_ref: caseRef } : {}),
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
  }
}
