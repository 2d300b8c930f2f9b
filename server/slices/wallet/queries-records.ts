import { sql, type RawBuilder, type SelectQueryBuilder, type SqlBool } from 'kysely'
import type { TransactionKind, TransactionStatus } from '../../../contract/api/wallet.ts'
import type { Currency } from '../../../contract/money.ts'
import type { ReadDb } from '../../platform/db.ts'
import { bigints, texts, times, uuids } from '../../platform/sql-binary-arrays.ts'
import type { Statement } from '../../platform/statement.ts'
import type { TransactionRecord } from './records.ts'
import type { TransactionRecordRow, WalletTables } from './tables.ts'

const insert = `INSERT INTO transaction_record (owner_id, created_at, subject_id, number, kind, direction, status,
    status_reason, amount, currency, counterparty, method, note, balance_after, updated_at)
  SELECT * FROM unnest($1::uuid[], $2::timestamptz[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[],
    $8::text[], $9::bigint[], $10::text[], $11::text[], $12::text[], $13::text[], $14::bigint[], $15::timestamptz[])`

/** Records that are new; one that exists already fails the transaction. */
export function insertRecords(records: readonly TransactionRecord[]): Statement {
  return { name: 'wallet.insert_records', text: insert, values: valuesOf(records) }
}

/** Records that are new, or bring one that exists up to date. */
export function upsertRecords(records: readonly TransactionRecord[]): Statement {
  return {
    name: 'wallet.upsert_records',
    text: `${insert}
      ON CONFLICT (owner_id, created_at, subject_id) DO UPDATE SET status = excluded.status,
        status_reason = excluded.status_reason, amount = excluded.amount, method = excluded.method,
        balance_after = excluded.balance_after, updated_at = excluded.updated_at`,
    values: valuesOf(records),
  }
}

function valuesOf(records: readonly TransactionRecord[]): Buffer[] {
  return [
    uuids(records.map(record => record.ownerId)),
    times(records.map(record => record.createdAt)),
    uuids(records.map(record => record.subjectId)),
    texts(records.map(record => record.number)),
    texts(records.map(record => record.kind)),
    texts(records.map(record => record.direction)),
    texts(records.map(record => record.status)),
    texts(records.map(record => record.statusReason)),
    bigints(records.map(record => record.amount.minor)),
    texts(records.map(record => record.amount.currency)),
    texts(records.map(record => record.counterparty)),
    texts(records.map(record => record.method)),
    texts(records.map(record => record.note)),
    bigints(records.map(record => record.balanceAfter)),
    times(records.map(record => record.updatedAt)),
  ]
}

export type RecordFilter = {
  ownerId: string
  /** Any of these. */
  kinds?: readonly TransactionKind[] | undefined
  status?: TransactionStatus | undefined
  currency?: Currency | undefined
  direction?: 'in' | 'out' | undefined
  method?: string | undefined
  number?: string | undefined
  /** Part of note or counterparty, and part of the counterparty alone; any letter case or width. */
  text?: string | undefined
  counterparty?: string | undefined
  /** Minor units; make sense with a currency only. */
  atLeast?: bigint | undefined
  atMost?: bigint | undefined
  /** First instant included and first instant excluded. */
  from?: Date | undefined
  before?: Date | undefined
}

/** Where the next page begins: after this row, in the order of the history. */
export type RecordCursor = { createdAt: Date; subjectId: string }

/**
 * A page of a history, newest first: a scan of the primary key, whatever the size of the table. What narrows it is in that
 * index as well, so that a search of 100,000 records takes hundredths of a second and reads the table for the page it found
 * (docs/decisions/0107-records.md has the times).
 */
export async function listRecords(
  db: ReadDb,
  filter: RecordFilter,
  page: { limit: number; after: RecordCursor | undefined },
): Promise<TransactionRecordRow[]> {
  const found = inOrder(after(narrowed(db, filter), page.after)).limit(page.limit)
  if (!isNarrow(filter)) return await found.select(columns).execute()
  const records = db
    .withTables<WalletTables>()
    .selectFrom(found.select(['created_at', 'subject_id']).as('found'))
    .innerJoin('transaction_record', join =>
      join
        .on('transaction_record.owner_id', '=', filter.ownerId)
        .onRef('transaction_record.created_at', '=', 'found.created_at')
        .onRef('transaction_record.subject_id', '=', 'found.subject_id'),
    )
    .select(columns)
    .orderBy('transaction_record.created_at', 'desc')
    .orderBy('transaction_record.subject_id', 'desc')
  return await records.execute()
}

const columns = [
  'transaction_record.owner_id',
  'transaction_record.created_at',
  'transaction_record.subject_id',
  'transaction_record.number',
  'transaction_record.kind',
  'transaction_record.direction',
  'transaction_record.status',
  'transaction_record.status_reason',
  'transaction_record.amount',
  'transaction_record.currency',
  'transaction_record.counterparty',
  'transaction_record.method',
  'transaction_record.note',
  'transaction_record.balance_after',
  'transaction_record.updated_at',
] as const

/** Whether rows are left out that lie between the first and the last. */
function isNarrow({ ownerId: _owner, from: _from, before: _before, ...narrowing }: RecordFilter): boolean {
  return Object.values(narrowing).some(wanted => wanted !== undefined)
}

function narrowed(db: ReadDb, filter: RecordFilter): Records {
  const { text, counterparty } = filter
  let query = db
    .withTables<WalletTables>()
    .selectFrom('transaction_record')
    .where('owner_id', '=', filter.ownerId)
  for (const column of ['status', 'currency', 'direction', 'method', 'number'] as const) {
    const wanted = filter[column]
    if (wanted !== undefined) query = query.where(column, '=', wanted)
  }
  if (filter.kinds) query = query.where('kind', 'in', filter.kinds)
  if (text !== undefined) query = query.where(holds(sql`found_in`, text))
  if (counterparty !== undefined)
    query = query.where(holds(sql`split_part(found_in, E'\\n', 1)`, counterparty))
  if (filter.atLeast !== undefined) query = query.where('amount', '>=', filter.atLeast)
  if (filter.atMost !== undefined) query = query.where('amount', '<=', filter.atMost)
  if (filter.from) query = query.where('created_at', '>=', filter.from)
  if (filter.before) query = query.where('created_at', '<', filter.before)
  return query
}

/** Whether a text that is folded already has a part, in any letter case and width. */
function holds(folded: RawBuilder<unknown>, part: string): RawBuilder<SqlBool> {
  return sql<SqlBool>`strpos(${folded}, lower(normalize(${part}::text, NFKC))) > 0`
}

/** How many records a filter leaves. */
export async function countRecords(db: ReadDb, filter: RecordFilter): Promise<number> {
  const { count } = await narrowed(db, filter)
    .select(sql<bigint>`count(*)`.as('count'))
    .executeTakeFirstOrThrow()
  return Number(count)
}

type Records = SelectQueryBuilder<WalletTables, 'transaction_record', object>

function inOrder(query: Records): Records {
  return query.orderBy('created_at', 'desc').orderBy('subject_id', 'desc')
}

function after(query: Records, cursor: RecordCursor | undefined): Records {
  if (!cursor) return query
  return query.where(
    sql<boolean>`(created_at, subject_id) < (${cursor.createdAt}, ${cursor.subjectId}::uuid)`,
  )
}

// The predicate of the index, to the letter and not as parameters, or it would not be used.
const carriesNumber = sql<boolean>`(numbered.direction = 'out' OR numbered.kind = 'deposit')`

/** The record that carries this number: the payer's of a transfer, the only one of a deposit. */
export async function findNumbered(db: ReadDb, number: string): Promise<TransactionRecordRow | undefined> {
  return db
    .withTables<WalletTables>()
    .selectFrom('transaction_record as numbered')
    .selectAll('numbered')
    .where('numbered.number', '=', number)
    .where(carriesNumber)
    .executeTakeFirst()
}

/** This customer's record of a transaction, by its number. */
export async function findRecord(
  db: ReadDb,
  ownerId: string,
  number: string,
): Promise<TransactionRecordRow | undefined> {
  return db
    .withTables<WalletTables>()
    .selectFrom('transaction_record as numbered')
    .innerJoin('transaction_record as own', join =>
      join
        .onRef('own.created_at', '=', 'numbered.created_at')
        .onRef('own.subject_id', '=', 'numbered.subject_id')
        .on('own.owner_id', '=', ownerId),
    )
    .selectAll('own')
    .where('numbered.number', '=', number)
    .where(carriesNumber)
    .executeTakeFirst()
}

/** This customer's records of transactions by their numbers; an exchange has one for each of its currencies. */
export async function findRecords(
  db: ReadDb,
  ownerId: string,
  numbers: readonly string[],
): Promise<TransactionRecordRow[]> {
  if (numbers.length === 0) return []
  return db
    .withTables<WalletTables>()
    .selectFrom('transaction_record as numbered')
    .innerJoin('transaction_record as own', join =>
      join
        .onRef('own.created_at', '=', 'numbered.created_at')
        .onRef('own.number', '=', 'numbered.number')
        .on('own.owner_id', '=', ownerId),
    )
    .selectAll('own')
    .where('numbered.number', 'in', numbers)
    .where(carriesNumber)
    .execute()
}

/** Everything in a customer's history, for the copy of their data. */
export async function exportRecords(db: ReadDb, ownerId: string): Promise<unknown[]> {
  return await db
    .withTables<WalletTables>()
    .selectFrom('transaction_record')
    .select(['number', 'kind', 'direction', 'status', 'status_reason', 'amount', 'currency'])
    .select(['counterparty', 'method', 'note', 'balance_after', 'created_at', 'updated_at'])
    .where('owner_id', '=', ownerId)
    .orderBy('created_at')
    .orderBy('subject_id')
    .execute()
}
