import { createHash } from 'node:crypto'
import type { ApprovalRow } from '../tables.ts'

/** Of the shape below; stored requests stay readable when it changes. */
export const contentVersion = 1

/** Everything a decision is about. */
export type ApprovalContent = Pick<
  ApprovalRow,
  | 'id'
  | 'version'
  | 'kind'
  | 'action'
  | 'target_id'
  | 'customer_id'
  | 'facts'
  | 'reason'
  | 'case_ref'
  | 'requested_by'
  | 'requested_at'
  | 'expires_at'
>

/**
 * SHA-256 over the content in a form that does not depend on the order of keys, which the database does not keep.
 * The approver names this hash, and it is computed anew before anything is done.
 */
export function contentHash(content: ApprovalContent): Buffer {
  const { id, version, kind, action, facts, reason } = content
  const told = {
    id,
    version,
    kind,
    action,
    target: content.target_id,
    customer: content.customer_id,
    facts,
    reason,
    case: content.case_ref,
    requested_by: content.requested_by,
    requested_at: content.requested_at.toISOString(),
    expires_at: content.expires_at.toISOString(),
  }
  return createHash('sha256').update(canonicalJson(told)).digest()
}

/** Whether what is decided about is still as it was when it was asked for. */
export function sameFacts(now: Pick<ApprovalRow, 'facts'>, asked: Pick<ApprovalRow, 'facts'>): boolean {
  return canonicalJson(now.facts) === canonicalJson(asked.facts)
}

/** JSON with the keys of every object in order (the essence of RFC 8785; our content has texts and integers only). */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}
