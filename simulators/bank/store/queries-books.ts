import { z } from 'zod'
import { currencies, isCurrency, type Currency } from '../../../contract/money.ts'
import {
  all,
  get,
  readNumber,
  readNumberOrNull,
  readText,
  run,
  type ReadDb,
  type Row,
  type Tx,
} from '../../shared/queries-store.ts'

export type Direction = 'CRDT' | 'DBIT'
export type EntryKind = 'payment' | 'return' | 'credit'

const detailSchema = z.object({
  endToEnd: z.string(),
  instruction: z.string().nullable(),
  party: z
    .object({ name: z.string(), account: z.string().nullable(), bic: z.string().nullable() })
    .nullable(),
  remittance: z.string().nullable(),
  reason: z.string().nullable(),
  /** Only the statement tells of it: the notice got lost (a fault). */
  noNotice: z.boolean(),
})

/** What the notice says of an entry besides its amount. */
export type EntryDetail = z.output<typeof detailSchema>

export type Entry = {
  seq: number
  ref: string
  currency: Currency
  direction: Direction
  amount: bigint
  balanceAfter: bigint
  bookedMs: number
  /** ISO date at the currency's place, as is `valueOn`. */
  bookedOn: string
  valueOn: string
  kind: EntryKind
  payment: number | null
  detail: EntryDetail
}

export function readCurrency(text: string): Currency {
  if (!isCurrency(text)) throw new Error(`${text} is not one of the bank's currencies`)
  return text
}

export function readDetail(text: string): EntryDetail {
  return detailSchema.parse(JSON.parse(text))
}

function readKind(text: string): EntryKind {
  if (text === 'payment' || text === 'return' || text === 'credit') return text
  throw new Error(`${text} is no kind of entry`)
}

function toEntry(row: Row): Entry {
  return {
    seq: readNumber(row['seq']),
    ref: readText(row['ref']),
    currency: readCurrency(readText(row['currency'])),
    direction: readText(row['direction']) === 'CRDT' ? 'CRDT' : 'DBIT',
    amount: BigInt(readText(row['amount'])),
    balanceAfter: BigInt(readText(row['balance_after'])),
    bookedMs: readNumber(row['booked_ms']),
    bookedOn: readText(row['booked_on']),
    valueOn: readText(row['value_on']),
    kind: readKind(readText(row['kind'])),
    payment: readNumberOrNull(row['payment']),
    detail: readDetail(readText(row['detail'])),
  }
}

/** What our customer has in this currency, in minor units. */
export function balanceOf(db: ReadDb, currency: Currency): bigint {
  const last = get(
    db,
    'SELECT balance_after FROM entry WHERE currency = ? ORDER BY seq DESC LIMIT 1',
    currency,
  )
  return last === undefined ? 0n : BigInt(readText(last['balance_after']))
}

export type NewEntry = Omit<Entry, 'seq' | 'ref' | 'balanceAfter'>

/** Books an entry and answers it. Accounts may go below zero as far as the bank agreed, which whoever debits looks at. */
export function book(tx: Tx, entry: NewEntry): Entry {
  const before = balanceOf(tx, entry.currency)
  const balanceAfter = entry.direction === 'CRDT' ? before + entry.amount : before - entry.amount
  if (entry.amount <= 0n) throw new Error(`an entry of ${entry.amount} ${entry.currency} cannot be booked`)
  const last = get(tx, 'SELECT coalesce(max(seq), 0) AS seq FROM entry')
  const seq = readNumber(last?.['seq']) + 1
  const ref = `OKTB${entry.bookedOn.replaceAll('-', '')}-${String(seq).padStart(9, '0')}`
  run(
    tx,
    `INSERT INTO entry (seq, ref, currency, direction, amount, balance_after, booked_ms, booked_on, value_on, kind,
       payment, detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    seq,
    ref,
    entry.currency,
    entry.direction,
    String(entry.amount),
    String(balanceAfter),
    entry.bookedMs,
    entry.bookedOn,
    entry.valueOn,
    entry.kind,
    entry.payment,
    JSON.stringify(entry.detail),
  )
  return { ...entry, seq, ref, balanceAfter }
}

/** What no statement has told of yet, when `seq` is the last entry of the last one. */
export function listEntriesOfAccount(db: ReadDb, currency: Currency, seq: number): Entry[] {
  return all(db, 'SELECT * FROM entry WHERE currency = ? AND seq > ? ORDER BY seq', currency, seq).map(
    toEntry,
  )
}

/** Newest first. */
export function listLastEntries(db: ReadDb, limit: number): Entry[] {
  return all(db, 'SELECT * FROM entry ORDER BY seq DESC LIMIT ?', limit).map(toEntry)
}

/** Every entry of the books in order, one at a time: a month has more than fits a page. */
export function listEntriesAfter(db: ReadDb, seq: number, limit: number): Entry[] {
  return all(db, 'SELECT * FROM entry WHERE seq > ? ORDER BY seq LIMIT ?', seq, limit).map(toEntry)
}

export function balances(db: ReadDb): { currency: Currency; balance: bigint }[] {
  return currencies.map(currency => ({ currency, balance: balanceOf(db, currency) }))
}

export type StatementRecord = {
  currency: Currency
  number: number
  day: string
  opening: bigint
  closing: bigint
  /** The number of the last entry it tells of; of an earlier one when the day had none. */
  lastEntry: number
}

export function lastStatement(db: ReadDb, currency: Currency): StatementRecord | undefined {
  const row = get(db, 'SELECT * FROM statement WHERE currency = ? ORDER BY number DESC LIMIT 1', currency)
  return (
    row && {
      currency,
      number: readNumber(row['number']),
      day: readText(row['day']),
      opening: BigInt(readText(row['opening'])),
      closing: BigInt(readText(row['closing'])),
      lastEntry: readNumber(row['last_entry']),
    }
  )
}

export function insertStatement(tx: Tx, statement: StatementRecord): void {
  run(
    tx,
    'INSERT INTO statement (currency, number, day, opening, closing, last_entry) VALUES (?, ?, ?, ?, ?, ?)',
    statement.currency,
    statement.number,
    statement.day,
    String(statement.opening),
    String(statement.closing),
    statement.lastEntry,
  )
}
