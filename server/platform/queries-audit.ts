import { sql } from 'kysely'
import type { AuditEntry } from './audit.ts'
import type { ReadDb, Tx } from './db.ts'

/** The entry and its ticket for a place in the chain, in one statement: neither is ever there without the other. */
export async function insertAuditEntry(db: ReadDb | Tx, entry: AuditEntry): Promise<void> {
  // A link-local address carries a zone (fe80::1%eth0), which the type inet does not know.
  const [ip] = entry.ip.split('%', 1)
  await sql`
    WITH entry AS (
      INSERT INTO audit_entry
        (id, version, occurred_at, operation, actor_kind, actor, subject, outcome, status, request_id, ip, user_agent,
         details, reason, case_ref, before, after)
      VALUES (${entry.id}, 1, ${entry.occurredAt}, ${entry.operation}, ${entry.actorKind}, ${entry.actor},
              ${entry.subject}, ${entry.outcome}, ${entry.status}, ${entry.requestId}, ${ip}, ${entry.userAgent},
              ${JSON.stringify(entry.details)}, ${entry.reason ?? null}, ${entry.caseRef ?? null},
              ${jsonOrNull(entry.before)}, ${jsonOrNull(entry.after)})
      RETURNING id
    )
    INSERT INTO audit_unsealed (entry_id) SELECT id FROM entry`.execute(db)
}

function jsonOrNull(facts: Record<string, unknown> | undefined): string | null {
  return facts === undefined ? null : JSON.stringify(facts)
}
