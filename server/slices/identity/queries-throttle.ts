import { sql } from 'kysely'
import type { Tx } from '../../platform/db.ts'
import { bigintArray } from '../../platform/sql-arrays.ts'
import type { IdentityTables } from './tables.ts'

type Purpose = IdentityTables['throttle']['purpose']

/**
 * Counts an attempt unless the counter is full or in its pause, in one statement: of any number at once, exactly
 * as many get through as the counter allows. The pause that follows comes from the list by the new count.
 */
export async function countAttempt(
  tx: Tx,
  attempt: {
    purpose: Purpose
    subject: Buffer
    customerId: string | null
    now: Date
    max: number
    pausesMs: readonly number[]
  },
): Promise<number | undefined> {
  const { purpose, subject, customerId, now, max } = attempt
  const pauses = bigintArray(attempt.pausesMs)
  const counted = await sql<{ count: number }>`
    INSERT INTO throttle AS t (purpose, subject, customer_id, count, first_at, last_at, blocked_until)
    VALUES (${purpose}, ${subject}, ${customerId}, 1, ${now}, ${now}, ${now})
    ON CONFLICT (purpose, subject) DO UPDATE SET
      count = t.count + 1,
      customer_id = coalesce(excluded.customer_id, t.customer_id),
      last_at = excluded.last_at,
      blocked_until = excluded.last_at
        + (${pauses}::bigint[])[least(t.count + 1, cardinality(${pauses}::bigint[]))] * interval '1 millisecond'
    WHERE t.count < ${max} AND t.blocked_until <= excluded.last_at
    RETURNING count`.execute(tx)
  return counted.rows[0]?.count
}

/**
 * Undoes one `countAttempt` that made `count`. It was allowed, so no pause was running before it; the one that runs now
 * goes with it, unless somebody else's attempt has been counted since and the pause is theirs.
 */
export async function takeBack(
  tx: Tx,
  { purpose, subject, count }: { purpose: Purpose; subject: Buffer; count: number },
): Promise<void> {
  await sql`
    DELETE FROM throttle WHERE purpose = ${purpose} AND subject = ${subject} AND count = 1`.execute(tx)
  await sql`
    UPDATE throttle SET
      count = count - 1, blocked_until = CASE WHEN count = ${count} THEN last_at ELSE blocked_until END
    WHERE purpose = ${purpose} AND subject = ${subject} AND count > 1`.execute(tx)
}

/** Counts one in a window that begins with its first; false when the window is full. */
export async function countInWindow(
  tx: Tx,
  event: { purpose: Purpose; subject: Buffer; now: Date; windowStart: Date; max: number },
): Promise<boolean> {
  const { purpose, subject, now, windowStart, max } = event
  const counted = await sql`
    INSERT INTO throttle AS t (purpose, subject, count, first_at, last_at)
    VALUES (${purpose}, ${subject}, 1, ${now}, ${now})
    ON CONFLICT (purpose, subject) DO UPDATE SET
      count = CASE WHEN t.first_at <= ${windowStart} THEN 1 ELSE t.count + 1 END,
      first_at = CASE WHEN t.first_at <= ${windowStart} THEN excluded.first_at ELSE t.first_at END,
      last_at = excluded.last_at
    WHERE t.count < ${max} OR t.first_at <= ${windowStart}
    RETURNING count`.execute(tx)
  return counted.rows.length === 1
}

export async function readCounter(
  tx: Tx,
  purpose: Purpose,
  subject: Buffer,
): Promise<{ count: number; first_at: Date; blocked_until: Date | null } | undefined> {
  return await tx
    .withTables<IdentityTables>()
    .selectFrom('throttle')
    .select(['count', 'first_at', 'blocked_until'])
    .where('purpose', '=', purpose)
    .where('subject', '=', subject)
    .executeTakeFirst()
}

export async function clear(tx: Tx, purpose: Purpose, subjects: readonly Buffer[]): Promise<void> {
  await tx
    .withTables<IdentityTables>()
    .deleteFrom('throttle')
    .where('purpose', '=', purpose)
    .where('subject', 'in', subjects)
    .execute()
}

export async function clearCustomer(tx: Tx, customerId: string): Promise<void> {
  await tx.withTables<IdentityTables>().deleteFrom('throttle').where('customer_id', '=', customerId).execute()
}
