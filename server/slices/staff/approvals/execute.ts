import { z } from 'zod'
import type { Clock } from '../../../platform/clock.ts'
import { assertInvariant, DomainError } from '../../../platform/errors.ts'
import { defineJob, type Cron, type Job } from '../../../platform/jobs.ts'
import type { Parts } from '../parts.ts'
import { contentHash } from './content.ts'
import { kindOf, type Desk } from './desk.ts'
import { expire, takeForExecution } from './queries.ts'

/**
 * Does what was approved, once: one conditional UPDATE marks it and the action happens in the same transaction, so
 * that it is done and marked or neither. Harmless to repeat. A refusal of the action (the facts changed after the
 * approval) leaves it approved; the job tries again until the request's time is over.
 */
export async function executeApproved(desk: Desk, approvalId: string, now: Date): Promise<void> {
  try {
    await execute(desk, approvalId, now)
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    desk.log.warn({ approvalId, code: error.refusal.code }, 'an approved action cannot be done now')
  }
}

async function execute(desk: Omit<Desk, 'executeJob'>, approvalId: string, now: Date): Promise<void> {
  await desk.parts.db.transaction(async tx => {
    const approval = await takeForExecution(tx, approvalId, now)
    if (!approval) return
    const { approved_hash: approvedHash, decided_by: approvedBy } = approval
    assertInvariant(
      approvedBy !== null && approvedHash?.equals(contentHash(approval)) === true,
      `what is executed for request ${approvalId} is what was approved`,
    )
    await kindOf(desk, approval.kind).execute(tx, approval.action, {
      approvalId,
      requestedBy: approval.requested_by,
      approvedBy,
      reason: approval.reason,
      caseRef: approval.case_ref,
      now,
    })
  })
}

/** Retries with growing pauses for some hours, which is longer than any process needs to come back. */
const maxAttempts = 15

export function createExecuteJob(desk: Omit<Desk, 'executeJob'>, clock: Clock): Job<{ approvalId: string }> {
  return defineJob({
    name: 'staff.execute_approval',
    payload: z.strictObject({ approvalId: z.uuid() }),
    maxAttempts,
    run: ({ approvalId }) => execute(desk, approvalId, clock.now()),
  })
}

/** Marks what ran out of time. Nothing depends on it: a request past its time can be neither approved nor executed. */
export function createExpiry(parts: Parts, clock: Clock): Cron {
  return {
    schedule: '*/10 * * * *',
    job: defineJob({
      name: 'staff.expire_approvals',
      payload: z.strictObject({}),
      run: () => parts.db.transaction(tx => expire(tx, { now: clock.now() })),
    }),
  }
}
