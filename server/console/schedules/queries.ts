import type { ReadDb } from '../../platform/db.ts'
import { openRequests as openRequestsOfKind } from '../queries-approvals.ts'

/** Requests to publish these drafts that wait for a second person, by draft. */
export function openRequests(
  db: ReadDb,
  { drafts, now }: { drafts: readonly string[]; now: Date },
): Promise<Map<string, string>> {
  return openRequestsOfKind(db, { kind: 'publish_schedule', targets: drafts, now })
}
