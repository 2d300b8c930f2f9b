import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from 'node:sqlite'

/** A database that may be read. Every call is synchronous, so one turn of the event loop sees one state. */
export type ReadDb = { readonly database: DatabaseSync }

/** Stands for an open transaction: whoever holds it may write, and everything it writes is kept together or not at all. */
export type Tx = ReadDb & { readonly open: true }

/** What a simulator keeps: `<folder>/<name>.sqlite`, made anew from `schema` where there is none. */
export type StoreSpec = { readonly name: string; readonly version: number; readonly schema: string }

/** The folder's state cannot be used; the message says why and what to do. */
export class StoreError extends Error {}

function openFile(dataDir: string | null, name: string): DatabaseSync {
  let database: DatabaseSync | undefined
  try {
    if (dataDir !== null) mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    database = new DatabaseSync(dataDir === null ? ':memory:' : join(dataDir, `${name}.sqlite`))
    database.exec(`PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
      PRAGMA foreign_keys = ON; BEGIN IMMEDIATE; COMMIT;`)
    return database
  } catch (error) {
    database?.close()
    const reason = error instanceof Error ? error.message : String(error)
    throw new StoreError(
      `The state in ${dataDir} cannot be opened (${reason}). Is another ${name} running there?`,
    )
  }
}

/**
 * Opens the state in `dataDir`, or in memory for `null`.
 *
 * Write-ahead logging with full synchronisation keeps every committed change through `kill -9` and power loss; the
 * exclusive lock keeps a second process from running on the same folder and doing everything twice.
 */
export function openStore(dataDir: string | null, spec: StoreSpec): ReadDb {
  const database = openFile(dataDir, spec.name)
  const db = { database }
  const version = readNumber(get(db, 'PRAGMA user_version')?.['user_version'])
  if (version === 0)
    database.exec(`BEGIN IMMEDIATE; ${spec.schema} PRAGMA user_version = ${spec.version}; COMMIT;`)
  else if (version !== spec.version) {
    database.close()
    throw new StoreError(
      `The state in ${dataDir} has version ${version}, this program writes ${spec.version}. Delete the folder to begin anew.`,
    )
  }
  return db
}

export function closeDatabase(db: ReadDb): void {
  db.database.close()
}

/** Runs `work` in one transaction. It must not wait for anything, or two transactions would mix. */
export function inTransaction<Result>(db: ReadDb, work: (tx: Tx) => Result): Result {
  db.database.exec('BEGIN IMMEDIATE')
  try {
    const result = work({ database: db.database, open: true })
    db.database.exec('COMMIT')
    return result
  } catch (error) {
    db.database.exec('ROLLBACK')
    throw error
  }
}

/** Runs `work` in the transaction that is open now, or in one of its own. For bookkeeping that may happen in both. */
export function joinTransaction(db: ReadDb, work: (tx: Tx) => void): void {
  if (db.database.isTransaction) work({ database: db.database, open: true })
  else inTransaction(db, work)
}

const prepared = new WeakMap<DatabaseSync, Map<string, StatementSync>>()

function statement(db: ReadDb, sql: string): StatementSync {
  const known = prepared.get(db.database) ?? new Map<string, StatementSync>()
  prepared.set(db.database, known)
  const found = known.get(sql) ?? db.database.prepare(sql)
  known.set(sql, found)
  return found
}

export type Row = Record<string, SQLOutputValue>

export function all(db: ReadDb, sql: string, ...values: SQLInputValue[]): Row[] {
  return statement(db, sql).all(...values)
}

export function get(db: ReadDb, sql: string, ...values: SQLInputValue[]): Row | undefined {
  return statement(db, sql).get(...values)
}

/** Answers how many rows the statement changed. */
export function run(tx: Tx, sql: string, ...values: SQLInputValue[]): number {
  return Number(statement(tx, sql).run(...values).changes)
}

export function readText(value: SQLOutputValue | undefined): string {
  if (typeof value !== 'string') throw new TypeError(`expected text from the database, got ${typeof value}`)
  return value
}

export function readNumber(value: SQLOutputValue | undefined): number {
  if (typeof value !== 'number')
    throw new TypeError(`expected a number from the database, got ${typeof value}`)
  return value
}

export function readNumberOrNull(value: SQLOutputValue | undefined): number | null {
  return value === null || value === undefined ? null : readNumber(value)
}

export function readTextOrNull(value: SQLOutputValue | undefined): string | null {
  return value === null || value === undefined ? null : readText(value)
}
