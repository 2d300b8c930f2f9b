import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from 'node:sqlite'

/** A database that may be read. Every call is synchronous, so one turn of the event loop sees one state. */
export type ReadDb = { readonly database: DatabaseSync }

/** Stands for an open transaction: whoever holds it may write, and everything it writes is kept together or not at all. */
export type Tx = ReadDb & { readonly open: true }

const SCHEMA_VERSION = 1

const SCHEMA = `
  CREATE TABLE session (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, created INTEGER NOT NULL, status TEXT NOT NULL,
    payment_intent TEXT UNIQUE, email TEXT, expires_at INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
  CREATE INDEX session_open_until ON session (expires_at) WHERE status = 'open';
  CREATE TABLE payment_intent (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, created INTEGER NOT NULL, settles_at_ms INTEGER,
    body TEXT NOT NULL) STRICT;
  CREATE INDEX payment_intent_due ON payment_intent (settles_at_ms) WHERE settles_at_ms IS NOT NULL;
  CREATE TABLE charge (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, created INTEGER NOT NULL,
    payment_intent TEXT NOT NULL, body TEXT NOT NULL) STRICT;
  CREATE INDEX charge_of ON charge (payment_intent);
  CREATE TABLE refund (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, created INTEGER NOT NULL, charge TEXT NOT NULL,
    body TEXT NOT NULL) STRICT;
  CREATE INDEX refund_of ON refund (charge);
  CREATE TABLE event (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, created INTEGER NOT NULL, type TEXT NOT NULL,
    subject TEXT NOT NULL, body TEXT NOT NULL) STRICT;
  CREATE TABLE delivery (
    id INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL REFERENCES event (id), state TEXT NOT NULL
      CHECK (state IN ('pending', 'succeeded', 'failed', 'withheld')),
    attempts INTEGER NOT NULL DEFAULT 0, next_attempt_ms INTEGER NOT NULL) STRICT;
  CREATE INDEX delivery_due ON delivery (next_attempt_ms, id) WHERE state = 'pending';
  CREATE INDEX delivery_of ON delivery (event);
  CREATE TABLE delivery_attempt (
    id INTEGER PRIMARY KEY AUTOINCREMENT, delivery INTEGER NOT NULL REFERENCES delivery (id), at_ms INTEGER NOT NULL,
    duration_ms INTEGER NOT NULL, http_status INTEGER, error TEXT) STRICT;
  CREATE INDEX delivery_attempt_of ON delivery_attempt (delivery);
  CREATE TABLE idempotency (
    key TEXT PRIMARY KEY, created_ms INTEGER NOT NULL, endpoint TEXT NOT NULL, params_hash TEXT NOT NULL,
    request TEXT NOT NULL, http_status INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
  CREATE INDEX idempotency_age ON idempotency (created_ms);
  CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
`

/** The folder's state cannot be used; the message says why and what to do. */
export class StoreError extends Error {}

function openFile(dataDir: string | null): DatabaseSync {
  let database: DatabaseSync | undefined
  try {
    if (dataDir !== null) mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    database = new DatabaseSync(dataDir === null ? ':memory:' : join(dataDir, 'acquirer.sqlite'))
    database.exec(`PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
      PRAGMA foreign_keys = ON; BEGIN IMMEDIATE; COMMIT;`)
    return database
  } catch (error) {
    database?.close()
    const reason = error instanceof Error ? error.message : String(error)
    throw new StoreError(
      `The state in ${dataDir} cannot be opened (${reason}). Is another acquirer running there?`,
    )
  }
}

/**
 * Opens the state in `dataDir`, or in memory for `null`.
 *
 * Write-ahead logging with full synchronisation keeps every committed change through `kill -9` and power loss; the
 * exclusive lock keeps a second process from running on the same folder and delivering every webhook twice.
 */
export function openDatabase(dataDir: string | null): ReadDb {
  const database = openFile(dataDir)
  const db = { database }
  const version = readNumber(get(db, 'PRAGMA user_version')?.['user_version'])
  if (version === 0)
    database.exec(`BEGIN IMMEDIATE; ${SCHEMA} PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT;`)
  else if (version !== SCHEMA_VERSION) {
    database.close()
    throw new StoreError(
      `The state in ${dataDir} has version ${version}, this program writes ${SCHEMA_VERSION}. Delete the folder to begin anew.`,
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
