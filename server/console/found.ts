import type { AuditFacts } from '../platform/audit.ts'

/**
 * Whom an answer showed, for its entry in the audit log, so that "who has looked at me?" finds lists too. One customer
 * is the subject of the entry, several are named in it; whoever is of nobody's (the operator's own account) is left out.
 */
export function factsOfShown(customerIds: readonly (string | null)[]): AuditFacts {
  const shown = Array.from(new Set(customerIds.filter(id => id !== null)))
  const [only] = shown
  if (only === undefined) return {}
  return shown.length === 1 ? { subject: only } : { details: { found: shown } }
}
