import { sql } from 'kysely'
import type { ReadDb } from '../../platform/db.ts'

/** Requests to publish these drafts that wait for a second person, by draft. */
export async function openRequests(
  db: ReadDb,
  { drafts, now }: { drafts: readonly string[]; now: Date },
): Promise<Map<string, string>> {
  if (drafts.length === 0) return new Map()
  const { rows } = await sql<{ draft: string; approval: string }>`
    SELECT target_id AS draft, id AS approval FROM approval
    WHERE kind = 'publish_schedule' AND target_id = ANY(${drafts}::uuid[])
      AND (status = 'approved' OR (status = 'pending' AND expires_at > ${now}))`.execute(db)
  return new Map(rows.map(({ draft, approval }) => [draft, approval]))
}
