import type pg from 'pg'
import { appendOnlyTables, keepTables, readOnlyTables } from '../migrations/grants.ts'

type Connection = pg.Client | pg.Pool

/** Any number, the same in every OKPay process: only one migrates at a time. */
const migrationLock = 7_102_026

export type ServerFacts = { versionNumber: number; version: string; encoding: string }

/** Which server this is, and how the database stores text. */
export async function factsOf(client: pg.Client): Promise<ServerFacts | undefined> {
  const { rows } = await client.query<ServerFacts>(
    `SELECT current_setting('server_version_num')::int AS "versionNumber", current_setting('server_version') AS version,
       pg_encoding_to_char(encoding) AS encoding FROM pg_database WHERE datname = current_database()`,
  )
  return rows[0]
}

export async function lock(client: pg.Client): Promise<void> {
  await client.query('SELECT pg_advisory_lock($1)', [migrationLock])
}

export async function appliedMigrations(client: Connection): Promise<Map<string, string>> {
  const exists = await client.query<{ found: boolean }>(
    `SELECT to_regclass('public.schema_migration') IS NOT NULL AS found`,
  )
  if (!exists.rows[0]?.found) return new Map()
  const { rows } = await client.query<{ name: string; checksum: string }>(
    'SELECT name, checksum FROM schema_migration',
  )
  return new Map(rows.map(row => [row.name, row.checksum]))
}

export async function apply(
  client: pg.Client,
  migration: { name: string; sql: string; checksum: string },
): Promise<void> {
  await client.query('BEGIN')
  try {
    await client.query(`CREATE TABLE IF NOT EXISTS schema_migration (
      name text PRIMARY KEY,
      checksum text NOT NULL,
      applied_at timestamptz NOT NULL DEFAULT now()
    )`)
    await client.query(migration.sql)
    await client.query('INSERT INTO schema_migration (name, checksum) VALUES ($1, $2)', [
      migration.name,
      migration.checksum,
    ])
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK')
    throw error
  }
}

export async function claimEdition(client: pg.Client, edition: string): Promise<void> {
  await client.query('INSERT INTO deployment (edition) VALUES ($1) ON CONFLICT DO NOTHING', [edition])
}

export async function editionOf(client: Connection): Promise<string> {
  const { rows } = await client.query<{ edition: string }>('SELECT edition FROM deployment')
  return rows[0]?.edition ?? 'none'
}

/** The first one to come is kept; answers the one that was there before or is now. */
export async function claimKey(client: pg.Client, keyCheck: Buffer): Promise<Buffer | null> {
  await client.query('UPDATE deployment SET key_check = $1 WHERE key_check IS NULL', [keyCheck])
  return keyCheckOf(client)
}

/** Null where no start has left one yet, also where the column is still to come: a process may start before `migrate`. */
export async function keyCheckOf(client: Connection): Promise<Buffer | null> {
  const { rows } = await client.query<{ key_check: Buffer | null }>(
    `SELECT decode(substr(to_jsonb(deployment) ->> 'key_check', 3), 'hex') AS key_check FROM deployment`,
  )
  return rows[0]?.key_check ?? null
}

export async function createOrUpdateRole(
  client: pg.Client,
  role: { name: string; password: string },
): Promise<void> {
  const { rows } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role.name])
  const verb = rows.length === 0 ? 'CREATE' : 'ALTER'
  const name = client.escapeIdentifier(role.name)
  await client.query(`${verb} ROLE ${name} LOGIN PASSWORD ${client.escapeLiteral(role.password)}`)
}

/** Gives both roles exactly what `grants.ts` says, taking away what an earlier version gave. */
export async function grantAll(client: pg.Client, appRole: string, readerRole: string): Promise<void> {
  const app = client.escapeIdentifier(appRole)
  const reader = client.escapeIdentifier(readerRole)
  const { rows } = await client.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`,
  )
  const existing = rows.map(row => row.name)
  const granted = (table: string): string => {
    if (includes(readOnlyTables, table)) return 'SELECT'
    if (includes(appendOnlyTables, table)) return 'SELECT, INSERT'
    if (includes(keepTables, table)) return 'SELECT, INSERT, UPDATE'
    return 'SELECT, INSERT, UPDATE, DELETE'
  }
  const statements = existing.map(
    table => `GRANT ${granted(table)} ON ${client.escapeIdentifier(table)} TO ${app}`,
  )
  await client.query('BEGIN')
  await client.query(`REVOKE ALL ON ALL TABLES IN SCHEMA public FROM ${app}, ${reader}`)
  await client.query(statements.join(';'))
  await client.query(`GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO ${app}`)
  await client.query(`GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${reader}`)
  // The job queue belongs to the application entirely: jobs are added in the same transaction as the facts.
  // Its tables come with row security and no policy, which hides every row from all but their owner.
  const { rows: guarded } = await client.query<{ name: string }>(
    `SELECT oid::regclass::text AS name FROM pg_class WHERE relnamespace = 'graphile_worker'::regnamespace AND relrowsecurity`,
  )
  for (const table of guarded) await client.query(`ALTER TABLE ${table.name} DISABLE ROW LEVEL SECURITY`)
  await client.query(`GRANT USAGE ON SCHEMA graphile_worker TO ${app}`)
  await client.query(`GRANT ALL ON ALL TABLES IN SCHEMA graphile_worker TO ${app}`)
  await client.query(`GRANT ALL ON ALL SEQUENCES IN SCHEMA graphile_worker TO ${app}`)
  await client.query(`GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA graphile_worker TO ${app}`)
  await client.query('COMMIT')
}

function includes(list: readonly string[], table: string): boolean {
  return list.includes(table)
}
