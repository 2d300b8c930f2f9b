import { get, readNumber, readText, run, type ReadDb, type Tx } from '../../shared/queries-store.ts'

/** The first answer that was given to an idempotency key. */
export type RememberedAnswer = {
  key: string
  createdMs: number
  /** Method and path, such as `POST /v1/refunds`. */
  endpoint: string
  paramsHash: string
  request: string
  httpStatus: number
  body: string
}

export function findRememberedAnswer(db: ReadDb, key: string): RememberedAnswer | undefined {
  const row = get(
    db,
    'SELECT key, created_ms, endpoint, params_hash, request, http_status, body FROM idempotency WHERE key = ?',
    key,
  )
  return (
    row && {
      key: readText(row['key']),
      createdMs: readNumber(row['created_ms']),
      endpoint: readText(row['endpoint']),
      paramsHash: readText(row['params_hash']),
      request: readText(row['request']),
      httpStatus: readNumber(row['http_status']),
      body: readText(row['body']),
    }
  )
}

export function rememberAnswer(tx: Tx, answer: RememberedAnswer): void {
  run(
    tx,
    `INSERT INTO idempotency (key, created_ms, endpoint, params_hash, request, http_status, body)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
    answer.key,
    answer.createdMs,
    answer.endpoint,
    answer.paramsHash,
    answer.request,
    answer.httpStatus,
    answer.body,
  )
}

export function forgetAnswersBefore(tx: Tx, createdMs: number): void {
  run(tx, 'DELETE FROM idempotency WHERE created_ms < ?', createdMs)
}

export function readSetting(db: ReadDb, name: string): string | null {
  const row = get(db, 'SELECT value FROM setting WHERE name = ?', name)
  return row ? readText(row['value']) : null
}

export function writeSetting(tx: Tx, name: string, value: string): void {
  run(
    tx,
    'INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
    name,
    value,
  )
}
