import type pg from 'pg'
import { sql } from 'kysely'
import { isCurrency } from '../../../contract/money.ts'
import type { ReadDb } from '../../platform/db.ts'
import { assertInvariant } from '../../platform/errors.ts'
import { plainArray } from '../../platform/sql-arrays.ts'
import { asPurpose, type AccountRef } from './accounts.ts'
import type { PostedJournal, Reversal } from './reversal.ts'

/** Which of the journals exist, and the journal that reversed each, if one did. */
export async function readReversals(
  client: pg.ClientBase,
  journalIds: readonly string[],
): Promise<Map<string, Reversal>> {
  const { rows } = await client.query<{ id: string; reversed_by: string | null }>({
    name: 'ledger.read_reversals',
    text: `SELECT j.id, r.id AS reversed_by FROM journal j LEFT JOIN journal r ON r.reverses = j.id
           WHERE j.id = ANY($1::uuid[])`,
    values: [plainArray(journalIds)],
  })
  return new Map(rows.map(row => [row.id, { reversedBy: row.reversed_by }]))
}

type Row = {
  kind: string
  subject_id: string
  reverses: string | null
  posting: string
  amount: bigint
  currency: string
  from_owner: string | null
  from_purpose: string
  to_owner: string | null
  to_purpose: string
}

/** The journal with its postings in order, or undefined where there is none. */
export async function readJournal(db: ReadDb, id: string): Promise<PostedJournal | undefined> {
  const { rows } = await sql<Row>`
    SELECT j.kind, j.subject_id, j.reverses, p.kind AS posting, p.amount, p.currency,
           f.owner_id AS from_owner, f.purpose AS from_purpose, t.owner_id AS to_owner, t.purpose AS to_purpose
    FROM journal j
    JOIN posting p ON p.journal_id = j.id
    JOIN account f ON f.id = p.from_account_id
    JOIN account t ON t.id = p.to_account_id
    WHERE j.id = ${id}
    ORDER BY p.number`.execute(db)
  const [first] = rows
  if (!first) return undefined
  const { kind, subject_id: subject, reverses } = first
  return {
    id,
    kind,
    subject,
    reverses,
    postings: rows.map(row => ({
      kind: row.posting,
      from: refOf(row.from_owner, row.from_purpose, row.currency),
      to: refOf(row.to_owner, row.to_purpose, row.currency),
      amount: row.amount,
    })),
  }
}

function refOf(owner: string | null, purpose: string, currency: string): AccountRef {
  assertInvariant(isCurrency(currency), `unknown currency ${currency}`)
  return { owner, purpose: asPurpose(purpose), currency }
}
