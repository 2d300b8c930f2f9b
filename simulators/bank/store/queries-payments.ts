import type { Currency } from '../../../contract/money.ts'
import {
  all,
  get,
  readNumber,
  readNumberOrNull,
  readText,
  readTextOrNull,
  run,
  type ReadDb,
  type Row,
  type Tx,
} from '../../shared/queries-store.ts'
import { readCurrency } from './queries-books.ts'

const STATES = ['taken', 'waiting', 'executed', 'rejected', 'recalled', 'returned'] as const

/**
 * `taken` waits for its run, `waiting` for cover besides; `executed` was debited and may still come back
 * (`returned`); `rejected` and `recalled` were never debited.
 */
export type PaymentState = (typeof STATES)[number]

/** A credit transfer that our customer ordered. `runMs`: the earliest run that may execute it. */
export type Payment = {
  seq: number
  message: string
  batch: string
  instruction: string | null
  endToEnd: string
  currency: Currency
  amount: bigint
  runMs: number
  creditorName: string
  creditorAccount: string
  remittance: string | null
  state: PaymentState
  reason: string | null
  executedMs: number | null
}

function readState(text: string): PaymentState {
  const state = STATES.find(each => each === text)
  if (!state) throw new Error(`${text} is no state of a payment`)
  return state
}

function toPayment(row: Row): Payment {
  return {
    seq: readNumber(row['seq']),
    message: readText(row['message']),
    batch: readText(row['batch']),
    instruction: readTextOrNull(row['instruction']),
    endToEnd: readText(row['end_to_end']),
    currency: readCurrency(readText(row['currency'])),
    amount: BigInt(readText(row['amount'])),
    runMs: readNumber(row['run_ms']),
    creditorName: readText(row['creditor_name']),
    creditorAccount: readText(row['creditor_account']),
    remittance: readTextOrNull(row['remittance']),
    state: readState(readText(row['state'])),
    reason: readTextOrNull(row['reason']),
    executedMs: readNumberOrNull(row['executed_ms']),
  }
}

export type NewPayment = Omit<Payment, 'seq' | 'state' | 'reason' | 'executedMs'>

export function insertPayment(tx: Tx, payment: NewPayment): void {
  run(
    tx,
    `INSERT INTO payment (message, batch, instruction, end_to_end, currency, amount, run_ms, creditor_name,
       creditor_account, remittance, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'taken')`,
    payment.message,
    payment.batch,
    payment.instruction,
    payment.endToEnd,
    payment.currency,
    String(payment.amount),
    payment.runMs,
    payment.creditorName,
    payment.creditorAccount,
    payment.remittance,
  )
}

export function findPayment(db: ReadDb, endToEnd: string): Payment | undefined {
  const row = get(db, 'SELECT * FROM payment WHERE end_to_end = ?', endToEnd)
  return row && toPayment(row)
}

export function getPayment(db: ReadDb, seq: number): Payment {
  const row = get(db, 'SELECT * FROM payment WHERE seq = ?', seq)
  if (!row) throw new Error(`there is no payment ${seq}`)
  return toPayment(row)
}

/** What the run of this time executes, in the order it was taken. */
export function listPaymentsDue(db: ReadDb, currency: Currency, atMs: number): Payment[] {
  return all(
    db,
    `SELECT * FROM payment WHERE currency = ? AND run_ms <= ? AND state IN ('taken', 'waiting') ORDER BY seq`,
    currency,
    atMs,
  ).map(toPayment)
}

/** Answers false, and changes nothing, when the payment is no longer in one of the states it may come from. */
export function movePayment(
  tx: Tx,
  seq: number,
  from: readonly PaymentState[],
  to: { state: PaymentState; reason?: string; executedMs?: number },
): boolean {
  const marks = from.map(() => '?').join(', ')
  const moved = run(
    tx,
    `UPDATE payment SET state = ?, reason = coalesce(?, reason), executed_ms = coalesce(?, executed_ms)
     WHERE seq = ? AND state IN (${marks})`,
    to.state,
    to.reason ?? null,
    to.executedMs ?? null,
    seq,
    ...from,
  )
  return moved === 1
}

/** Newest first. */
export function listLastPayments(db: ReadDb, limit: number): Payment[] {
  return all(db, 'SELECT * FROM payment ORDER BY seq DESC LIMIT ?', limit).map(toPayment)
}

export function countPaymentsByState(db: ReadDb): { state: string; payments: number }[] {
  return all(db, 'SELECT state, count(*) AS payments FROM payment GROUP BY state ORDER BY state').map(
    row => ({
      state: readText(row['state']),
      payments: readNumber(row['payments']),
    }),
  )
}

export type RecallState = 'asked' | 'pending' | 'agreed' | 'refused'

export type Recall = {
  /** The cancellation id our customer gave. */
  id: string
  message: string
  originalMessage: string
  instruction: string | null
  endToEnd: string
  payment: number | null
  state: RecallState
  reason: string | null
}

export function insertRecall(tx: Tx, recall: Recall): void {
  run(
    tx,
    `INSERT INTO recall (id, message, original_message, instruction, end_to_end, payment, state, reason)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    recall.id,
    recall.message,
    recall.originalMessage,
    recall.instruction,
    recall.endToEnd,
    recall.payment,
    recall.state,
    recall.reason,
  )
}

export function findRecall(db: ReadDb, id: string): Recall | undefined {
  const row = get(db, 'SELECT * FROM recall WHERE id = ?', id)
  if (!row) return undefined
  const state = readText(row['state'])
  if (state !== 'asked' && state !== 'pending' && state !== 'agreed' && state !== 'refused')
    throw new Error(`${state} is no state of a recall`)
  return {
    id,
    message: readText(row['message']),
    originalMessage: readText(row['original_message']),
    instruction: readTextOrNull(row['instruction']),
    endToEnd: readText(row['end_to_end']),
    payment: readNumberOrNull(row['payment']),
    state,
    reason: readTextOrNull(row['reason']),
  }
}

export function updateRecall(tx: Tx, id: string, state: RecallState, reason: string | null): void {
  run(tx, 'UPDATE recall SET state = ?, reason = ? WHERE id = ?', state, reason, id)
}
