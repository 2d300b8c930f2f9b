import { sql, type RawBuilder } from 'kysely'
import type { AuditActorKind } from '../../contract/api/audit.ts'
import type { ReadDb } from './db.ts'

export type StoredAuditEntry = {
  id: string
  occurredAt: Date
  operation: string
  actorKind: AuditActorKind
  actor: string | null
  subject: string | null
  outcome: string
  status: number
  reason: string | null
  caseRef: string | null
  before: Record<string, unknown> | null
  after: Record<string, unknown> | null
  details: Record<string, unknown>
  requestId: string
  ip: string
  userAgent: string
  /** Place and hash in the chain; null until it is sealed. */
  position: bigint | null
  hash: Buffer | null
}

export type AuditFilter = {
  actorKind?: AuditActorKind | undefined
  /** Each a uuid by whom, or to whom, it was done, or whom a list named that it answered. */
  parties: readonly string[]
  operation?: string | undefined
  /** `refused` is everything but `succeeded`. */
  outcome?: string | undefined
  caseRef?: string | undefined
  requestId?: string | undefined
  /** First instant included and first instant excluded. */
  from?: Date | undefined
  before?: Date | undefined
}

/** A page of the log, newest first: the ids are in the order of time. `after` is the id of the last row before it. */
export async function searchAuditEntries(
  db: ReadDb,
  filter: AuditFilter,
  { limit, after }: { limit: number; after: string | undefined },
): Promise<StoredAuditEntry[]> {
  const conditions = conditionsOf(filter)
  if (after !== undefined) conditions.push(sql`e.id < ${after}`)
  const where = conditions.length === 0 ? sql`` : sql`WHERE ${sql.join(conditions, sql` AND `)}`
  const { rows } = await sql<StoredAuditEntry>`
    SELECT e.id, e.occurred_at AS "occurredAt", e.operation, e.actor_kind AS "actorKind", e.actor, e.subject,
           e.outcome, e.status, e.reason, e.case_ref AS "caseRef", e.before, e.after, e.details,
           e.request_id AS "requestId", host(e.ip) AS ip, e.user_agent AS "userAgent", c.position, c.hash
    FROM (SELECT * FROM audit_entry e ${where} ORDER BY e.id DESC LIMIT ${limit}) e
    LEFT JOIN audit_chain c ON c.entry_id = e.id
    ORDER BY e.id DESC`.execute(db)
  return rows
}

function conditionsOf(filter: AuditFilter): RawBuilder<unknown>[] {
  const conditions: RawBuilder<unknown>[] = []
  const { actorKind, parties, operation, outcome, caseRef, requestId, from, before } = filter
  if (actorKind !== undefined) conditions.push(sql`e.actor_kind = ${actorKind}`)
  for (const party of parties)
    conditions.push(
      sql`(e.actor = ${party} OR e.subject = ${party}
           OR (e.details ? 'found' AND e.details -> 'found' @> to_jsonb(${party}::text)))`,
    )
  if (operation !== undefined) conditions.push(sql`e.operation = ${operation}`)
  if (outcome === 'refused') conditions.push(sql`e.outcome <> 'succeeded'`)
  else if (outcome !== undefined) conditions.push(sql`e.outcome = ${outcome}`)
  if (caseRef !== undefined) conditions.push(sql`e.case_ref = ${caseRef}`)
  if (requestId !== undefined) conditions.push(sql`e.request_id = ${requestId}`)
  if (from) conditions.push(sql`e.occurred_at >= ${from}`)
  if (before) conditions.push(sql`e.occurred_at < ${before}`)
  return conditions
}
