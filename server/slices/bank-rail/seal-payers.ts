import { z } from 'zod'
import { defineJob, type Cron, type Job } from '../../platform/jobs.ts'
import { workInRounds } from '../../platform/rounds.ts'
import type { BankRailDeps } from './deps.ts'
import { counterpartyOf, sealCounterparty } from './payer.ts'
import * as queries from './queries-entries.ts'

/** Converted at the same time. */
const roundSize = 100

/** Seals the payers of entries from before migration 0057; where all are sealed it finds nothing. */
export function createSealPayersJob(deps: Pick<BankRailDeps, 'db' | 'sealKey'>): {
  job: Job<Record<string, never>>
  cron: Cron
} {
  const { pool } = deps.db
  const job = defineJob({
    name: 'bank_rail.seal_payers',
    payload: z.strictObject({}),
    // The next hour brings the next one.
    maxAttempts: 1,
    run: () =>
      workInRounds({
        size: roundSize,
        find: limit => queries.unsealedParts(pool, limit),
        work: part =>
          queries.sealPart(pool, {
            id: part.id,
            sealed: sealCounterparty(deps.sealKey, part.id, counterpartyOf(deps.sealKey, part)),
          }),
      }),
  })
  return { job, cron: { schedule: '53 * * * *', job } }
}
