import { sql } from 'kysely'
import type { ReadDb } from '../../platform/db.ts'

/** What a statement is computed from: an owner's two accounts of a currency, cut in ledger order. */

export type StatementAccount = { id: string; purpose: 'available' | 'reserved'; openedAt: Date }

/** An owner's accounts that customers read about, by currency. */
export async function statementAccounts(
  db: ReadDb,
  ownerId: string,
): Promise<(StatementAccount & { currency: string })[]> {
  const { rows } = await sql<StatementAccount & { currency: string }>`
    SELECT a.id, a.purpose, a.currency, first.recorded_at AS "openedAt"
    FROM account a
    CROSS JOIN LATERAL (
      SELECT j.recorded_at FROM entry e JOIN journal j ON j.id = e.journal_id
      WHERE e.account_id = a.id AND e.sequence = 1
    ) first
    WHERE a.owner_id = ${ownerId} AND a.purpose IN ('available', 'reserved')
    ORDER BY a.currency, a.purpose`.execute(db)
  return rows
}

/** Since when owners have had something in each currency; whoever never had anything is not among them. */
export async function currenciesOf(
  db: ReadDb,
  ownerIds: readonly string[],
): Promise<{ ownerId: string; currency: string; openedAt: Date }[]> {
  const { rows } = await sql<{ ownerId: string; currency: string; openedAt: Date }>`
    SELECT a.owner_id AS "ownerId", a.currency, min(j.recorded_at) AS "openedAt"
    FROM account a
    JOIN entry e ON e.account_id = a.id AND e.sequence = 1
    JOIN journal j ON j.id = e.journal_id
    WHERE a.owner_id = ANY (${ownerIds}::uuid[]) AND a.purpose IN ('available', 'reserved')
    GROUP BY a.owner_id, a.currency`.execute(db)
  return rows
}

/** How far an account's entries were recorded before a moment, with the balance there. */
export async function cutBefore(
  db: ReadDb,
  { accountId, from, before }: { accountId: string; from: bigint; before: Date },
): Promise<{ sequence: bigint; balance: bigint }> {
  const { rows } = await sql<{ sequence: bigint; balance: bigint }>`
    SELECT e.sequence, e.balance_after AS balance
    FROM entry e JOIN journal j ON j.id = e.journal_id
    WHERE e.account_id = ${accountId} AND e.sequence > ${from} AND j.recorded_at < ${before}
    ORDER BY e.sequence DESC LIMIT 1`.execute(db)
  const [found] = rows
  if (found) return found
  if (from === 0n) return { sequence: 0n, balance: 0n }
  return { sequence: from, balance: await balanceAfter(db, { accountId, sequence: from }) }
}

/** The balance an entry left. */
export async function balanceAfter(
  db: ReadDb,
  { accountId, sequence }: { accountId: string; sequence: bigint },
): Promise<bigint> {
  if (sequence === 0n) return 0n
  const { rows } = await sql<{ balance: bigint }>`
    SELECT balance_after AS balance FROM entry
    WHERE account_id = ${accountId} AND sequence = ${sequence}`.execute(db)
  const [row] = rows
  if (!row) throw new Error(`account ${accountId} has no entry ${sequence}`)
  return row.balance
}

/**
 * Of the entries of `accountId` after `sequence` the first one, or of those up to it the last one, whose journal has an
 * entry in `otherId` too: its sequences in both.
 */
export async function jointEntry(
  db: ReadDb,
  {
    accountId,
    otherId,
    sequence,
    side,
  }: { accountId: string; otherId: string; sequence: bigint; side: 'after' | 'up_to' },
): Promise<{ own: bigint; other: bigint } | undefined> {
  const place = side === 'after' ? sql`e.sequence > ${sequence}` : sql`e.sequence <= ${sequence}`
  const order = side === 'after' ? sql`ASC` : sql`DESC`
  const { rows } = await sql<{ own: bigint; other: bigint }>`
    SELECT e.sequence AS own, o.sequence AS other
    FROM entry e CROSS JOIN LATERAL (
      SELECT max(sequence) AS sequence FROM entry WHERE journal_id = e.journal_id AND account_id = ${otherId}
    ) o
    WHERE e.account_id = ${accountId} AND ${place} AND o.sequence IS NOT NULL
    ORDER BY e.sequence ${order} LIMIT 1`.execute(db)
  return rows[0]
}

export type Movement = {
  journalId: string
  kind: string
  subjectId: string
  effectiveOn: string
  recordedAt: Date
  /** What it changed of both accounts together. */
  amount: bigint
  /** The sequence of its last entry in each account it touched. */
  places: Readonly<Record<string, string>>
}

/**
 * What each journal changed, in the order of its time; `inLedgerOrder` makes it that of the ledger. Money that was only set aside, from the one account to the other, changed
 * nothing and is left out.
 */
export async function movementsBetween(
  db: ReadDb,
  accounts: readonly { accountId: string; from: bigint; to: bigint }[],
): Promise<Movement[]> {
  if (accounts.length === 0) return []
  const ranges = accounts.map(
    ({ accountId, from, to }) =>
      sql`(e.account_id = ${accountId} AND e.sequence > ${from} AND e.sequence <= ${to})`,
  )
  const { rows } = await sql<Movement>`
    SELECT j.id AS "journalId", j.kind, j.subject_id AS "subjectId", j.effective_on::text AS "effectiveOn",
           j.recorded_at AS "recordedAt", sum(e.amount)::bigint AS amount,
           json_object_agg(e.account_id, e.sequence::text ORDER BY e.sequence) AS places
    FROM entry e JOIN journal j ON j.id = e.journal_id
    WHERE ${sql.join(ranges, sql` OR `)}
    GROUP BY j.id
    HAVING sum(e.amount) <> 0
    ORDER BY j.recorded_at, j.id`.execute(db)
  return rows
}

/** Owners of accounts in which anything was ever booked, after this one, in the order of their ids. */
export async function ownersAfter(
  db: ReadDb,
  { after, limit }: { after: string; limit: number },
): Promise<string[]> {
  const { rows } = await sql<{ ownerId: string }>`
    SELECT DISTINCT owner_id AS "ownerId" FROM account
    WHERE owner_id > ${after}::uuid ORDER BY owner_id LIMIT ${limit}`.execute(db)
  return rows.map(({ ownerId }) => ownerId)
}
