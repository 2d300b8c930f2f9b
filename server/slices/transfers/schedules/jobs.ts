import { z } from 'zod'
import { toTypeId } from '../../../../contract/ids.ts'
import { assertInvariant, DomainError } from '../../../platform/errors.ts'
import { requestHash } from '../../../platform/http/request-hash.ts'
import { newId } from '../../../platform/id.ts'
import { defineJob, type Job } from '../../../platform/jobs.ts'
import { workInRounds } from '../../../platform/rounds.ts'
import { outgoingStop } from '../../ledger/index.ts'
import type { TransferCommand } from '../decide-transfer.ts'
import type { TransfersDeps } from '../index.ts'
import { runDecider } from './decide-run.ts'
import * as queries from './queries.ts'
import type { Schedule } from './schedule.ts'

/** So many at once form one or two batches of the pipeline, between which customers' commands get their turn. */
const roundSize = 200

/**
 * Carries out what is due. Harmless to repeat and to be killed at any point: each try has one key, the decision looks
 * whether that try is still next, and a day has one row.
 */
export function createRunSchedulesJob(deps: TransfersDeps): Job<Record<string, never>> {
  return defineJob({
    name: 'transfers.run_schedules',
    payload: z.object({}),
    // The next minute brings the next one.
    maxAttempts: 1,
    async run() {
      // Nothing would move, and each try would draw a transaction number. The next minute looks again.
      if (await outgoingStop(deps.db.read)) return
      await workInRounds({
        size: roundSize,
        find: limit => queries.findDue(deps.db.read, deps.clock.now(), limit),
        work: schedule => runOnce(deps, schedule),
      })
    },
  })
}

/** Whether the schedule moved on by it. */
export async function runOnce(deps: TransfersDeps, schedule: Schedule): Promise<boolean> {
  const { next } = schedule
  assertInvariant(next !== null, `schedule ${schedule.id} has no next day`)
  const now = deps.clock.now()
  const hash = requestHash(
    'transfers.run_schedule',
    { schedule: schedule.id, due: next.on, attempt: next.attempt },
    null,
  )
  const command = {
    scheduleId: schedule.id,
    dueOn: next.on,
    attempt: next.attempt,
    transfer: await transferOf(deps, schedule, { hash, now }),
  }
  // With spaces, which no customer's Idempotency-Key can hold.
  const key = `scheduled_transfer ${toTypeId('scheduledTransfer', schedule.id)} ${next.on} ${next.attempt}`
  const idempotency = { scope: schedule.payer.id, key, requestHash: hash }
  try {
    await deps.pipeline.execute(runDecider, command, { idempotency, now })
    return true
  } catch (error) {
    // Paused, canceled or run since it was found; or outgoing money is stopped.
    const code = error instanceof DomainError ? error.refusal.code : undefined
    if (code !== 'transition_not_allowed' && code !== 'maintenance') throw error
    return false
  }
}

async function transferOf(
  { numbers, pricing }: TransfersDeps,
  { id, payer, payee, amount, note }: Schedule,
  { hash, now }: { hash: Buffer; now: Date },
): Promise<TransferCommand> {
  return {
    id: newId(),
    journalId: newId(),
    number: await numbers.transactionNumber(),
    payerId: payer.id,
    payeeId: payee.id,
    amount,
    note,
    matchedBy: payee.matchedBy,
    payeeName: payee.name,
    payeeAccount: payee.account,
    expectedFee: null,
    authorization: { sessionId: id, challengeId: null, requestHash: hash, standing: id },
    now,
    today: pricing.today(now),
  }
}
