import { z } from 'zod'
import type { Db } from '../../platform/db.ts'
import { defineJob, type Job } from '../../platform/jobs.ts'
import type { Logger } from '../../platform/log.ts'
import * as queries from './queries-seal.ts'

/** Events in one block. Two events a journal are usual, so a round hashes some 2,500 journals, in about 0.2 s. */
const blockSize = 5_000

/**
 * Seals journals into hash-chained blocks, in the order of their events: whoever changes one afterwards, with
 * whatever rights, would have to recompute every later block, and yesterday's hash may lie elsewhere. Runs every
 * minute, one short transaction a block, beside the money and not in its way.
 */
export function createSealJob({ db, log }: { db: Db; log: Logger }): Job<Record<string, never>> {
  return defineJob({
    name: 'ledger.seal',
    payload: z.object({}),
    // The next minute brings the next one.
    maxAttempts: 1,
    async run() {
      const sealed = await sealAll(db)
      if (sealed.blocks > 0) log.debug(sealed, 'journals were sealed')
    },
  })
}

/** Seals everything there is; returns at once when another process is at it. */
export async function sealAll(db: Db): Promise<{ blocks: number; journals: number }> {
  const sealed = { blocks: 0, journals: 0 }
  for (;;) {
    const block = await db.transaction(async tx =>
      (await queries.tryLockSealing(tx)) ? queries.sealNext(tx, blockSize) : undefined,
    )
    if (!block) return sealed
    sealed.blocks += 1
    sealed.journals += block.journals
  }
}
