import { all, get, readNumber, readText, run, type ReadDb, type Tx } from '../../shared/queries-store.ts'
import {
  chargeSchema,
  decodeRecord,
  encodeRecord,
  paymentIntentSchema,
  refundSchema,
  type ChargeRecord,
  type PaymentIntentRecord,
  type RefundRecord,
} from './records.ts'

export function insertPaymentIntent(tx: Tx, intent: PaymentIntentRecord): void {
  run(
    tx,
    'INSERT INTO payment_intent (id, created, settles_at_ms, body) VALUES (?, ?, ?, ?)',
    intent.id,
    intent.created,
    intent.settlement?.atMs ?? null,
    encodeRecord(paymentIntentSchema, intent),
  )
}

export function updatePaymentIntent(tx: Tx, intent: PaymentIntentRecord): void {
  const changed = run(
    tx,
    'UPDATE payment_intent SET settles_at_ms = ?, body = ? WHERE id = ?',
    intent.settlement?.atMs ?? null,
    encodeRecord(paymentIntentSchema, intent),
    intent.id,
  )
  if (changed !== 1) throw new Error(`payment intent ${intent.id} vanished while it was being changed`)
}

export function findPaymentIntent(db: ReadDb, id: string): PaymentIntentRecord | undefined {
  const row = get(db, 'SELECT body FROM payment_intent WHERE id = ?', id)
  return row && decodeRecord(paymentIntentSchema, readText(row['body']))
}

/** For an id that another record names: its absence is a broken store, not a wrong request. */
export function getPaymentIntent(db: ReadDb, id: string): PaymentIntentRecord {
  const intent = findPaymentIntent(db, id)
  if (!intent) throw new Error(`payment intent ${id} is named by another record but is not stored`)
  return intent
}

export function listPaymentIntents(db: ReadDb, limit: number): PaymentIntentRecord[] {
  return all(db, 'SELECT body FROM payment_intent ORDER BY seq DESC LIMIT ?', limit).map(row =>
    decodeRecord(paymentIntentSchema, readText(row['body'])),
  )
}

export function listPaymentsToSettle(db: ReadDb, nowMs: number): string[] {
  return all(
    db,
    `SELECT id FROM payment_intent WHERE settles_at_ms IS NOT NULL AND settles_at_ms <= ?
     ORDER BY settles_at_ms, seq`,
    nowMs,
  ).map(row => readText(row['id']))
}

export function findNextSettlement(db: ReadDb): number | null {
  const row = get(
    db,
    'SELECT settles_at_ms FROM payment_intent WHERE settles_at_ms IS NOT NULL ORDER BY settles_at_ms LIMIT 1',
  )
  return row ? readNumber(row['settles_at_ms']) : null
}

export function insertCharge(tx: Tx, charge: ChargeRecord): void {
  run(
    tx,
    'INSERT INTO charge (id, created, payment_intent, body) VALUES (?, ?, ?, ?)',
    charge.id,
    charge.created,
    charge.paymentIntent,
    encodeRecord(chargeSchema, charge),
  )
}

export function updateCharge(tx: Tx, charge: ChargeRecord): void {
  const changed = run(
    tx,
    'UPDATE charge SET body = ? WHERE id = ?',
    encodeRecord(chargeSchema, charge),
    charge.id,
  )
  if (changed !== 1) throw new Error(`charge ${charge.id} vanished while it was being changed`)
}

export function findCharge(db: ReadDb, id: string): ChargeRecord | undefined {
  const row = get(db, 'SELECT body FROM charge WHERE id = ?', id)
  return row && decodeRecord(chargeSchema, readText(row['body']))
}

export function getCharge(db: ReadDb, id: string): ChargeRecord {
  const charge = findCharge(db, id)
  if (!charge) throw new Error(`charge ${id} is named by another record but is not stored`)
  return charge
}

export function listAllCharges(db: ReadDb): ChargeRecord[] {
  return all(db, 'SELECT body FROM charge ORDER BY seq').map(row =>
    decodeRecord(chargeSchema, readText(row['body'])),
  )
}

export function insertRefund(tx: Tx, refund: RefundRecord): void {
  run(
    tx,
    'INSERT INTO refund (id, created, charge, body) VALUES (?, ?, ?, ?)',
    refund.id,
    refund.created,
    refund.charge,
    encodeRecord(refundSchema, refund),
  )
}

export function findRefund(db: ReadDb, id: string): RefundRecord | undefined {
  const row = get(db, 'SELECT body FROM refund WHERE id = ?', id)
  return row && decodeRecord(refundSchema, readText(row['body']))
}
