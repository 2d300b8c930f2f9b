import { sql } from 'kysely'
import type { ApprovalKindName } from '../../contract/api/approvals.ts'
import type { ReadDb } from '../platform/db.ts'

/** Requests of a kind about these things that are not decided or not carried out yet: approval by what it is about. */
export async function openRequests(
  db: ReadDb,
  { kind, targets, now }: { kind: ApprovalKindName; targets: readonly string[]; now: Date },
): Promise<Map<string, string>> {
  if (targets.length === 0) return new Map()
  const { rows } = await sql<{ target: string; approval: string }>`
    SELECT target_id AS target, id AS approval FROM approval
    WHERE kind = ${kind} AND target_id = ANY(${targets}::uuid[])
      AND (status = 'approved' OR (status = 'pending' AND expires_at > ${now}))`.execute(db)
  return new Map(rows.map(({ target, approval }) => [target, approval]))
}
