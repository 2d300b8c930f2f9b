import type { ReadDb } from '../../platform/db.ts'
import { presentRecord, type HistoryPage } from './list-transactions.ts'
import * as queries from './queries.ts'
import * as records from './queries-records.ts'

/** Whose account number this is. */
export async function ownerOfAccount(db: ReadDb, accountNumber: string): Promise<string | undefined> {
  return await queries.findOwner(db, accountNumber)
}

/** A customer's transaction as they see it in their history; undefined where none of theirs has this number. */
export async function customersTransaction(
  db: ReadDb,
  { ownerId, number }: { ownerId: string; number: string },
): Promise<HistoryPage['data'][number] | undefined> {
  const row = await records.findRecord(db, ownerId, number)
  return row && presentRecord(row)
}

export type NumberedTransaction = {
  ownerId: string
  /** UUID of the transfer or deposit. */
  subjectId: string
  transaction: HistoryPage['data'][number]
}

/** A transaction by its number, as whoever paid, or was paid in, sees it. */
export async function transactionByNumber(
  db: ReadDb,
  number: string,
): Promise<NumberedTransaction | undefined> {
  const row = await records.findNumbered(db, number)
  return row && { ownerId: row.owner_id, subjectId: row.subject_id, transaction: presentRecord(row) }
}
