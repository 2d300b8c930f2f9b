import { addJob, type Job } from '../../platform/jobs.ts'
import type { ReadDb, Tx } from '../../platform/db.ts'
import { counterpartyOf, type Payer } from './payer.ts'
import * as queries from './queries-desk.ts'

export type { FileDecision } from './queries-desk.ts'

/** An item with who stands on the other side, as the bank names them. */
export type DeskItem = queries.StoredItem & { counterparty: Payer }

/** Money in suspense as the finance desk decides about it; undefined where there is none of that id. */
export async function suspenseForDesk(
  db: ReadDb,
  sealKey: Buffer,
  id: string,
): Promise<DeskItem | undefined> {
  const found = await queries.findItem(db, id)
  if (!found) return undefined
  const { part, ...item } = found
  return { ...item, counterparty: counterpartyOf(sealKey, part) }
}

/**
 * What a person decided about a file that was set aside. Read once more, it is judged by the same rules as before, and
 * nothing of it can be applied twice; closed, it changes nothing. So one person is enough, with a reason on record. False
 * when it is not set aside (any more).
 */
export function decideFile(tx: Tx, decision: queries.FileDecision): Promise<boolean> {
  return queries.decideFile(tx, decision)
}

export type ResolvePayload = { item: string }

/** Writes down what two people decided, and has it carried out once this transaction has committed. */
export async function planResolution(
  tx: Tx,
  job: Job<ResolvePayload>,
  resolution: queries.NewResolution,
): Promise<void> {
  await queries.insertResolution(tx, resolution)
  await addJob(tx, job, { item: resolution.itemId })
}
