import { sql } from 'kysely'
import type { ReadDb } from '../../platform/db.ts'
import { plainArray } from '../../platform/sql-arrays.ts'

/** Reads for people: what journals did, how they are sealed, how an account moved. Decisions use none of these. */

export type TracedPosting = {
  journalId: string
  journalKind: string
  effectiveOn: string
  recordedAt: Date
  kind: string
  amount: bigint
  currency: string
  fromOwner: string | null
  fromPurpose: string
  toOwner: string | null
  toPurpose: string
}

/** The postings of journals with what their accounts are for, in ledger order. */
export async function tracePostings(db: ReadDb, journalIds: readonly string[]): Promise<TracedPosting[]> {
  if (journalIds.length === 0) return []
  const { rows } = await sql<TracedPosting>`
    SELECT j.id AS "journalId", j.kind AS "journalKind", j.effective_on::text AS "effectiveOn",
           j.recorded_at AS "recordedAt", p.kind, p.amount, p.currency,
           f.owner_id AS "fromOwner", f.purpose AS "fromPurpose", t.owner_id AS "toOwner", t.purpose AS "toPurpose"
    FROM journal j
    JOIN posting p ON p.journal_id = j.id
    JOIN account f ON f.id = p.from_account_id
    JOIN account t ON t.id = p.to_account_id
    WHERE j.id = ANY(${plainArray(journalIds)}::uuid[])
    ORDER BY j.recorded_at, j.id, p.number`.execute(db)
  return rows
}

export type TracedEntry = {
  journalId: string
  currency: string
  sequence: bigint
  amount: bigint
  balanceAfter: bigint
}

/** This owner's entries of journals. */
export async function traceEntries(
  db: ReadDb,
  { ownerId, journalIds }: { ownerId: string; journalIds: readonly string[] },
): Promise<TracedEntry[]> {
  if (journalIds.length === 0) return []
  const { rows } = await sql<TracedEntry>`
    SELECT e.journal_id AS "journalId", a.currency, e.sequence, e.amount, e.balance_after AS "balanceAfter"
    FROM entry e JOIN account a ON a.id = e.account_id
    WHERE e.journal_id = ANY(${plainArray(journalIds)}::uuid[]) AND a.owner_id = ${ownerId}
    ORDER BY e.journal_id, e.posting_number, e.sequence`.execute(db)
  return rows
}

export type SealingBlock = { position: bigint; number: bigint; hash: string; sealedAt: Date }

/** The block that seals the event at each position; those not sealed yet have none. */
export async function traceBlocks(db: ReadDb, positions: readonly bigint[]): Promise<SealingBlock[]> {
  if (positions.length === 0) return []
  const { rows } = await sql<SealingBlock>`
    SELECT asked.position, block.number, encode(block.hash, 'hex') AS hash, block.sealed_at AS "sealedAt"
    FROM unnest(${plainArray(positions.map(String))}::bigint[]) AS asked (position)
    CROSS JOIN LATERAL (
      SELECT number, hash, sealed_at, first_position FROM ledger_block
      WHERE last_position >= asked.position ORDER BY last_position LIMIT 1
    ) block
    WHERE block.first_position <= asked.position
    ORDER BY asked.position`.execute(db)
  return rows
}

/** What an owner could spend right after everything recorded until a moment, in minor units, by its entries. */
export async function availableAt(
  db: ReadDb,
  { ownerId, currency, at }: { ownerId: string; currency: string; at: Date },
): Promise<bigint> {
  const { rows } = await sql<{ balance: bigint }>`
    SELECT e.balance_after AS balance
    FROM account a
    JOIN entry e ON e.account_id = a.id
    JOIN journal j ON j.id = e.journal_id
    WHERE a.owner_id = ${ownerId} AND a.purpose = 'available' AND a.currency = ${currency} AND j.recorded_at <= ${at}
    ORDER BY e.sequence DESC LIMIT 1`.execute(db)
  return rows[0]?.balance ?? 0n
}

/** Whether the verifier, or an operator, has stopped money from leaving, and since when. */
export async function outgoingStop(db: ReadDb): Promise<{ since: Date } | undefined> {
  const { rows } = await sql<{ since: Date }>`SELECT since FROM outgoing_stop`.execute(db)
  return rows[0]
}
