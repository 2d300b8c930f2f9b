import { addJob, type Job } from '../../platform/jobs.ts'
import type { ReadDb, Tx } from '../../platform/db.ts'
import * as queries from './queries-desk.ts'

export type { DeskItem } from './queries-desk.ts'

/** Money in suspense as the finance desk decides about it; undefined where there is none of that id. */
export function suspenseForDesk(db: ReadDb, id: string): Promise<queries.DeskItem | undefined> {
  return queries.findItem(db, id)
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
