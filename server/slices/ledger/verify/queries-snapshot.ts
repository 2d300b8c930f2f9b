import { Client, types as defaultTypes, type CustomTypesConfig } from 'pg'
import { mostNamed, type Scope, type Violation, type Violations } from '../invariant.ts'

/** Type id of bigint in PostgreSQL's catalogue. */
const int8 = 20

const types: CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === int8
      ? (text: string) => BigInt(text)
      : format === 'binary'
        ? defaultTypes.getTypeParser(oid, 'binary')
        : defaultTypes.getTypeParser(oid, 'text'),
}

/** A query over everything may take minutes; one that takes an hour is stuck. */
const statementTimeoutMs = 60 * 60_000

export async function connectReader(readerUrl: string): Promise<Client> {
  const client = new Client({
    connectionString: readerUrl,
    types,
    application_name: 'okpay verifier',
    statement_timeout: statementTimeoutMs,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  })
  await client.connect()
  return client
}

/**
 * Opens the snapshot all checks look at. Every later query sees the database as of this moment, however long it
 * takes, and nothing can be written. Joins over millions of rows get memory to stay off the disk.
 */
export async function beginSnapshot(client: Client, scope: Scope): Promise<void> {
  // A read-only transaction may fill temporary tables but not create them.
  if (scope === 'recent')
    await client.query(`
      CREATE TEMPORARY TABLE recent_journal (id uuid PRIMARY KEY);
      CREATE TEMPORARY TABLE recent_account (id uuid PRIMARY KEY, first_sequence bigint, balance_before bigint);
      CREATE TEMPORARY TABLE recent_posting (LIKE posting);
      CREATE TEMPORARY TABLE recent_entry (LIKE entry)`)
  await client.query(`
    BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
    SET LOCAL work_mem = '256MB';
    SET LOCAL hash_mem_multiplier = 1;
    SET LOCAL jit = off`)
  // Who reads every row must not fetch them one by one: reading 6 million entries in the order of an index took 34 s,
  // sorting them 11.
  if (scope === 'all') await client.query('SET LOCAL random_page_cost = 4')
}

export async function endSnapshot(client: Client): Promise<void> {
  await client.query('ROLLBACK')
}

/**
 * Copies what is new, once for all checks: journals with events after the position, their postings, and of each
 * account these touch as many of its last entries as there are sides of them.
 */
export async function fillRecent(client: Client, after: bigint): Promise<void> {
  await client.query(
    `INSERT INTO recent_journal
     SELECT journal_id FROM event WHERE position > $1 AND journal_id IS NOT NULL
     UNION SELECT journal_id FROM outbox WHERE journal_id IS NOT NULL`,
    [after],
  )
  await client.query(`
    ANALYZE recent_journal;
    INSERT INTO recent_posting SELECT p.* FROM recent_journal r JOIN posting p ON p.journal_id = r.id;
    ANALYZE recent_posting;
    INSERT INTO recent_account
    SELECT b.account_id, b.last_sequence - touched.entries + 1,
           coalesce((SELECT e.balance_after FROM entry e
                     WHERE e.account_id = b.account_id AND e.sequence = b.last_sequence - touched.entries), 0)
    FROM (SELECT side.account_id, count(*) AS entries
          FROM recent_posting p
          CROSS JOIN LATERAL (VALUES (p.from_account_id), (p.to_account_id)) AS side (account_id)
          GROUP BY side.account_id) touched
    JOIN balance b ON b.account_id = touched.account_id;
    ANALYZE recent_account;
    INSERT INTO recent_entry
    SELECT e.* FROM recent_account r JOIN entry e ON e.account_id = r.id AND e.sequence >= r.first_sequence;
    ANALYZE recent_entry`)
}

export type Extent = {
  /** Position of the last event. */
  lastPosition: bigint
  journals: bigint
  entries: bigint
  /** The newest sealed block: number and hash, to be kept elsewhere. */
  chainHead: string | null
}

/** How much there is to look at. */
export async function measure(client: Client, scope: Scope): Promise<Extent> {
  const counted =
    scope === 'all'
      ? '(SELECT count(*) FROM journal) AS journals, (SELECT count(*) FROM entry) AS entries'
      : `(SELECT count(*) FROM recent_journal) AS journals,
         (SELECT count(*) FROM recent_entry) AS entries`
  const { rows } = await client.query<Extent>(
    `SELECT coalesce((SELECT max(position) FROM event), 0) AS "lastPosition", ${counted},
            (SELECT number || ':' || encode(hash, 'hex') FROM ledger_block ORDER BY number DESC LIMIT 1)
              AS "chainHead"`,
  )
  const [extent] = rows
  if (!extent) throw new Error('a count returned no row')
  return extent
}

type ViolationRow = Violation & { total: bigint }

export async function findViolations(
  client: Client,
  sql: string,
  values: readonly unknown[],
): Promise<Violations> {
  const { rows } = await client.query<ViolationRow>(
    `SELECT * FROM (
       SELECT v.rows, v.expected, v.actual, count(*) OVER () AS total
       FROM (${sql}) AS v (rows, expected, actual)
     ) counted LIMIT ${mostNamed}`,
    [...values],
  )
  return {
    total: Number(rows[0]?.total ?? 0n),
    first: rows.map(({ rows: named, expected, actual }) => ({ rows: named, expected, actual })),
  }
}

export async function queryRows<Row extends object>(
  client: Client,
  sql: string,
  values: readonly unknown[],
): Promise<Row[]> {
  const { rows } = await client.query<Row>(sql, [...values])
  return rows
}
