import type pg from 'pg'
import { bigints, byteas, smallints, texts, times, uuids } from '../../platform/sql-binary-arrays.ts'
import type { Statement } from '../../platform/statement.ts'
import type { AccountRef } from './accounts.ts'
import { characterOf } from './accounts.ts'
import type { AccountState, EntryRow, OutcomeRow, PostingRow } from './batch-state.ts'
import type { JournalDraft } from './decision.ts'

/**
 * The SQL of the money pipeline. Each statement is set-based and prepared once per connection (it has a name);
 * arrays travel in PostgreSQL's binary form. One batch is two round trips: [begin, lock, reads], [writes, commit].
 */

type AccountRow = { id: string; owner_id: string | null; purpose: string; currency: string }

/**
 * Accounts that exist already among those asked for. The operator's own, which have no owner, are a branch of their
 * own: `IS NOT DISTINCT FROM` cannot use the index and read the whole table, 80 ms at 300,000 accounts.
 */
export async function findAccounts(
  client: pg.ClientBase,
  refs: readonly AccountRef[],
): Promise<AccountRow[]> {
  const { rows } = await client.query<AccountRow>({
    name: 'ledger.find_accounts',
    text: `WITH asked AS (SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[]) AS t (owner_id, purpose, currency))
           SELECT a.id, a.owner_id, a.purpose, a.currency
           FROM asked JOIN account a USING (owner_id, purpose, currency)
           UNION ALL
           SELECT a.id, a.owner_id, a.purpose, a.currency
           FROM asked JOIN account a USING (purpose, currency)
           WHERE asked.owner_id IS NULL AND a.owner_id IS NULL`,
    values: [
      uuids(refs.map(ref => ref.owner)),
      texts(refs.map(ref => ref.purpose)),
      texts(refs.map(ref => ref.currency)),
    ],
  })
  return rows
}

/** Opens the accounts that are missing, each with a balance of nothing; harmless to repeat and to race. */
export async function openAccounts(
  client: pg.ClientBase,
  wanted: readonly { id: string; ref: AccountRef }[],
): Promise<void> {
  const characters = wanted.map(({ ref }) => characterOf(ref.purpose))
  await client.query({
    name: 'ledger.open_accounts',
    text: `WITH opened AS (
             INSERT INTO account (id, owner_id, purpose, currency, normal_side)
             SELECT id, owner_id, purpose, currency, normal_side
             FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[])
               AS wanted (id, owner_id, purpose, currency, normal_side)
             ON CONFLICT (owner_id, purpose, currency) DO NOTHING
             RETURNING id
           )
           INSERT INTO balance (account_id, floor)
           SELECT opened.id, floors.floor
           FROM opened JOIN unnest($1::uuid[], $6::bigint[]) AS floors (id, floor) USING (id)`,
    values: [
      uuids(wanted.map(({ id }) => id)),
      uuids(wanted.map(({ ref }) => ref.owner)),
      texts(wanted.map(({ ref }) => ref.purpose)),
      texts(wanted.map(({ ref }) => ref.currency)),
      texts(characters.map(({ normalSide }) => normalSide)),
      bigints(characters.map(({ floor }) => floor)),
    ],
  })
}

/** Locks balance rows in the order of their ids: everybody locks in this order, so nobody waits in a circle. */
export async function lockBalances(client: pg.ClientBase, accountIds: readonly string[]): Promise<void> {
  await client.query({
    name: 'ledger.lock_balances',
    text: `SELECT 1 FROM balance WHERE account_id = ANY($1::uuid[]) ORDER BY account_id FOR NO KEY UPDATE`,
    values: [uuids(accountIds)],
  })
}

type BalanceRow = { account_id: string; balance: bigint; last_sequence: bigint; floor: bigint | null }

/** A statement of its own after the lock: a lock wait does not refresh the snapshot of its own statement. */
export async function readBalances(
  client: pg.ClientBase,
  accountIds: readonly string[],
): Promise<BalanceRow[]> {
  const { rows } = await client.query<BalanceRow>({
    name: 'ledger.read_balances',
    text: `SELECT account_id, balance, last_sequence, floor FROM balance WHERE account_id = ANY($1::uuid[])`,
    values: [uuids(accountIds)],
  })
  return rows
}

type StoredOutcome = { scope: string; key: string; request_hash: Buffer; outcome: unknown }

/** One look into the index for each key, also with a plan made while there was no outcome yet (`OFFSET 0`). */
export async function readOutcomes(
  client: pg.ClientBase,
  keys: readonly { scope: string; key: string }[],
): Promise<StoredOutcome[]> {
  const { rows } = await client.query<StoredOutcome>({
    name: 'ledger.read_outcomes',
    text: `SELECT o.scope, o.key, o.request_hash, o.outcome
           FROM unnest($1::uuid[], $2::text[]) AS asked (scope, key),
             LATERAL (SELECT * FROM idempotency_outcome
                      WHERE scope = asked.scope AND key = asked.key OFFSET 0) o`,
    values: [uuids(keys.map(({ scope }) => scope)), texts(keys.map(({ key }) => key))],
  })
  return rows
}

export async function readOutgoingStop(client: pg.ClientBase): Promise<boolean> {
  const { rows } = await client.query({ name: 'ledger.read_stop', text: 'SELECT 1 FROM outgoing_stop' })
  return rows.length > 0
}

/** Everything a batch adds to the books. */
export type BookRows = {
  journals: readonly JournalDraft[]
  postings: readonly PostingRow[]
  entries: readonly EntryRow[]
  accounts: readonly AccountState[]
  outcomes: readonly OutcomeRow[]
}

/**
 * Journals, postings, entries, balances and outcomes in one statement: with five, each batch paid five more times
 * for a message there and back, a tenth of its cost. The CHECK on the balance refuses one below its floor whatever
 * the program believes, and `expect_rows` fails the transaction if a balance row is not there.
 */
const writeBooksSql = `
  WITH journals AS (
    INSERT INTO journal (id, kind, subject_id, effective_on, recorded_at, reverses)
    SELECT id, kind, subject_id, (recorded_at AT TIME ZONE 'UTC')::date, recorded_at, reverses
    FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::timestamptz[], $5::uuid[])
      AS journals (id, kind, subject_id, recorded_at, reverses)
  ), postings AS (
    INSERT INTO posting (journal_id, number, kind, from_account_id, to_account_id, amount, currency)
    SELECT * FROM unnest($6::uuid[], $7::smallint[], $8::text[], $9::uuid[], $10::uuid[], $11::bigint[], $12::text[])
  ), entries AS (
    INSERT INTO entry (account_id, sequence, journal_id, posting_number, amount, balance_after)
    SELECT * FROM unnest($13::uuid[], $14::bigint[], $15::uuid[], $16::smallint[], $17::bigint[], $18::bigint[])
  ), outcomes AS (
    INSERT INTO idempotency_outcome (scope, key, request_hash, outcome, recorded_at)
    SELECT * FROM ${outcomeRows(19)}
  ), updated AS (
    UPDATE balance b SET balance = n.balance, last_sequence = n.last_sequence
    FROM unnest($24::uuid[], $25::bigint[], $26::bigint[]) AS n (account_id, balance, last_sequence)
    WHERE b.account_id = n.account_id
    RETURNING 1
  )
  SELECT expect_rows((SELECT count(*) FROM updated), $27, 'balance')`

export function writeBooks(rows: BookRows): Statement {
  return {
    name: 'ledger.write_books',
    text: writeBooksSql,
    values: [
      ...journalValues(rows.journals),
      ...postingValues(rows.postings),
      ...entryValues(rows.entries),
      ...outcomeValues(rows.outcomes),
      ...balanceValues(rows.accounts),
      rows.accounts.length,
    ],
  }
}

/** Outcomes alone: of a batch that moved nothing. */
export function insertOutcomes(outcomes: readonly OutcomeRow[]): Statement {
  return {
    name: 'ledger.insert_outcomes',
    text: `INSERT INTO idempotency_outcome (scope, key, request_hash, outcome, recorded_at)
           SELECT * FROM ${outcomeRows(1)}`,
    values: outcomeValues(outcomes),
  }
}

/** JSON travels as one array: quoted into an array of texts, each of its quotation marks would be escaped again. */
function outcomeRows(first: number): string {
  const [scope, key, hash, outcome, at] = [0, 1, 2, 3, 4].map(offset => `$${first + offset}`)
  return `ROWS FROM (unnest(${scope}::uuid[]), unnest(${key}::text[]), unnest(${hash}::bytea[]),
      jsonb_array_elements(${outcome}::jsonb), unnest(${at}::timestamptz[]))`
}

function journalValues(journals: readonly JournalDraft[]): (string | Buffer)[] {
  return [
    uuids(journals.map(({ id }) => id)),
    texts(journals.map(({ kind }) => kind)),
    uuids(journals.map(({ subject }) => subject)),
    times(journals.map(({ recordedAt }) => recordedAt)),
    uuids(journals.map(({ reverses }) => reverses ?? null)),
  ]
}

function postingValues(postings: readonly PostingRow[]): (string | Buffer)[] {
  return [
    uuids(postings.map(row => row.journalId)),
    smallints(postings.map(row => row.number)),
    texts(postings.map(row => row.kind)),
    uuids(postings.map(row => row.fromAccountId)),
    uuids(postings.map(row => row.toAccountId)),
    bigints(postings.map(row => row.amount)),
    texts(postings.map(row => row.currency)),
  ]
}

function entryValues(entries: readonly EntryRow[]): (string | Buffer)[] {
  return [
    uuids(entries.map(row => row.accountId)),
    bigints(entries.map(row => row.sequence)),
    uuids(entries.map(row => row.journalId)),
    smallints(entries.map(row => row.postingNumber)),
    bigints(entries.map(row => row.amount)),
    bigints(entries.map(row => row.balanceAfter)),
  ]
}

function outcomeValues(outcomes: readonly OutcomeRow[]): (string | Buffer)[] {
  return [
    uuids(outcomes.map(({ scope }) => scope)),
    texts(outcomes.map(({ key }) => key)),
    byteas(outcomes.map(({ requestHash }) => requestHash)),
    JSON.stringify(outcomes.map(({ outcome }) => outcome)),
    times(outcomes.map(({ recordedAt }) => recordedAt)),
  ]
}

function balanceValues(accounts: readonly AccountState[]): (string | Buffer)[] {
  return [
    uuids(accounts.map(({ id }) => id)),
    bigints(accounts.map(({ balance }) => balance)),
    bigints(accounts.map(({ sequence }) => sequence)),
  ]
}
