import type pg from 'pg'
import type { AuditEntry } from './audit.ts'

export async function insertAuditEntry(pool: pg.Pool, entry: AuditEntry): Promise<void> {
  await pool.query(
    `INSERT INTO audit_entry
       (id, version, occurred_at, operation, actor_kind, actor, subject, outcome, status, request_id, ip, user_agent, details)
     VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      entry.id,
      entry.occurredAt,
      entry.operation,
      entry.actorKind,
      entry.actor,
      entry.subject,
      entry.outcome,
      entry.status,
      entry.requestId,
      // A link-local address carries a zone (fe80::1%eth0), which the type inet does not know.
      entry.ip.split('%', 1)[0],
      entry.userAgent,
      JSON.stringify(entry.details),
    ],
  )
}
