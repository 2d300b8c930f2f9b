import { Client, type ClientBase, type Pool, type QueryResultRow } from 'pg'
import { byteaArray, plainArray } from '../server/platform/sql-arrays.ts'

/** Signs customers in without hashing a password each; returns their account numbers by customer id. */
export async function insertSessions(
  pool: Pool,
  sessions: readonly { id: string; customerId: string; tokenHash: Buffer }[],
): Promise<Map<string, string>> {
  await pool.query(
    `INSERT INTO session (id, customer_id, token_hash, created_at, last_seen_at, expires_at, ip, network, user_agent)
     SELECT id, customer_id, token_hash, now(), now(), now() + interval '1 day', '127.0.0.1', '127.0.0.1', 'bench'
     FROM unnest($1::uuid[], $2::uuid[], $3::bytea[]) AS s (id, customer_id, token_hash)`,
    [
      plainArray(sessions.map(session => session.id)),
      plainArray(sessions.map(session => session.customerId)),
      byteaArray(sessions.map(session => session.tokenHash)),
    ],
  )
  const { rows } = await pool.query<{ customer_id: string; account_number: string }>(
    'SELECT customer_id, account_number FROM wallet WHERE customer_id = ANY($1::uuid[])',
    [plainArray(sessions.map(session => session.customerId))],
  )
  return new Map(rows.map(row => [row.customer_id, row.account_number]))
}

/** Settings that decide whether an acknowledged commit survives a power cut. */
export async function durabilityOf(url: string): Promise<Record<string, string>> {
  const client = new Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<{ name: string; setting: string }>(
    `SELECT name, setting FROM pg_settings
     WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes', 'wal_level', 'server_version')`,
  )
  await client.end()
  return Object.fromEntries(rows.map(row => [row.name, row.setting]))
}

/** The tables of pgbench's TPC-B-like script; as many branches as clients, so that branches do not queue. */
export async function createTpcb(
  url: string,
  size: { branches: number; accountsPerBranch: number },
): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query(`
    CREATE TABLE tpcb_branch (id integer PRIMARY KEY, balance integer NOT NULL DEFAULT 0, filler char(88)) WITH (fillfactor = 10);
    CREATE TABLE tpcb_teller (id integer PRIMARY KEY, branch_id integer, balance integer NOT NULL DEFAULT 0, filler char(84)) WITH (fillfactor = 10);
    CREATE TABLE tpcb_account (id integer PRIMARY KEY, branch_id integer, balance integer NOT NULL DEFAULT 0, filler char(84));
    CREATE TABLE tpcb_history (teller_id integer, branch_id integer, account_id integer, delta integer, at timestamp, filler char(22))`)
  await client.query('INSERT INTO tpcb_branch (id) SELECT generate_series(1, $1::integer)', [size.branches])
  await client.query(
    'INSERT INTO tpcb_teller (id, branch_id) SELECT id, 1 + (id - 1) / 10 FROM generate_series(1, 10 * $1::integer) id',
    [size.branches],
  )
  await client.query(
    `INSERT INTO tpcb_account (id, branch_id, filler)
     SELECT id, 1 + (id - 1) / $2::integer, '' FROM generate_series(1, $1::integer * $2::integer) id`,
    [size.branches, size.accountsPerBranch],
  )
  await client.query('VACUUM ANALYZE')
  await client.end()
}

type Tpcb = { accountId: number; tellerId: number; branchId: number; delta: number }

/** One TPC-B-like transaction: five statements between BEGIN and COMMIT, as in pgbench's built-in script. */
export async function runTpcb(
  client: ClientBase,
  { accountId, tellerId, branchId, delta }: Tpcb,
): Promise<void> {
  await client.query('BEGIN')
  await client.query({
    name: 'tpcb.1',
    text: 'UPDATE tpcb_account SET balance = balance + $1 WHERE id = $2',
    values: [delta, accountId],
  })
  await client.query({
    name: 'tpcb.2',
    text: 'SELECT balance FROM tpcb_account WHERE id = $1',
    values: [accountId],
  })
  await client.query({
    name: 'tpcb.3',
    text: 'UPDATE tpcb_teller SET balance = balance + $1 WHERE id = $2',
    values: [delta, tellerId],
  })
  await client.query({
    name: 'tpcb.4',
    text: 'UPDATE tpcb_branch SET balance = balance + $1 WHERE id = $2',
    values: [delta, branchId],
  })
  await client.query({
    name: 'tpcb.5',
    text: `INSERT INTO tpcb_history (teller_id, branch_id, account_id, delta, at) VALUES ($1, $2, $3, $4, now())`,
    values: [tellerId, branchId, accountId, delta],
  })
  await client.query('COMMIT')
}

async function ask<Row extends QueryResultRow>(url: string, sql: string): Promise<Row[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<Row>(sql)
  await client.end()
  return rows
}

/** How many orders of transfers have an outcome, good or bad; each counts once however often it was sent. */
export async function countTransferOutcomes(url: string): Promise<number> {
  const [row] = await ask<{ count: string }>(
    url,
    `SELECT count(*) FROM idempotency_outcome WHERE outcome ? 'transfer'`,
  )
  return Number(row?.count)
}

/** All the customers' money together, in minor units. */
export async function sumOfAvailable(url: string): Promise<string> {
  const [row] = await ask<{ sum: string }>(
    url,
    `SELECT sum(b.balance)::text AS sum FROM balance b JOIN account a ON a.id = b.account_id
     WHERE a.purpose IN ('available', 'fees:transfer')`,
  )
  return row?.sum ?? 'none'
}

export async function countJournals(url: string): Promise<number> {
  const [row] = await ask<{ count: string }>(url, 'SELECT count(*) FROM journal')
  return Number(row?.count)
}
