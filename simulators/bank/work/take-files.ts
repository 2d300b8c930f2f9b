import { createHash } from 'node:crypto'
import { inTransaction, type Tx } from '../../shared/queries-store.ts'
import type { Bank } from '../bank.ts'
import { dateAt, runFor } from '../days.ts'
import { addTask } from '../store/queries-agenda.ts'
import { findMessage, insertMessage, wasTaken } from '../store/queries-files.ts'
import { findPayment, insertPayment } from '../store/queries-payments.ts'
import { CAMT_056 } from '../take/camt056.ts'
import { PAIN_001, readOrders, type Order } from '../take/pain001.ts'
import { readRecalls } from '../take/camt056.ts'
import { writePaymentReport, type PaymentLine, type PaymentReport } from '../tell/pain002.ts'
import { FileProblem, parseMessage, textAt, type Element } from '../xml/read.ts'
import { takeRecall } from './recall.ts'
import { sendFile } from './send-file.ts'

type IncomingFile = { name: string; sha256: string; text: string }

/** Takes every complete file of `in`, in the order of their names, which is that of their numbers. */
export function takeFiles(bank: Bank): void {
  for (const name of bank.folders.waiting()) {
    const bytes = bank.folders.read(name)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const file = { name, sha256, text: bytes.toString('utf8') }
    inTransaction(bank.db, tx => {
      // The same name with the same bytes: whoever sent it was not sure that it had arrived. It had.
      if (!wasTaken(tx, name, sha256)) takeFile(tx, bank, file)
    })
    // A death before this line finds the file again, and that it was taken.
    bank.folders.archive(name)
  }
}

function takeFile(tx: Tx, bank: Bank, file: IncomingFile): void {
  const atMs = bank.clock.now()
  try {
    const { namespace, body } = parseMessage(file.text)
    if (namespace.endsWith(`:${PAIN_001}`)) takeOrders(tx, bank, file, body, atMs)
    else if (namespace.endsWith(`:${CAMT_056}`)) takeRecalls(tx, bank, file, body, atMs)
    else throw new FileProblem('FF01', `Messages of the kind ${namespace} are not agreed.`)
  } catch (error) {
    if (!(error instanceof FileProblem)) throw error
    // Not even the id of the message can be trusted: it is answered by the file's name.
    remember(tx, file, {
      id: `FILE-${file.sha256.slice(0, 24)}`,
      kind: 'unreadable',
      atMs,
      outcome: error.message,
    })
    report(tx, bank, { atMs, originalMessage: file.name.slice(0, 35), refusal: error })
  }
}

function remember(
  tx: Tx,
  file: IncomingFile,
  message: { id: string; kind: string; atMs: number; outcome: string },
): void {
  insertMessage(tx, {
    id: message.id,
    kind: message.kind,
    file: file.name,
    sha256: file.sha256,
    takenMs: message.atMs,
    outcome: message.outcome,
  })
}

/** Tells of a message as a whole; `lines` are single payments of it that are refused. */
function report(
  tx: Tx,
  bank: Bank,
  about: { atMs: number; originalMessage: string; refusal?: FileProblem; lines?: PaymentLine[] },
): void {
  const { atMs, originalMessage, refusal, lines = [] } = about
  const group: PaymentReport['group'] = refusal
    ? { status: 'RJCT', reason: refusal.reason, text: refusal.message }
    : { status: lines.length > 0 ? 'PART' : 'ACTC', reason: null, text: null }
  sendFile(tx, bank, {
    kind: 'pain.002',
    atMs,
    write: messageId =>
      writePaymentReport({
        messageId,
        at: new Date(atMs),
        originalMessage,
        originalKind: PAIN_001,
        group,
        lines,
      }),
  })
}

function takeOrders(tx: Tx, bank: Bank, file: IncomingFile, body: Element, atMs: number): void {
  const id = textAt(body, 'GrpHdr/MsgId')
  if (id === null || id.length > 35) throw new FileProblem('FF01', 'GrpHdr/MsgId is missing or too long.')
  if (findMessage(tx, id)) {
    // Nothing of the first message changes: its orders stay as they are.
    const refusal = new FileProblem('DU01', `A message ${id} was taken before.`)
    remember(tx, file, {
      id: `TWICE-${file.sha256.slice(0, 24)}`,
      kind: PAIN_001,
      atMs,
      outcome: refusal.message,
    })
    report(tx, bank, { atMs, originalMessage: id, refusal })
    return
  }
  try {
    const orders = readOrders(body)
    remember(tx, file, { id, kind: PAIN_001, atMs, outcome: `${orders.length} orders` })
    const lines = orders.flatMap(order => takeOrder(tx, { order, message: id, atMs }) ?? [])
    report(tx, bank, { atMs, originalMessage: id, lines })
  } catch (error) {
    if (!(error instanceof FileProblem)) throw error
    remember(tx, file, { id, kind: PAIN_001, atMs, outcome: `${error.reason}: ${error.message}` })
    report(tx, bank, { atMs, originalMessage: id, refusal: error })
  }
}

/** Answers the line of a refusal, or undefined when the order was taken. */
function takeOrder(
  tx: Tx,
  { order, message, atMs }: { order: Order; message: string; atMs: number },
): PaymentLine | undefined {
  const { requestedOn, ...payment } = order
  if (findPayment(tx, order.endToEnd)) {
    return {
      batch: order.batch,
      instruction: order.instruction,
      endToEnd: order.endToEnd,
      status: 'RJCT',
      reason: 'AM05',
      text: 'The end-to-end identification was used before',
      ref: null,
    }
  }
  const today = dateAt(order.currency, atMs)
  const runMs = runFor(order.currency, { atMs, notBefore: requestedOn > today ? requestedOn : today })
  insertPayment(tx, { ...payment, message, runMs })
  addTask(tx, { dueMs: runMs, kind: 'run', subject: order.currency })
  return undefined
}

function takeRecalls(tx: Tx, bank: Bank, file: IncomingFile, body: Element, atMs: number): void {
  const id = textAt(body, 'Assgnmt/Id')
  if (id === null || id.length > 35) throw new FileProblem('FF01', 'Assgnmt/Id is missing or too long.')
  const recalls = readRecalls(body)
  const known = findMessage(tx, id) !== undefined
  remember(tx, file, {
    id: known ? `TWICE-${file.sha256.slice(0, 24)}` : id,
    kind: CAMT_056,
    atMs,
    outcome: known ? `A message ${id} was taken before.` : `${recalls.length} recalls`,
  })
  if (known) return
  for (const recall of recalls) takeRecall(tx, bank, { ...recall, message: id }, atMs)
}
