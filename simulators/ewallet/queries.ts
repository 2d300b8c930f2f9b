import {
  all,
  get,
  openStore,
  readNumber,
  readNumberOrNull,
  readText,
  run,
  type ReadDb,
  type Tx,
} from '../shared/queries-store.ts'
import { agreementSchema, paymentSchema, type Agreement, type Payment } from './records.ts'

const schema = `
  CREATE TABLE payment (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, merchant_reference TEXT NOT NULL UNIQUE,
    created_ms INTEGER NOT NULL, due_ms INTEGER, body TEXT NOT NULL) STRICT;
  CREATE INDEX payment_due ON payment (due_ms) WHERE due_ms IS NOT NULL;
  CREATE TABLE agreement (id TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;
  CREATE TABLE notification (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, body TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
    next_ms INTEGER) STRICT;
  CREATE INDEX notification_due ON notification (next_ms) WHERE next_ms IS NOT NULL;
  CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
`

export function openWalletStore(dataDir: string | null): ReadDb {
  return openStore(dataDir, { name: 'ewallet', version: 1, schema })
}

function toPayment(body: unknown): Payment {
  const stored: unknown = JSON.parse(typeof body === 'string' ? body : '')
  return paymentSchema.parse(stored)
}

/** When time alone changes a payment: its page closes, or it settles. */
function dueOf({ status, expiresMs, settlesMs }: Payment): number | null {
  if (status === 'waiting') return expiresMs
  return status === 'processing' ? settlesMs : null
}

export function insertPayment(tx: Tx, payment: Payment): void {
  run(
    tx,
    'INSERT INTO payment (id, merchant_reference, created_ms, due_ms, body) VALUES (?, ?, ?, ?, ?)',
    payment.id,
    payment.merchantReference,
    payment.createdMs,
    dueOf(payment),
    JSON.stringify(payment),
  )
}

export function updatePayment(tx: Tx, payment: Payment): void {
  run(
    tx,
    'UPDATE payment SET due_ms = ?, body = ? WHERE id = ?',
    dueOf(payment),
    JSON.stringify(payment),
    payment.id,
  )
}

export function findPayment(db: ReadDb, id: string): Payment | undefined {
  const row = get(db, 'SELECT body FROM payment WHERE id = ?', id)
  return row && toPayment(row['body'])
}

export function findByReference(db: ReadDb, reference: string): Payment | undefined {
  const row = get(db, 'SELECT body FROM payment WHERE merchant_reference = ?', reference)
  return row && toPayment(row['body'])
}

/** Oldest first, after the one named by the cursor. */
export function listPayments(
  db: ReadDb,
  page: { fromMs: number; untilMs: number; after: number; limit: number },
): { seq: number; payment: Payment }[] {
  return all(
    db,
    'SELECT seq, body FROM payment WHERE created_ms >= ? AND created_ms < ? AND seq > ? ORDER BY seq LIMIT ?',
    page.fromMs,
    page.untilMs,
    page.after,
    page.limit,
  ).map(row => ({ seq: readNumber(row['seq']), payment: toPayment(row['body']) }))
}

export function newestPayments(db: ReadDb, limit: number): Payment[] {
  return all(db, 'SELECT body FROM payment ORDER BY seq DESC LIMIT ?', limit).map(row =>
    toPayment(row['body']),
  )
}

/** What the merchant has got of each currency in all, refunds taken off, in minor units. */
export function sumsPaid(db: ReadDb): Map<string, bigint> {
  const sums = new Map<string, bigint>()
  for (const row of all(db, 'SELECT body FROM payment')) {
    const { status, amount, refunded, currency } = toPayment(row['body'])
    if (status === 'paid') sums.set(currency, (sums.get(currency) ?? 0n) + BigInt(amount) - BigInt(refunded))
  }
  return sums
}

export function listDue(db: ReadDb, nowMs: number): Payment[] {
  return all(db, 'SELECT body FROM payment WHERE due_ms <= ?', nowMs).map(row => toPayment(row['body']))
}

/** When the next payment or notification is due, or null. */
export function nextDue(db: ReadDb): number | null {
  const row = get(
    db,
    `SELECT min(due) AS due FROM (SELECT min(due_ms) AS due FROM payment WHERE due_ms IS NOT NULL
       UNION ALL SELECT min(next_ms) FROM notification WHERE next_ms IS NOT NULL)`,
  )
  return readNumberOrNull(row?.['due'])
}

export function putAgreement(tx: Tx, agreement: Agreement): void {
  run(
    tx,
    'INSERT INTO agreement (id, body) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body',
    agreement.id,
    JSON.stringify(agreement),
  )
}

export function findAgreement(db: ReadDb, id: string): Agreement | undefined {
  const row = get(db, 'SELECT body FROM agreement WHERE id = ?', id)
  if (!row) return undefined
  const stored: unknown = JSON.parse(readText(row['body']))
  return agreementSchema.parse(stored)
}

export function listAgreements(db: ReadDb): Agreement[] {
  return all(db, 'SELECT body FROM agreement ORDER BY rowid DESC LIMIT 100').map(row => {
    const stored: unknown = JSON.parse(readText(row['body']))
    return agreementSchema.parse(stored)
  })
}

export type Notification = { seq: number; id: string; body: string; attempts: number }

export function insertNotification(tx: Tx, note: { id: string; body: string; nextMs: number }): void {
  run(tx, 'INSERT INTO notification (id, body, next_ms) VALUES (?, ?, ?)', note.id, note.body, note.nextMs)
}

export function dueNotifications(db: ReadDb, nowMs: number): Notification[] {
  return all(
    db,
    'SELECT seq, id, body, attempts FROM notification WHERE next_ms <= ? ORDER BY seq LIMIT 20',
    nowMs,
  ).map(row => ({
    seq: readNumber(row['seq']),
    id: readText(row['id']),
    body: readText(row['body']),
    attempts: readNumber(row['attempts']),
  }))
}

/** `nextMs` null: delivered, or given up. */
export function recordAttempt(tx: Tx, seq: number, nextMs: number | null): void {
  run(tx, 'UPDATE notification SET attempts = attempts + 1, next_ms = ? WHERE seq = ?', nextMs, seq)
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
