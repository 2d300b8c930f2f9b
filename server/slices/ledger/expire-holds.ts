import { createHash } from 'node:crypto'
import { z } from 'zod'
import { isCurrency } from '../../../contract/money.ts'
import type { Clock } from '../../platform/clock.ts'
import type { ReadDb } from '../../platform/db.ts'
import { assertInvariant, DomainError } from '../../platform/errors.ts'
import { newId } from '../../platform/id.ts'
import { defineJob, type Job } from '../../platform/jobs.ts'
import { workInRounds } from '../../platform/rounds.ts'
import { expireHold } from './holds.ts'
import type { Pipeline } from './pipeline.ts'
import { findDueHolds } from './queries-holds.ts'

/** So many at once: they form one or two batches of the pipeline, between which customers' commands get their turn. */
const roundSize = 200

/** Gives back what was set aside for too long. Harmless to repeat: each hold has one key. */
export function createExpireHoldsJob(deps: {
  read: ReadDb
  pipeline: Pipeline
  clock: Clock
}): Job<Record<string, never>> {
  return defineJob({
    name: 'ledger.expire_holds',
    payload: z.object({}),
    // The next minute brings the next one.
    maxAttempts: 1,
    async run() {
      await workInRounds({
        size: roundSize,
        find: limit => findDueHolds(deps.read, deps.clock.now(), limit),
        work: hold => expire(deps, hold),
      })
    },
  })
}

async function expire(
  { pipeline, clock }: { pipeline: Pipeline; clock: Clock },
  { id, owner, currency }: { id: string; owner: string; currency: string },
): Promise<boolean> {
  assertInvariant(isCurrency(currency), `hold ${id} is in the unknown currency ${currency}`)
  const now = clock.now()
  const command = { holdId: id, journalId: newId(), owner, currency, now }
  const requestHash = createHash('sha256').update(`hold.expire/${id}`).digest()
  try {
    await pipeline.execute(expireHold, command, {
      idempotency: { scope: id, key: 'hold.expire', requestHash },
      now,
    })
    return true
  } catch (error) {
    // Captured or released since it was found: then there is nothing left to do.
    if (!(error instanceof DomainError) || error.refusal.code !== 'transition_not_allowed') throw error
    return false
  }
}
