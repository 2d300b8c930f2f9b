import { z } from 'zod'
import { toTypeId } from '../../../contract/ids.ts'
import { defineJob, type Cron, type Job } from '../../platform/jobs.ts'
import { workInRounds } from '../../platform/rounds.ts'
import { carryOut } from './carry-out.ts'
import { timeDecider } from './decide-time.ts'
import type { RemittancesDeps } from './deps.ts'
import { deleteExpiredQuotes } from './queries-quotes.ts'
import * as queries from './queries.ts'
import type { Transfer } from './transfer.ts'

/** So many at once: they form one or two batches of the pipeline, between which customers' commands get their turn. */
const roundSize = 200

/** A price nobody took is kept for a day, for whoever asks what they were told. */
const unusedQuoteMs = 24 * 60 * 60_000

export function createJobs(deps: RemittancesDeps): { jobs: Job<Record<string, never>>[]; crons: Cron[] } {
  const due = defineJob({
    name: 'remittances.due',
    payload: z.strictObject({}),
    // The next minute brings the next one.
    maxAttempts: 1,
    run: () => lookAtDue(deps),
  })
  const quotes = defineJob({
    name: 'remittances.sweep_quotes',
    payload: z.strictObject({}),
    maxAttempts: 1,
    run: () =>
      deps.db.transaction(tx =>
        deleteExpiredQuotes(tx, new Date(deps.clock.now().getTime() - unusedQuoteMs)),
      ),
  })
  return {
    jobs: [due, quotes],
    crons: [
      { schedule: '* * * * *', job: due },
      { schedule: '35 3 * * *', job: quotes },
    ],
  }
}

/** Completes what has arrived and raises what is late. */
export async function lookAtDue(deps: RemittancesDeps): Promise<void> {
  const { pool } = deps.db
  const now = deps.clock.now()
  await workInRounds({
    size: roundSize,
    async find(limit) {
      const due = await queries.findDue(pool, { now, limit })
      const transfers = await queries.readTransfers(
        pool,
        due.map(({ id }) => id),
      )
      return Array.from(transfers.values())
    },
    work: seen => passTime(deps, seen, now),
  })
}

async function passTime(deps: RemittancesDeps, seen: Transfer, now: Date): Promise<boolean> {
  const key = `transfer_abroad ${seen.id} due ${seen.version}`
  const outcome = await carryOut(deps, timeDecider, { seen, now }, key)
  const facts = { transfer: toTypeId('transferAbroad', seen.id) }
  if (outcome?.now === 'held') deps.log.info(facts, 'a transfer abroad waits until its account is unfrozen')
  else if (outcome !== undefined && seen.leftAt === null)
    deps.log.error(facts, 'a transfer abroad has not left when it should have arrived; a person has to look')
  return outcome !== undefined
}
