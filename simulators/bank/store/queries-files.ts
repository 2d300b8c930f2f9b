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
import { readCurrency, readDetail, type EntryDetail } from './queries-books.ts'

export type Message = {
  id: string
  kind: string
  file: string
  sha256: string
  takenMs: number
  outcome: string
}

export function findMessage(db: ReadDb, id: string): Message | undefined {
  const row = get(db, 'SELECT * FROM message WHERE id = ?', id)
  return row && toMessage(row)
}

/** The same bytes under the same name: our customer was not sure that we had them. */
export function wasTaken(db: ReadDb, file: string, sha256: string): boolean {
  return get(db, 'SELECT 1 FROM message WHERE file = ? AND sha256 = ?', file, sha256) !== undefined
}

function toMessage(row: Row): Message {
  return {
    id: readText(row['id']),
    kind: readText(row['kind']),
    file: readText(row['file']),
    sha256: readText(row['sha256']),
    takenMs: readNumber(row['taken_ms']),
    outcome: readText(row['outcome']),
  }
}

export function insertMessage(tx: Tx, message: Message): void {
  run(
    tx,
    'INSERT INTO message (id, kind, file, sha256, taken_ms, outcome) VALUES (?, ?, ?, ?, ?, ?)',
    message.id,
    message.kind,
    message.file,
    message.sha256,
    message.takenMs,
    message.outcome,
  )
}

/** Newest first. */
export function listLastMessages(db: ReadDb, limit: number): Message[] {
  return all(db, 'SELECT * FROM message ORDER BY taken_ms DESC, id DESC LIMIT ?', limit).map(toMessage)
}

export type OutgoingFile = {
  seq: number
  name: string
  kind: string
  madeMs: number
  publishMs: number
  published: boolean
  /** What goes wrong with it, for people who steer. */
  faults: string
  content: string | null
}

/** The number the next file will have, which is in its name and its message's id. */
export function nextFileNumber(tx: Tx): number {
  return readNumber(get(tx, 'SELECT coalesce(max(seq), 0) + 1 AS next FROM outgoing_file')?.['next'])
}

export function insertOutgoingFile(tx: Tx, file: Omit<OutgoingFile, 'published'>): void {
  run(
    tx,
    `INSERT INTO outgoing_file (seq, name, kind, made_ms, publish_ms, faults, content) VALUES (?, ?, ?, ?, ?, ?, ?)`,
    file.seq,
    file.name,
    file.kind,
    file.madeMs,
    file.publishMs,
    file.faults,
    file.content,
  )
}

function toOutgoingFile(row: Row): OutgoingFile {
  return {
    seq: readNumber(row['seq']),
    name: readText(row['name']),
    kind: readText(row['kind']),
    madeMs: readNumber(row['made_ms']),
    publishMs: readNumber(row['publish_ms']),
    published: row['published'] === 1,
    faults: readText(row['faults']),
    content: readTextOrNull(row['content']),
  }
}

export function findFileToPublish(db: ReadDb, nowMs: number): OutgoingFile | undefined {
  const row = get(
    db,
    'SELECT * FROM outgoing_file WHERE published = 0 AND publish_ms <= ? ORDER BY publish_ms, seq LIMIT 1',
    nowMs,
  )
  return row && toOutgoingFile(row)
}

/** The content is on the disk from now on and need not be kept twice. */
export function markPublished(tx: Tx, seq: number): void {
  run(tx, 'UPDATE outgoing_file SET published = 1, content = NULL WHERE seq = ?', seq)
}

export function nextPublication(db: ReadDb): number | null {
  return readNumberOrNull(
    get(db, 'SELECT min(publish_ms) AS at FROM outgoing_file WHERE published = 0')?.['at'],
  )
}

/** Newest first. */
export function listLastOutgoing(db: ReadDb, limit: number): OutgoingFile[] {
  return all(
    db,
    `SELECT seq, name, kind, made_ms, publish_ms, published, faults, NULL AS content
     FROM outgoing_file ORDER BY seq DESC LIMIT ?`,
    limit,
  ).map(toOutgoingFile)
}

export type IncomingCredit = { seq: number; currency: Currency; amount: bigint; detail: EntryDetail }

export function insertCredit(tx: Tx, credit: Omit<IncomingCredit, 'seq'>): void {
  run(
    tx,
    'INSERT INTO incoming_credit (currency, amount, detail) VALUES (?, ?, ?)',
    credit.currency,
    String(credit.amount),
    JSON.stringify(credit.detail),
  )
}

/** Takes all credits of the currency that wait for a run. */
export function takeCredits(tx: Tx, currency: Currency): IncomingCredit[] {
  const rows = all(tx, 'SELECT * FROM incoming_credit WHERE currency = ? ORDER BY seq', currency)
  run(tx, 'DELETE FROM incoming_credit WHERE currency = ?', currency)
  return rows.map(row => ({
    seq: readNumber(row['seq']),
    currency: readCurrency(readText(row['currency'])),
    amount: BigInt(readText(row['amount'])),
    detail: readDetail(readText(row['detail'])),
  }))
}

export function countWaitingCredits(db: ReadDb): number {
  return readNumber(get(db, 'SELECT count(*) AS waiting FROM incoming_credit')?.['waiting'])
}
