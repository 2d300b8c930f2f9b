import type { z } from 'zod'
import {
  getTransaction,
  type TransactionKind,
  type transactionDetailSchema,
} from '../../../contract/api/wallet.ts'
import { money, toWireMoney } from '../../../contract/money.ts'
import type { Db, ReadDb } from '../../platform/db.ts'
import { DomainError } from '../../platform/errors.ts'
import { route, type Route } from '../../platform/http/route.ts'
import { presentRecord } from './list-transactions.ts'
import * as queries from './queries-records.ts'

type Detail = z.input<typeof transactionDetailSchema>

/** What the slice behind a kind of transaction adds to its record. */
export type TransactionDetails = Pick<
  Detail,
  'principal' | 'fees' | 'expected_by' | 'timeline' | 'actions'
> & {
  /** What arrives, where that is another amount or currency than the principal. */
  received?: Detail['received']
  /** Why it was refused at once, for the diagnosis; it does not travel. */
  decline?: DeclinedTransaction | null
  /** What it belongs together with; nothing where the slice says nothing. */
  related?: Detail['related']
}

/** A refusal that is remembered, with the facts of its moment: which limit, what was left, which restriction. */
export type DeclinedTransaction = { code: string; details: Readonly<Record<string, unknown>> }

/** Given by each slice for its kind at composition: the wallet does not know the slices built on it. */
export type DetailSources = Record<
  TransactionKind,
  (subjectId: string, ownerId: string) => Promise<TransactionDetails | undefined>
>

export type ReadTransaction = z.input<typeof transactionDetailSchema>

type Wanted = { ownerId: string; number: string }

/** A transaction as one of those it concerns sees it; undefined where there is none of theirs under this number. */
export async function readTransaction(
  db: ReadDb,
  sources: DetailSources,
  wanted: Wanted,
): Promise<ReadTransaction | undefined> {
  return (await explainTransaction(db, sources, wanted))?.transaction
}

/** The same with the facts of its refusal, where it was refused at once. */
export async function explainTransaction(
  db: ReadDb,
  sources: DetailSources,
  { ownerId, number }: Wanted,
): Promise<{ transaction: ReadTransaction; decline: DeclinedTransaction | null } | undefined> {
  const record = await queries.findRecord(db, ownerId, number)
  if (!record) return undefined
  const details = await sources[record.kind](record.subject_id, ownerId)
  if (!details) throw new Error(`transaction ${record.number} has a record but no ${record.kind}`)
  const { decline = null, ...rest } = details
  const transaction = {
    ...presentRecord(record),
    ...rest,
    received: rest.received ?? null,
    related: rest.related ?? [],
    balance_after:
      record.balance_after === null ? null : toWireMoney(money(record.balance_after, record.currency)),
  }
  return { transaction, decline }
}

export function getTransactionRoute(db: Db, sources: DetailSources): Route {
  return route(getTransaction, async ({ params, context }) => {
    const { customerId: ownerId } = context.principal
    const found = await readTransaction(db.read, sources, { ownerId, number: params.number })
    if (!found) throw new DomainError('not_found')
    return found
  })
}
