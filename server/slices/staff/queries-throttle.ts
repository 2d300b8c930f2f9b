import { sql } from 'kysely'
import type { Tx } from '../../platform/db.ts'
import { bigintArray } from '../../platform/sql-arrays.ts'

export type Counter = { purpose: 'password' | 'factor'; subject: Buffer; staffId: string | null }

/**
 * Counts an attempt unless the counter is full or in its pause, in one statement: of any number at once, exactly as
 * many get through as the counter allows. The pause that follows comes from the list by the new count.
 */
export async function countAttempt(
  tx: Tx,
  counter: Counter,
  rule: { now: Date; max: number; pausesMs: readonly number[] },
): Promise<boolean> {
  const pauses = bigintArray(rule.pausesMs)
  const counted = await sql`
    INSERT INTO staff_throttle AS t (purpose, subject, staff_id, count, last_at, blocked_until)
    VALUES (${counter.purpose}, ${counter.subject}, ${counter.staffId}, 1, ${rule.now}, ${rule.now})
    ON CONFLICT (purpose, subject) DO UPDATE SET
      count = t.count + 1,
      staff_id = coalesce(excluded.staff_id, t.staff_id),
      last_at = excluded.last_at,
      blocked_until = excluded.last_at
        + (${pauses}::bigint[])[least(t.count + 1, cardinality(${pauses}::bigint[]))] * interval '1 millisecond'
    WHERE t.count < ${rule.max} AND t.blocked_until <= excluded.last_at
    RETURNING count`.execute(tx)
  return counted.rows.length === 1
}

export async function readCounter(
  tx: Tx,
  { purpose, subject }: Counter,
): Promise<{ count: number; blocked_until: Date } | undefined> {
  const found = await sql<{ count: number; blocked_until: Date }>`
    SELECT count, blocked_until FROM staff_throttle WHERE purpose = ${purpose} AND subject = ${subject}`.execute(
    tx,
  )
  return found.rows[0]
}

export async function clearCounters(
  tx: Tx,
  purpose: Counter['purpose'],
  subjects: readonly Buffer[],
): Promise<void> {
  await sql`
    DELETE FROM staff_throttle WHERE purpose = ${purpose} AND subject = ANY(${[...subjects]}::bytea[])`.execute(
    tx,
  )
}

/** All counters of one member: after a new invitation nothing of the old sign-in counts. */
export async function clearCountersOf(tx: Tx, staffId: string): Promise<void> {
  await sql`DELETE FROM staff_throttle WHERE staff_id = ${staffId}`.execute(tx)
}

/** Counters of addresses that are nobody's. */
export async function deleteStrangersCounters(tx: Tx, before: Date): Promise<void> {
  await sql`DELETE FROM staff_throttle WHERE staff_id IS NULL AND last_at < ${before}`.execute(tx)
}
