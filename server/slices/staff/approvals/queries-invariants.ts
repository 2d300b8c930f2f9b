import type { ApprovalContent } from './content.ts'

/**
 * Another person, the same content, in time, before execution. The table's own constraints say the same; here it is
 * looked at as the data stands, whatever became of them.
 */
export const brokenFourEyes = `
  SELECT jsonb_build_object('approval', a.id),
         'another person who is not the customer concerned, the content as asked for, in time, then the execution',
         format('asked by %s, decided by %s at %s, expires %s, executed %s, status %s',
           a.requested_by, a.decided_by, a.decided_at, a.expires_at, a.executed_at, a.status)
  FROM approval a
  WHERE a.status IN ('approved', 'executed')
    AND (a.decided_by IS NULL
         OR a.decided_by = a.requested_by
         OR a.approved_hash IS DISTINCT FROM a.content_hash
         OR NOT (a.decided_at BETWEEN a.requested_at AND a.expires_at)
         OR (a.status = 'executed') <> (a.executed_at IS NOT NULL)
         OR NOT coalesce(a.executed_at BETWEEN a.decided_at AND a.expires_at, true)
         OR EXISTS (
           SELECT FROM staff_own_customer o
           WHERE o.customer_id = a.customer_id
             AND ((o.staff_id = a.requested_by AND o.recorded_at <= a.requested_at)
               OR (o.staff_id = a.decided_by AND o.recorded_at <= a.decided_at))))`

/** The content of requests that were approved, to compute their hashes anew; $1: how many of the newest, or null. */
export const approvedContents = `
  SELECT id, version, kind, action, target_id, customer_id, facts, reason, case_ref, requested_by, requested_at,
         expires_at, encode(approved_hash, 'hex') AS approved_hash
  FROM approval WHERE status IN ('approved', 'executed')
  ORDER BY id DESC LIMIT $1::bigint`

export type ApprovedContent = ApprovalContent & { approved_hash: string }
