import { z } from 'zod'
import type { Db } from '../../platform/db.ts'
import { defineJob, type Cron, type Job } from '../../platform/jobs.ts'
import { workInRounds } from '../../platform/rounds.ts'
import { debtorOf, sealDebtor } from './debtor.ts'
import * as queries from './queries-bank.ts'

/** Converted at the same time. */
const roundSize = 100

/** Seals who sent what arrived before migration 0057; where all are sealed it finds nothing. */
export function createSealPayersJob({ db, sealKey }: { db: Db; sealKey: Buffer }): {
  job: Job<Record<string, never>>
  cron: Cron
} {
  const job = defineJob({
    name: 'funding.seal_payers',
    payload: z.strictObject({}),
    // The next hour brings the next one.
    maxAttempts: 1,
    run: () =>
      workInRounds({
        size: roundSize,
        async find(limit) {
          const stored = await queries.unsealedArrivals(db.pool, limit)
          return stored.map(arrival => ({ ...arrival, id: arrival.entryId }))
        },
        work: arrival =>
          queries.sealArrival(db.pool, {
            entryId: arrival.entryId,
            sealed: sealDebtor(sealKey, arrival.entryId, debtorOf(sealKey, arrival)),
          }),
      }),
  })
  return { job, cron: { schedule: '54 * * * *', job } }
}
