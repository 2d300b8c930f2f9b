import { sql } from 'kysely'
import type { Currency } from '../../../contract/money.ts'
import type { ReadDb } from '../../platform/db.ts'

export type AccountRow = {
  id: string
  owner_id: string | null
  purpose: string
  currency: Currency
  normal_side: 'credit' | 'debit'
  /** As the ledger keeps it: credits positive. */
  balance: bigint
  last_sequence: bigint
}

/** The accounts of a customer, or the operator's own. */
export async function listAccounts(db: ReadDb, owner: string | null): Promise<AccountRow[]> {
  const { rows } = await sql<AccountRow>`
    SELECT a.id, a.owner_id, a.purpose, a.currency, a.normal_side, b.balance, b.last_sequence
    FROM account a JOIN balance b ON b.account_id = a.id
    WHERE a.owner_id IS NOT DISTINCT FROM ${owner}::uuid ORDER BY a.purpose, a.currency`.execute(db)
  return rows
}

export async function findAccount(db: ReadDb, id: string): Promise<AccountRow | undefined> {
  const { rows } = await sql<AccountRow>`
    SELECT a.id, a.owner_id, a.purpose, a.currency, a.normal_side, b.balance, b.last_sequence
    FROM account a JOIN balance b ON b.account_id = a.id WHERE a.id = ${id}`.execute(db)
  return rows[0]
}

export type EntryRow = {
  sequence: bigint
  journal_id: string
  kind: string
  amount: bigint
  balance_after: bigint
  recorded_at: Date
}

/** Newest first, before a sequence. */
export async function listEntries(
  db: ReadDb,
  { account, before, limit }: { account: string; before: bigint | undefined; limit: number },
): Promise<EntryRow[]> {
  const { rows } = await sql<EntryRow>`
    SELECT e.sequence, e.journal_id, j.kind, e.amount, e.balance_after, j.recorded_at
    FROM entry e JOIN journal j ON j.id = e.journal_id
    WHERE e.account_id = ${account} AND (${before?.toString() ?? null}::bigint IS NULL OR e.sequence < ${before?.toString() ?? null})
    ORDER BY e.sequence DESC LIMIT ${limit}`.execute(db)
  return rows
}

export type JournalRow = { id: string; kind: string; recorded_at: Date; reverses: string | null }

export async function findJournal(db: ReadDb, id: string): Promise<JournalRow | undefined> {
  const { rows } = await sql<JournalRow>`
    SELECT id, kind, recorded_at, reverses FROM journal WHERE id = ${id}`.execute(db)
  return rows[0]
}

export type PostingRow = {
  kind: string
  amount: bigint
  currency: Currency
  from_id: string
  from_purpose: string
  from_owner: string | null
  to_id: string
  to_purpose: string
  to_owner: string | null
}

export async function postingsOf(db: ReadDb, journalId: string): Promise<PostingRow[]> {
  const { rows } = await sql<PostingRow>`
    SELECT p.kind, p.amount, p.currency, f.id AS from_id, f.purpose AS from_purpose, f.owner_id AS from_owner,
           t.id AS to_id, t.purpose AS to_purpose, t.owner_id AS to_owner
    FROM posting p JOIN account f ON f.id = p.from_account_id JOIN account t ON t.id = p.to_account_id
    WHERE p.journal_id = ${journalId} ORDER BY p.number`.execute(db)
  return rows
}

export type HeldRow = {
  currency: Currency
  /** `customers` for all of theirs together; otherwise the operator's account. */
  purpose: string
  /** Credits positive. */
  balance: bigint
}

/** What there is by currency and purpose, in one statement: what is compared must be of one moment. */
export async function heldByPurpose(db: ReadDb): Promise<HeldRow[]> {
  const { rows } = await sql<HeldRow>`
    SELECT a.currency, CASE WHEN a.owner_id IS NULL THEN a.purpose ELSE 'customers' END AS purpose,
           sum(b.balance)::bigint AS balance
    FROM account a JOIN balance b ON b.account_id = a.id
    GROUP BY 1, 2 ORDER BY 1, 2`.execute(db)
  return rows
}
