import type { z } from 'zod'
import {
  getTransaction,
  type TransactionKind,
  type transactionDetailSchema,
} from '../../../contract/api/wallet.ts'
import { money, toWireMoney } from '../../../contract/money.ts'
import type { Db } from '../../platform/db.ts'
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
}

/** Given by each slice for its kind at composition: the wallet does not know the slices built on it. */
export type DetailSources = Record<
  TransactionKind,
  (subjectId: string, ownerId: string) => Promise<TransactionDetails | undefined>
>

export function getTransactionRoute(db: Db, sources: DetailSources): Route {
  return route(getTransaction, async ({ params, context }) => {
    const { customerId } = context.principal
    const record = await queries.findRecord(db.read, customerId, params.number)
    if (!record) throw new DomainError('not_found')
    const details = await sources[record.kind](record.subject_id, customerId)
    if (!details) throw new Error(`transaction ${record.number} has a record but no ${record.kind}`)
    return {
      ...presentRecord(record),
      ...details,
      received: details.received ?? null,
      balance_after:
        record.balance_after === null ? null : toWireMoney(money(record.balance_after, record.currency)),
    }
  })
}
