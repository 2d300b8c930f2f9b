import { sql } from 'kysely'
import type { ReadDb, Tx } from '../../../platform/db.ts'
import type { VerificationReport } from './verify.ts'

/** Where the last clean verification ended, and how many events came since; zero if there never was one. */
export async function lastVerified(db: ReadDb): Promise<{ position: bigint; newer: bigint }> {
  const { rows } = await sql<{ position: bigint; newer: bigint }>`
    SELECT verified.position, coalesce((SELECT max(position) FROM event), 0) - verified.position AS newer
    FROM (SELECT coalesce(max(last_position), 0) AS position FROM verification_run WHERE findings = '[]') verified
    `.execute(db)
  const [row] = rows
  if (!row) throw new Error('an aggregate query returned no row')
  return row
}

export async function recordRun(tx: Tx, report: VerificationReport): Promise<void> {
  const finishedAt = new Date(report.startedAt.getTime() + report.durationMs)
  await sql`
    INSERT INTO verification_run (scope, first_position, last_position, journals, entries, findings, started_at,
                                  finished_at)
    VALUES (${report.scope}, ${report.after}, ${report.lastPosition}, ${report.journals}, ${report.entries},
            ${JSON.stringify(report.findings)}, ${report.startedAt}, ${finishedAt})`.execute(tx)
}

/** Stops money from leaving; keeps the reason of the first stop. */
export async function stopOutgoing(tx: Tx, reason: string): Promise<void> {
  await sql`INSERT INTO outgoing_stop (reason) VALUES (${reason}) ON CONFLICT DO NOTHING`.execute(tx)
}

export async function resumeOutgoing(tx: Tx): Promise<{ reason: string; since: Date } | undefined> {
  const { rows } = await sql<{ reason: string; since: Date }>`
    DELETE FROM outgoing_stop RETURNING reason, since`.execute(tx)
  return rows[0]
}

export async function findStop(db: ReadDb): Promise<{ reason: string; since: Date } | undefined> {
  const { rows } = await sql<{
    reason: string
    since: Date
  }>`SELECT reason, since FROM outgoing_stop`.execute(db)
  return rows[0]
}
