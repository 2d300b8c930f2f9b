import { createHash } from 'node:crypto'
import { z } from 'zod'
import { toTypeId } from '../../../contract/ids.ts'
import { DomainError } from '../../platform/errors.ts'
import { defineJob, type Cron, type Job } from '../../platform/jobs.ts'
import { workInRounds } from '../../platform/rounds.ts'
import { cancel } from './cancel.ts'
import { lateDecider } from './decide-late.ts'
import type { WithdrawalsDeps } from './deps.ts'
import * as queries from './queries.ts'
import type { Withdrawal } from './withdrawal.ts'

/** So many at once: they form one or two batches of the pipeline, between which customers' commands get their turn. */
const roundSize = 200

/** Every minute: raises broken promises, and carries out wishes that could not be carried out at once. */
export function createSweep(deps: WithdrawalsDeps): { job: Job<Record<string, never>>; cron: Cron } {
  const job = defineJob({
    name: 'withdrawals.sweep',
    payload: z.strictObject({}),
    // The next minute brings the next one.
    maxAttempts: 1,
    async run() {
      try {
        await raiseLate(deps)
      } finally {
        await askBackWished(deps)
      }
    },
  })
  return { job, cron: { schedule: '* * * * *', job } }
}

async function raiseLate(deps: WithdrawalsDeps): Promise<void> {
  const { pool } = deps.db
  const now = deps.clock.now()
  await workInRounds({
    size: roundSize,
    find: async limit => await withdrawalsOf(deps, await queries.findDue(pool, now, limit)),
    work: withdrawal => raise(deps, withdrawal, now),
  })
}

async function withdrawalsOf({ db }: WithdrawalsDeps, ids: readonly string[]): Promise<Withdrawal[]> {
  return Array.from((await queries.readWithdrawals(db.pool, ids)).values())
}

async function raise(deps: WithdrawalsDeps, withdrawal: Withdrawal, now: Date): Promise<boolean> {
  const { id, customerId: scope, expectedBy, version } = withdrawal
  const key = `withdrawal ${id} due ${expectedBy?.toISOString() ?? ''} ${version}`
  const idempotency = { scope, key, requestHash: createHash('sha256').update(key).digest() }
  try {
    const { outcome } = await deps.pipeline.execute(lateDecider, { withdrawal, now }, { idempotency, now })
    const facts = { withdrawal: toTypeId('withdrawal', id), told: outcome.told }
    if (outcome.told === 'held') deps.log.info(facts, 'a withdrawal waits until its account is unfrozen')
    else deps.log.error(facts, 'a withdrawal did not arrive when it was promised; a person has to look')
    return true
  } catch (error) {
    // It ended since it was found: then there is nothing to raise.
    if (!(error instanceof DomainError) || error.refusal.code !== 'transition_not_allowed') throw error
    return false
  }
}

async function askBackWished(deps: WithdrawalsDeps): Promise<void> {
  await workInRounds({
    size: roundSize,
    find: async limit => await withdrawalsOf(deps, await queries.findWished(deps.db.pool, limit)),
    async work(withdrawal) {
      const reference = withdrawal.cancelRequestedAt?.toISOString() ?? ''
      return (await cancel(deps, withdrawal, { kind: 'clock', reference })) !== 'too_late'
    },
  })
}
