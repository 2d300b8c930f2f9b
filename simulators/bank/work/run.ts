import type { Currency } from '../../../contract/money.ts'
import type { Tx } from '../../shared/queries-store.ts'
import type { Bank } from '../bank.ts'
import { bankingDaysLater, dateAt, isLastRun, nextRun, openingOf } from '../days.ts'
import { addTask } from '../store/queries-agenda.ts'
import { balanceOf, book, type Entry } from '../store/queries-books.ts'
import { takeCredits } from '../store/queries-files.ts'
import { listPaymentsDue, movePayment, type Payment } from '../store/queries-payments.ts'
import { PAIN_001 } from '../take/pain001.ts'
import { writePaymentReport, type PaymentLine } from '../tell/pain002.ts'
import { fateOf } from './fate.ts'
import { sendFile, split } from './send-file.ts'
import { tellEntries } from './tell-entries.ts'

type Executed = { line: PaymentLine | undefined; entry: Entry | undefined }

/** One run of a currency: what came in is booked first, then what is due goes out. */
export function run(tx: Tx, bank: Bank, currency: Currency, atMs: number): void {
  const credits = takeCredits(tx, currency).map(credit => {
    const day = dateAt(currency, atMs)
    return book(tx, {
      currency,
      direction: 'CRDT',
      amount: credit.amount,
      bookedMs: atMs,
      bookedOn: day,
      valueOn: day,
      kind: 'credit',
      payment: null,
      detail: credit.detail,
    })
  })
  const due = listPaymentsDue(tx, currency, atMs)
  const results = due.map(payment => ({ payment, ...execute(tx, bank, payment, atMs) }))
  tellEntries(tx, bank, [...credits, ...results.flatMap(({ entry }) => entry ?? [])], atMs)
  for (const [message, ofMessage] of Map.groupBy(results, ({ payment }) => payment.message)) {
    const lines = ofMessage.flatMap(({ line }) => line ?? [])
    if (lines.length > 0) tellLines(tx, bank, { message, lines, atMs })
  }
  // What waits for cover is tried again in the next run, which somebody has to start.
  if (results.some(({ line, entry }) => !entry && line?.status !== 'RJCT'))
    addTask(tx, { dueMs: nextRun(currency, atMs), kind: 'run', subject: currency })
}

function execute(tx: Tx, bank: Bank, payment: Payment, atMs: number): Executed {
  const fate = fateOf(tx, bank, payment)
  const refused = fate.kind === 'rejected' ? fate.reason : bank.faults.reject(payment.endToEnd)
  if (refused !== undefined) return reject(tx, payment, refused)
  if (bank.faults.coverRequired() && balanceOf(tx, payment.currency) < payment.amount) {
    if (isLastRun(payment.currency, atMs)) return reject(tx, payment, 'AM04')
    const first = movePayment(tx, payment.seq, ['taken'], { state: 'waiting' })
    return { line: first ? lineOf(payment, 'PDNG', null, null) : undefined, entry: undefined }
  }
  movePayment(tx, payment.seq, ['taken', 'waiting'], { state: 'executed', executedMs: atMs })
  const entry = debit(tx, bank, payment, atMs)
  const returned =
    fate.kind === 'returned'
      ? { reason: fate.reason, afterDays: fate.afterDays }
      : bank.faults.returned(payment.endToEnd)
  if (returned) {
    const day = bankingDaysLater(payment.currency, atMs, returned.afterDays)
    addTask(tx, {
      dueMs: openingOf(payment.currency, day),
      kind: 'return',
      subject: `${payment.seq} ${returned.reason}`,
    })
  }
  return { line: lineOf(payment, 'ACSC', null, entry.ref), entry }
}

function reject(tx: Tx, payment: Payment, reason: string): Executed {
  movePayment(tx, payment.seq, ['taken', 'waiting'], { state: 'rejected', reason })
  return { line: lineOf(payment, 'RJCT', reason, null), entry: undefined }
}

function debit(tx: Tx, bank: Bank, payment: Payment, atMs: number): Entry {
  const day = dateAt(payment.currency, atMs)
  return book(tx, {
    currency: payment.currency,
    direction: 'DBIT',
    amount: payment.amount,
    bookedMs: atMs,
    bookedOn: day,
    valueOn: day,
    kind: 'payment',
    payment: payment.seq,
    detail: {
      endToEnd: payment.endToEnd,
      instruction: payment.instruction,
      party: { name: payment.creditorName, account: payment.creditorAccount, bic: null },
      remittance: payment.remittance,
      reason: null,
      noNotice: bank.faults.entries('lost_notice', payment.endToEnd),
    },
  })
}

function lineOf(
  { batch, instruction, endToEnd }: Payment,
  status: PaymentLine['status'],
  reason: string | null,
  ref: string | null,
): PaymentLine {
  return { batch, instruction, endToEnd, status, reason, text: null, ref }
}

function tellLines(
  tx: Tx,
  bank: Bank,
  { message, lines, atMs }: { message: string; lines: PaymentLine[]; atMs: number },
): void {
  for (const part of split(bank, `${message} ${atMs}`, lines))
    sendFile(tx, bank, {
      kind: 'pain.002',
      atMs,
      write: messageId =>
        writePaymentReport({
          messageId,
          at: new Date(atMs),
          originalMessage: message,
          originalKind: PAIN_001,
          group: null,
          lines: part,
        }),
    })
}
