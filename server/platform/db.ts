import { Kysely, PostgresDialect, type Transaction } from 'kysely'
import { Client, Pool, types as pgTypes, type ClientConfig, type CustomTypesConfig } from 'pg'
import type { Logger } from './log.ts'

/**
 * `ReadDb` may only read, `Tx` is a transaction in which everything commits together. A function that must be
 * atomic asks for a `Tx`, and there is no optional transaction. Both always talk to the primary.
 * A slice adds its own tables with `db.withTables<ItsTables>()`.
 */
export type ReadDb = Kysely<object>
export type Tx = Transaction<object>

export type Db = {
  read: ReadDb
  pool: Pool
  transaction<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result>
  /** A connection of one's own, outside the pool, for LISTEN and for the money pipeline. */
  connect(options?: { pipeline?: boolean; name?: string }): Promise<Client>
  close(): Promise<void>
}

/** Type id of bigint in PostgreSQL's catalogue. */
const int8 = 20

/** 64-bit columns are `bigint`: read as numbers they would be wrong above 2^53. */
const types: CustomTypesConfig = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === int8) return (text: string) => BigInt(text)
    return format === 'binary' ? pgTypes.getTypeParser(oid, 'binary') : pgTypes.getTypeParser(oid, 'text')
  },
}

/**
 * Opens the pool. A statement may run 15 s and a transaction may idle 10 s: whoever is frozen while holding
 * locks loses them, and everybody else goes on (security.md, faults to survive).
 */
export function openDb(options: { url: string; maxConnections: number; log: Logger; name: string }): Db {
  const connection: ClientConfig = {
    connectionString: options.url,
    types,
    application_name: options.name,
    statement_timeout: 15_000,
    idle_in_transaction_session_timeout: 10_000,
    lock_timeout: 10_000,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
  }
  const pool = new Pool({ ...connection, max: options.maxConnections, idleTimeoutMillis: 30_000 })
  pool.on('error', error => options.log.warn({ error: error.message }, 'an idle database connection broke'))
  // The pool listens only while a connection is idle in it. One that breaks between two statements of a transaction
  // (the server was killed, or ended it for idling) would otherwise take the whole process with it.
  pool.on('connect', client =>
    client.on('error', error =>
      options.log.warn({ error: error.message }, 'a database connection broke in use'),
    ),
  )
  const kysely = new Kysely<object>({ dialect: new PostgresDialect({ pool }) })
  return {
    read: kysely,
    pool,
    transaction: work => kysely.transaction().setIsolationLevel('read committed').execute(work),
    async connect({ pipeline = false, name = options.name } = {}) {
      const client = new Client({
        ...connection,
        application_name: name,
        options: steadyPlans,
        ...(pipeline ? { pipeline } : {}),
      })
      client.on('error', error => options.log.warn({ error: error.message }, 'a database connection broke'))
      await client.connect()
      return client
    },
    async close() {
      await kysely.destroy()
      // Kysely ends only a pool it has used itself.
      if (!pool.ending) await pool.end()
    },
  }
}

/**
 * For connections of one's own, which run a few prepared statements for hours: plan each once, by its indexes. The
 * tables may be empty when the plan is made, and a plan that scans them whole would outlive that moment; planning
 * anew for every batch costs as much as running it. Not even that is enough for a join of asked keys with a table that
 * was vacuumed while it was empty: what runs with every batch looks each key up (`LATERAL … OFFSET 0`).
 */
const steadyPlans = [
  'plan_cache_mode=force_generic_plan',
  'enable_seqscan=off',
  'enable_hashjoin=off',
  'enable_mergejoin=off',
]
  .map(setting => `-c ${setting}`)
  .join(' ')

/** PostgreSQL's code for "this unique constraint already holds such a row". */
const uniqueViolation = '23505'

export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  if (!(error instanceof Error) || !('code' in error) || error.code !== uniqueViolation) return false
  return constraint === undefined || ('constraint' in error && error.constraint === constraint)
}

/**
 * Whether the database itself is away or turning us away: connection refused, broken, out of connections,
 * shutting down or starting (classes 08, 53, 57P), or our own time limit for getting a connection.
 */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (/^(08|53|57P)/.test(code)) return true
  if (['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOENT', 'ETIMEDOUT', '25P03'].includes(code)) return true
  return /Connection terminated|timeout exceeded when trying to connect|not queryable|timeout expired/i.test(
    error.message,
  )
}

/**
 * What the person who named the database can mend: it is away, not there, not under this name, or not with this password
 * (classes 28 and 3D of SQLSTATE). For a program that runs only the first is a reason to wait.
 */
export function isDatabaseUnreachable(error: unknown): error is Error {
  if (!(error instanceof Error)) return false
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return isDatabaseUnavailable(error) || /^(28|3D)/.test(code) || ['ENOTFOUND', 'EAI_AGAIN'].includes(code)
}
