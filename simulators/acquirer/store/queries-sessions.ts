import {
  all,
  get,
  readNumber,
  readText,
  run,
  type ReadDb,
  type Row,
  type Tx,
} from '../../shared/queries-store.ts'
import { decodeRecord, encodeRecord, sessionSchema, type SessionRecord } from './records.ts'

const fromRow = (row: Row): SessionRecord => decodeRecord(sessionSchema, readText(row['body']))

export function insertSession(tx: Tx, session: SessionRecord): void {
  run(
    tx,
    'INSERT INTO session (id, created, status, payment_intent, email, expires_at, body) VALUES (?, ?, ?, ?, ?, ?, ?)',
    session.id,
    session.created,
    session.status,
    session.paymentIntent,
    session.customerEmail,
    session.expiresAt,
    encodeRecord(sessionSchema, session),
  )
}

export function updateSession(tx: Tx, session: SessionRecord): void {
  const changed = run(
    tx,
    'UPDATE session SET status = ?, payment_intent = ?, email = ?, body = ? WHERE id = ?',
    session.status,
    session.paymentIntent,
    session.payer?.email ?? session.customerEmail,
    encodeRecord(sessionSchema, session),
    session.id,
  )
  if (changed !== 1) throw new Error(`session ${session.id} vanished while it was being changed`)
}

export function findSession(db: ReadDb, id: string): SessionRecord | undefined {
  const row = get(db, 'SELECT body FROM session WHERE id = ?', id)
  return row && fromRow(row)
}

export type SessionFilter = {
  status: string | null
  paymentIntent: string | null
  email: string | null
  createdFrom: number
  createdUntil: number
}

/** Newest first, at most `limit`, strictly between the two sequence numbers. */
export function listSessions(
  db: ReadDb,
  filter: SessionFilter,
  range: { after: number; before: number; ascending: boolean; limit: number },
): SessionRecord[] {
  const rows = all(
    db,
    `SELECT body FROM session
     WHERE seq > ? AND seq < ? AND created BETWEEN ? AND ? AND (?5 IS NULL OR status = ?5)
       AND (?6 IS NULL OR payment_intent = ?6) AND (?7 IS NULL OR email = ?7)
     ORDER BY seq * ?8 LIMIT ?9`,
    range.after,
    range.before,
    filter.createdFrom,
    filter.createdUntil,
    filter.status,
    filter.paymentIntent,
    filter.email,
    range.ascending ? 1 : -1,
    range.limit,
  ).map(fromRow)
  return range.ascending ? rows.toReversed() : rows
}

export function findSessionSequence(db: ReadDb, id: string): number | undefined {
  const row = get(db, 'SELECT seq FROM session WHERE id = ?', id)
  return row && readNumber(row['seq'])
}

export function listSessionsToExpire(db: ReadDb, nowSeconds: number): string[] {
  return all(
    db,
    "SELECT id FROM session WHERE status = 'open' AND expires_at <= ? ORDER BY expires_at, seq",
    nowSeconds,
  ).map(row => readText(row['id']))
}

/** When the next open session expires, in seconds. */
export function findNextExpiry(db: ReadDb): number | null {
  const row = get(db, "SELECT expires_at FROM session WHERE status = 'open' ORDER BY expires_at LIMIT 1")
  return row ? readNumber(row['expires_at']) : null
}
