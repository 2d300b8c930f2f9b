import type pg from 'pg'
import { bigintArray, plainArray, textArray } from '../../platform/sql-arrays.ts'
import type { Entry } from './messages/entries.ts'
import type { StatementPage } from './messages/camt05x.ts'
import type { Connection } from './queries-orders.ts'

/** The statement a page belongs to; undefined when it is here with other balances, day or length. */
export async function upsertStatement(
  client: pg.ClientBase,
  page: StatementPage & { id: string; receivedAt: Date },
): Promise<string | undefined> {
  const { rows } = await client.query<{ id: string }>(
    `INSERT INTO bank_statement AS known (id, account, currency, sequence, statement_id, day, opening, closing, last_page,
       received_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     ON CONFLICT (account, sequence) DO UPDATE SET last_page = coalesce(known.last_page, excluded.last_page)
       WHERE known.day = excluded.day AND known.opening = excluded.opening AND known.closing = excluded.closing
         AND (known.last_page IS NULL OR excluded.last_page IS NULL OR known.last_page = excluded.last_page)
     RETURNING id`,
    [
      page.id,
      page.account,
      page.currency,
      page.sequence,
      page.statementId,
      page.day,
      page.opening.toString(),
      page.closing.toString(),
      page.lastPage ? page.page : null,
      page.receivedAt,
    ],
  )
  return rows[0]?.id
}

/** False when this page was here before. */
export async function insertPage(
  client: pg.ClientBase,
  { statementId, page, file }: { statementId: string; page: number; file: number },
): Promise<boolean> {
  const { rowCount } = await client.query(
    `INSERT INTO bank_statement_page (statement_id, page, file_number) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
    [statementId, page, file],
  )
  return rowCount === 1
}

/** A reference that is told twice is kept once: the sum of the lines says that one is missing. */
export async function insertLines(
  client: pg.ClientBase,
  { statementId, file, entries }: { statementId: string; file: number; entries: readonly Entry[] },
): Promise<void> {
  if (entries.length === 0) return
  await client.query(
    `INSERT INTO bank_statement_line (statement_id, reference, amount, side, file_number, line)
     SELECT $1, reference, amount, side, $2, line
     FROM unnest($3::text[], $4::bigint[], $5::text[], $6::int[]) AS told (reference, amount, side, line)
     ON CONFLICT (statement_id, reference) DO NOTHING`,
    [
      statementId,
      file,
      textArray(entries.map(entry => entry.reference)),
      bigintArray(entries.map(entry => entry.amount.minor)),
      plainArray(entries.map(entry => entry.side)),
      bigintArray(entries.map(entry => entry.line)),
    ],
  )
}

export async function isComplete(client: Connection, statementId: string): Promise<boolean> {
  const { rows } = await client.query<{ complete: boolean }>(
    `SELECT s.last_page IS NOT NULL AND
            (SELECT count(*) FROM bank_statement_page p WHERE p.statement_id = s.id) = s.last_page AS complete
     FROM bank_statement s WHERE s.id = $1`,
    [statementId],
  )
  return rows[0]?.complete === true
}

/** A difference as it was found. */
export type FoundBreak = {
  account: string
  currency: string
  kind: string
  object: string
  expected: bigint | null
  found: bigint | null
}

/** Minor units with their sign, seen from us. */
const signed = (row: string): string =>
  `CASE WHEN ${row}.side = 'credit' THEN ${row}.amount ELSE -${row}.amount END`

/**
 * Everything in which a statement differs from itself, from the one before, or from our books:
 * - statement_sum: opening and lines do not make the closing balance;
 * - statement_missing, opening_differs: the chain of statements is broken before it;
 * - entry_differs: a line is booked with us with another amount or side, or not at all;
 * - entry_not_on_statement: we booked something that no statement up to this day knows;
 * - balance_differs: what we booked up to this day is not what the bank says it holds.
 */
export async function breaksOf(client: Connection, statementId: string): Promise<FoundBreak[]> {
  const { rows } = await client.query<FoundBreak>(
    `WITH statement AS (SELECT * FROM bank_statement WHERE id = $1),
     line AS (SELECT l.* FROM bank_statement_line l WHERE l.statement_id = $1),
     found AS (
       SELECT 'statement_sum' AS kind, s.sequence::text AS object, s.closing AS expected,
              s.opening + coalesce((SELECT sum(${signed('l')}) FROM line l), 0)::bigint AS found
       FROM statement s
       UNION ALL
       SELECT 'opening_differs', s.sequence::text, coalesce(p.closing, 0), s.opening
       FROM statement s LEFT JOIN bank_statement p ON p.account = s.account AND p.sequence = s.sequence - 1
       WHERE s.sequence = 1 OR p.id IS NOT NULL
       UNION ALL
       SELECT 'balance_differs', s.sequence::text, s.closing,
              coalesce((SELECT sum(${signed('e')}) FROM bank_entry e
                        WHERE e.account = s.account AND e.booked_on <= s.day), 0)::bigint
       FROM statement s
       UNION ALL
       SELECT 'entry_differs', l.reference, ${signed('l')}, coalesce(${signed('e')}, 0)
       FROM statement s CROSS JOIN line l
       LEFT JOIN bank_entry e ON e.account = s.account AND e.reference = l.reference)
     SELECT s.account, s.currency, f.kind, f.object, f.expected, f.found
     FROM found f CROSS JOIN statement s WHERE f.expected IS DISTINCT FROM f.found
     UNION ALL
     SELECT s.account, s.currency, 'statement_missing', (s.sequence - 1)::text, NULL, NULL
     FROM statement s
     WHERE s.sequence > 1
       AND NOT EXISTS (SELECT FROM bank_statement p WHERE p.account = s.account AND p.sequence = s.sequence - 1)
     UNION ALL
     SELECT s.account, s.currency, 'entry_not_on_statement', e.reference, NULL, ${signed('e')}
     FROM statement s JOIN bank_entry e ON e.account = s.account
       AND e.booked_on BETWEEN s.day - 31 AND s.day
     WHERE NOT EXISTS (
       SELECT FROM bank_statement_line l JOIN bank_statement o ON o.id = l.statement_id
       WHERE o.account = s.account AND l.reference = e.reference)`,
    [statementId],
  )
  return rows
}

/** What a comparison came to: the balance in our books and the number of lines that are booked as told. */
export async function insertReconciliation(
  client: pg.ClientBase,
  { id, statementId, breaks, at }: { id: string; statementId: string; breaks: number; at: Date },
): Promise<void> {
  await client.query(
    `INSERT INTO bank_reconciliation (id, statement_id, book_balance, matched, breaks, at)
     SELECT $1, s.id,
       coalesce((SELECT sum(${signed('e')}) FROM bank_entry e
                 WHERE e.account = s.account AND e.booked_on <= s.day), 0),
       (SELECT count(*) FROM bank_statement_line l JOIN bank_entry e ON e.account = s.account
          AND e.reference = l.reference AND e.amount = l.amount AND e.side = l.side WHERE l.statement_id = s.id),
       $3, $4
     FROM bank_statement s WHERE s.id = $2`,
    [id, statementId, breaks, at],
  )
}

/** A difference that was gone and is there again, or is another one than the one a person explained. */
const comesBack = `(known.status = 'matched' OR known.status = 'written_off'
  AND (known.expected, known.found) IS DISTINCT FROM (excluded.expected, excluded.found))`

/**
 * Keeps what was found (new ones, and those that come back, are given back to be raised) and closes what is not there
 * any more, within one statement, or among the breaks of no statement when there is none.
 */
export async function keepBreaks(
  client: pg.ClientBase,
  {
    statementId,
    found,
    ids,
    at,
  }: {
    statementId: string | null
    found: readonly FoundBreak[]
    ids: readonly string[]
    at: Date
  },
): Promise<FoundBreak[]> {
  await client.query(
    `UPDATE bank_break b SET status = 'matched', solution = 'by_itself', solved_at = $2
     WHERE b.status = 'open' AND b.statement_id IS NOT DISTINCT FROM $1::uuid
       AND NOT EXISTS (
         SELECT FROM unnest($3::text[], $4::text[], $5::text[]) AS f (account, kind, object)
         WHERE f.account = b.account AND f.kind = b.kind AND f.object = b.object)`,
    [
      statementId,
      at,
      textArray(found.map(({ account }) => account)),
      plainArray(found.map(({ kind }) => kind)),
      textArray(found.map(({ object }) => object)),
    ],
  )
  const { rows } = await client.query<FoundBreak & { opened: boolean }>(
    `INSERT INTO bank_break AS known (id, account, currency, kind, object, statement_id, expected, found, status,
       opened_at, last_seen_at)
     SELECT f.id, f.account, f.currency, f.kind, f.object, $1, f.expected, f.found, 'open', $2, $2
     FROM unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bigint[], $9::bigint[])
       AS f (id, account, currency, kind, object, expected, found)
     ON CONFLICT (account, kind, object) DO UPDATE SET last_seen_at = excluded.last_seen_at,
       expected = excluded.expected, found = excluded.found,
       status = CASE WHEN ${comesBack} THEN 'open' ELSE known.status END,
       solution = CASE WHEN ${comesBack} THEN NULL ELSE known.solution END,
       solved_by = CASE WHEN ${comesBack} THEN NULL ELSE known.solved_by END,
       solved_at = CASE WHEN ${comesBack} THEN NULL ELSE known.solved_at END,
       opened_at = CASE WHEN ${comesBack} THEN excluded.opened_at ELSE known.opened_at END
     RETURNING account, currency, kind, object, expected, found, opened_at = $2 AS opened`,
    [
      statementId,
      at,
      plainArray(ids),
      textArray(found.map(({ account }) => account)),
      plainArray(found.map(({ currency }) => currency)),
      plainArray(found.map(({ kind }) => kind)),
      textArray(found.map(({ object }) => object)),
      bigintArray(found.map(item => item.expected)),
      bigintArray(found.map(item => item.found)),
    ],
  )
  return rows.filter(({ opened }) => opened)
}

/** Statements of the account with something open, and the one that follows: a gap may be closed now. */
export async function statementsToCompare(client: Connection, statementId: string): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT s.id FROM bank_statement s JOIN bank_statement just ON just.account = s.account
     WHERE just.id = $1 AND (s.id = $1 OR s.sequence = just.sequence + 1
       OR EXISTS (SELECT FROM bank_break b WHERE b.statement_id = s.id AND b.status = 'open'))
     ORDER BY s.sequence`,
    [statementId],
  )
  return rows.map(({ id }) => id)
}

/**
 * Payments of which the bank owes us a word: `debit_missing`, told as settled two days ago without the entry that took
 * the money; `answer_missing`, sent three days after its day and neither settled nor rejected; `return_missing`, taken
 * though the bank had agreed to give it back, which it has not done in five days.
 * $1: now, $2: settled states, $3: states with an answer due.
 */
export async function silentOrders(
  client: Connection,
  { now, settled, waiting }: { now: Date; settled: readonly string[]; waiting: readonly string[] },
): Promise<FoundBreak[]> {
  const { rows } = await client.query<FoundBreak>(
    `SELECT '' AS account, currency, 'debit_missing' AS kind, end_to_end_id AS object, amount AS expected, 0::bigint AS found
     FROM payment_order WHERE status = ANY($2) AND debit_entry_id IS NULL AND updated_at < $1::timestamptz - interval '2 days'
     UNION ALL
     SELECT '', currency, 'answer_missing', end_to_end_id, amount, NULL
     FROM payment_order WHERE status = ANY($3) AND requested_on < ($1::timestamptz - interval '4 days')::date
     UNION ALL
     SELECT '', currency, 'return_missing', end_to_end_id, amount, 0
     FROM payment_order WHERE status = 'canceled' AND debit_entry_id IS NOT NULL AND return_entry_id IS NULL
       AND updated_at < $1::timestamptz - interval '5 days'`,
    [now, settled, waiting],
  )
  return rows
}
