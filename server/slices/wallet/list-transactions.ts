import type { z } from 'zod'
import {
  listTransactions,
  transactionKinds,
  type TransactionKind,
  type transactionSchema,
} from '../../../contract/api/wallet.ts'
import { fromTypeId, toTypeId, type IdKind } from '../../../contract/ids.ts'
import { money, toWireMoney } from '../../../contract/money.ts'
import type { Db, ReadDb } from '../../platform/db.ts'
import { DomainError } from '../../platform/errors.ts'
import { route, type Route } from '../../platform/http/route.ts'
import { readFilter } from './history-filter.ts'
import * as queries from './queries-records.ts'
import type { TransactionRecordRow } from './tables.ts'

type WireTransaction = z.input<typeof transactionSchema>
export type HistoryPage = { data: WireTransaction[]; next_cursor: string | null }

/** Kinds of ids are called as the program calls things, kinds of transactions as clients do. */
function idKindOf(kind: TransactionKind): IdKind {
  return kind === 'transfer_abroad' ? 'transferAbroad' : kind
}

export function presentRecord(row: TransactionRecordRow): WireTransaction {
  return {
    number: row.number,
    kind: row.kind,
    id: toTypeId(idKindOf(row.kind), row.subject_id),
    direction: row.direction,
    status: row.status,
    status_reason: row.status_reason,
    amount: toWireMoney(money(row.amount, row.currency)),
    counterparty: row.counterparty,
    method: row.method,
    note: row.note,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  }
}

export function listTransactionsRoute(db: Db): Route {
  return route(
    listTransactions,
    async ({ query, context }) =>
      await historyPage(db.read, readFilter(context.principal.customerId, query), query),
  )
}

/** A page of a history as its owner sees it, newest first; `cursor` is the `next_cursor` of the page before. */
export async function historyPage(
  db: ReadDb,
  filter: queries.RecordFilter,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<HistoryPage> {
  const after = cursor === undefined ? undefined : readCursor(cursor)
  const rows = await queries.listRecords(db, filter, { limit: limit + 1, after })
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    data: page.map(presentRecord),
    next_cursor: rows.length > limit && last ? writeCursor(last) : null,
  }
}

/** A cursor is the last row's place in the order of the history; opaque to clients. */
function writeCursor(row: TransactionRecordRow): string {
  return `${row.created_at.getTime().toString(36)}.${toTypeId(idKindOf(row.kind), row.subject_id)}`
}

function readCursor(cursor: string): queries.RecordCursor {
  const [, time = '', id = ''] = /^([0-9a-z]{1,9})\.(\w+)$/.exec(cursor) ?? []
  const subjectId = transactionKinds
    .map(kind => fromTypeId(idKindOf(kind), id))
    .find(uuid => uuid !== undefined)
  if (subjectId === undefined)
    throw new DomainError('validation_failed', { fields: [{ path: 'cursor', code: 'malformed' }] })
  return { createdAt: new Date(Number.parseInt(time, 36)), subjectId }
}
