import { sql } from 'kysely'
import type { ApprovalKindName, ApprovalStatus } from '../../../../contract/api/approvals.ts'
import type { ReadDb, Tx } from '../../../platform/db.ts'
import type { ApprovalRow, StaffTables } from '../tables.ts'

export type NamedApproval = ApprovalRow & { requester_name: string; decider_name: string | null }

const named = sql`
  SELECT a.*, asked.name AS requester_name, decided.name AS decider_name
  FROM approval a
  JOIN staff_member asked ON asked.id = a.requested_by
  LEFT JOIN staff_member decided ON decided.id = a.decided_by`

export async function findApproval(db: ReadDb, id: string): Promise<NamedApproval | undefined> {
  const found = await sql<NamedApproval>`${named} WHERE a.id = ${id}`.execute(db)
  return found.rows[0]
}

/** Newest first, after the one the last page ended with. */
export async function listApprovals(
  db: ReadDb,
  asked: {
    status: ApprovalStatus | undefined
    kind: ApprovalKindName | undefined
    after: string | undefined
    limit: number
  },
): Promise<NamedApproval[]> {
  const found = await sql<NamedApproval>`
    ${named}
    WHERE (${asked.status ?? null}::text IS NULL OR a.status = ${asked.status ?? null})
      AND (${asked.kind ?? null}::text IS NULL OR a.kind = ${asked.kind ?? null})
      AND (${asked.after ?? null}::uuid IS NULL OR a.id < ${asked.after ?? null})
    ORDER BY a.id DESC LIMIT ${asked.limit}`.execute(db)
  return found.rows
}

/** Locks the request: whoever decides it comes one after the other. */
export async function lockApproval(tx: Tx, id: string): Promise<ApprovalRow | undefined> {
  return await tx
    .withTables<StaffTables>()
    .selectFrom('approval')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
}

export async function insertApproval(tx: Tx, approval: ApprovalRow): Promise<void> {
  await tx
    .withTables<StaffTables>()
    .insertInto('approval')
    .values({ ...approval, action: sql`${JSON.stringify(approval.action)}::jsonb` })
    .execute()
}

export async function approve(
  tx: Tx,
  decision: { id: string; by: string; note: string | null; hash: Buffer; now: Date },
): Promise<boolean> {
  const { id, by, note, hash, now } = decision
  const approved = await tx
    .withTables<StaffTables>()
    .updateTable('approval')
    .set({ status: 'approved', decided_by: by, decided_at: now, decision_note: note, approved_hash: hash })
    .where('id', '=', id)
    .where('status', '=', 'pending')
    .where('expires_at', '>', now)
    .executeTakeFirst()
  return approved.numUpdatedRows === 1n
}

export async function reject(
  tx: Tx,
  decision: { id: string; by: string; note: string; now: Date },
): Promise<boolean> {
  const { id, by, note, now } = decision
  const rejected = await tx
    .withTables<StaffTables>()
    .updateTable('approval')
    .set({ status: 'rejected', decided_by: by, decided_at: now, decision_note: note, ended_at: now })
    .where('id', '=', id)
    .where('status', '=', 'pending')
    .executeTakeFirst()
  return rejected.numUpdatedRows === 1n
}

/** Marks a request as carried out; undefined for all but one of those who try at once. */
export async function takeForExecution(tx: Tx, id: string, now: Date): Promise<ApprovalRow | undefined> {
  return await tx
    .withTables<StaffTables>()
    .updateTable('approval')
    .set({ status: 'executed', executed_at: now, ended_at: now })
    .where('id', '=', id)
    .where('status', '=', 'approved')
    .where('expires_at', '>', now)
    .returningAll()
    .executeTakeFirst()
}

/** Ends a request whose facts are not those of now, also one that was just taken for execution in this transaction. */
export async function overtake(tx: Tx, id: string, now: Date): Promise<void> {
  await tx
    .withTables<StaffTables>()
    .updateTable('approval')
    .set({ status: 'overtaken', ended_at: now, executed_at: null })
    .where('id', '=', id)
    .execute()
}

/** What was approved and waits for being done. */
export async function approvedIds(tx: Tx): Promise<string[]> {
  const rows = await tx
    .withTables<StaffTables>()
    .selectFrom('approval')
    .select('id')
    .where('status', '=', 'approved')
    .execute()
  return rows.map(({ id }) => id)
}

/** What ran out of time; `target` narrows it to the requests for one object. */
export async function expire(
  tx: Tx,
  { now, target }: { now: Date; target?: { kind: string; id: string } },
): Promise<void> {
  const update = tx
    .withTables<StaffTables>()
    .updateTable('approval')
    .set({ status: 'expired', ended_at: now })
    .where('status', 'in', ['pending', 'approved'])
    .where('expires_at', '<=', now)
  await (
    target ? update.where('kind', '=', target.kind).where('target_id', '=', target.id) : update
  ).execute()
}

/** What somebody asked for who may not work any more. */
export async function expireRequestsOf(tx: Tx, staffId: string, now: Date): Promise<void> {
  await tx
    .withTables<StaffTables>()
    .updateTable('approval')
    .set({ status: 'expired', ended_at: now })
    .where('status', '=', 'pending')
    .where('requested_by', '=', staffId)
    .execute()
}
