import type { Tx } from '../../shared/queries-store.ts'
import type { Bank } from '../bank.ts'
import { bankingDaysLater, openingOf } from '../days.ts'
import { addTask } from '../store/queries-agenda.ts'
import {
  findPayment,
  findRecall,
  getPayment,
  insertRecall,
  movePayment,
  updateRecall,
  type Payment,
  type Recall,
  type RecallState,
} from '../store/queries-payments.ts'
import type { RecallOrder } from '../take/camt056.ts'
import { writeRecallAnswer } from '../tell/camt029.ts'
import { bookReturns } from './book-returns.ts'
import { fateOf } from './fate.ts'
import { sendFile } from './send-file.ts'

type Answer = { state: Exclude<RecallState, 'asked'>; reason: string | null }

/**
 * Takes a wish to have a payment back. Before the debit it is granted at once and the payment never happens; after
 * it the creditor is asked, which takes a banking day.
 */
export function takeRecall(tx: Tx, bank: Bank, order: RecallOrder & { message: string }, atMs: number): void {
  if (findRecall(tx, order.id)) return
  const payment = findPayment(tx, order.endToEnd)
  const ours = payment?.message === order.originalMessage ? payment : undefined
  const recall: Recall = { ...order, payment: ours?.seq ?? null, state: 'asked', reason: null }
  insertRecall(tx, recall)
  const first = firstAnswer(tx, ours)
  if (first.state === 'pending' && ours) {
    const day = bankingDaysLater(ours.currency, atMs, 1)
    addTask(tx, { dueMs: openingOf(ours.currency, day), kind: 'answer_recall', subject: order.id })
  }
  answer(tx, bank, recall, first, atMs)
}

function firstAnswer(tx: Tx, payment: Payment | undefined): Answer {
  if (!payment) return { state: 'refused', reason: 'NOOR' }
  if (movePayment(tx, payment.seq, ['taken', 'waiting'], { state: 'recalled' }))
    return { state: 'agreed', reason: null }
  if (payment.state === 'executed') return { state: 'pending', reason: null }
  if (payment.state === 'recalled') return { state: 'agreed', reason: null }
  // Refused payments were never debited, returned ones came back: there is nothing (more) to bring back.
  return { state: 'refused', reason: payment.state === 'returned' ? 'ARDT' : 'NOOR' }
}

/** The creditor has answered: the money comes back with the reason FOCR, or stays where it is. */
export function answerRecall(tx: Tx, bank: Bank, id: string, atMs: number): void {
  const recall = findRecall(tx, id)
  if (!recall || recall.state !== 'pending' || recall.payment === null) return
  const payment = getPayment(tx, recall.payment)
  if (payment.state === 'returned') {
    answer(tx, bank, recall, { state: 'refused', reason: 'ARDT' }, atMs)
    return
  }
  const fate = fateOf(tx, bank, payment)
  if (fate.kind === 'paid' && fate.recall === 'refused') {
    answer(tx, bank, recall, { state: 'refused', reason: 'CUST' }, atMs)
    return
  }
  answer(tx, bank, recall, { state: 'agreed', reason: null }, atMs)
  bookReturns(tx, bank, [{ payment, reason: 'FOCR' }], atMs)
}

function answer(tx: Tx, bank: Bank, recall: Recall, given: Answer, atMs: number): void {
  updateRecall(tx, recall.id, given.state, given.reason)
  sendFile(tx, bank, {
    kind: 'camt.029',
    atMs,
    write: messageId =>
      writeRecallAnswer({
        messageId,
        at: new Date(atMs),
        recall,
        answer: given.state,
        reason: given.reason,
      }),
  })
}
