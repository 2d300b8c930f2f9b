import { createHash } from 'node:crypto'
import { z } from 'zod'
import { toTypeId } from '../../../contract/ids.ts'
import { DomainError } from '../../platform/errors.ts'
import { defineJob, type Cron, type Job } from '../../platform/jobs.ts'
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
      await raiseLate(deps)
      await askBackWished(deps)
    },
  })
  return { job, cron: { schedule: '* * * * *', job } }
}

async function raiseLate(deps: WithdrawalsDeps): Promise<void> {
  for (;;) {
    const now = deps.clock.now()
    const due = await queries.findDue(deps.db.pool, now, roundSize)
    const withdrawals = await queries.readWithdrawals(deps.db.pool, due)
    await Promise.all(Array.from(withdrawals.values(), withdrawal => raise(deps, withdrawal, now)))
    if (due.length < roundSize) return
  }
}

async function raise(deps: WithdrawalsDeps, withdrawal: Withdrawal, now: Date): Promise<void> {
  const { id, customerId: scope, expectedBy, version } = withdrawal
  const key = `withdrawal ${id} due ${expectedBy?.toISOString() ?? ''} ${version}`
  const idempotency = { scope, key, requestHash: createHash('sha256').update(key).digest() }
  try {
    const { outcome } = await deps.pipeline.execute(lateDecider, { withdrawal, now }, { idempotency, now })
    deps.log.error(
      { withdrawal: toTypeId('withdrawal', id), told: outcome.told },
      'a withdrawal did not arrive when it was promised; a person has to look',
    )
  } catch (error) {
    // It ended since it was found: then there is nothing to raise.
    if (!(error instanceof DomainError) || error.refusal.code !== 'transition_not_allowed') throw error
  }
}

async function askBackWished(deps: WithdrawalsDeps): Promise<void> {
  const wished = await queries.findWished(deps.db.pool, roundSize)
  const withdrawals = await queries.readWithdrawals(deps.db.pool, wished)
  for (const withdrawal of withdrawals.values()) {
    const reference = withdrawal.cancelRequestedAt?.toISOString() ?? ''
    await cancel(deps, withdrawal, { kind: 'clock', reference })
  }
}
