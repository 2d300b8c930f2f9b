import { z } from 'zod'
import type { Clock } from '../../../platform/clock.ts'
import { assertInvariant, DomainError } from '../../../platform/errors.ts'
import { addJob, defineJob, type Cron, type Job } from '../../../platform/jobs.ts'
import type { Parts } from '../parts.ts'
import { contentHash, sameFacts } from './content.ts'
import { kindOf, type Desk } from './desk.ts'
import { approvedIds, expire, overtake, takeForExecution } from './queries.ts'

/**
 * Does what was approved, once: one conditional UPDATE marks it and the action happens in the same transaction, so
 * that it is done and marked or neither. Harmless to repeat. A refusal of the action leaves it approved; the job tries
 * again until the request's time is over. Where the facts changed after the approval, or the approver had part in what
 * it rests on, it ends undone.
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
    const kind = kindOf(desk, approval.kind)
    // Hours may have passed since the approval, when the first attempts failed: what was decided about must still hold.
    const checked = await kind.precheck(tx, approval.action, now)
    // Approved under an older version, which did not look at it, or before the approver had part in what it rests on.
    const isOwnWork = checked.groundwork?.includes(approvedBy) === true
    if (isOwnWork || !sameFacts(checked, approval)) return await overtake(tx, approvalId, now)
    await kind.execute(tx, approval.action, {
      approvalId,
      requestedBy: approval.requested_by,
      approvedBy,
      reason: approval.reason,
      caseRef: approval.case_ref,
      now,
    })
  })
}

/** A few tries within a minute or so; after that the sweep below begins anew, until the request's time is over. */
const maxAttempts = 5

export function createExecuteJob(desk: Omit<Desk, 'executeJob'>, clock: Clock): Job<{ approvalId: string }> {
  return defineJob({
    name: 'staff.execute_approval',
    payload: z.strictObject({ approvalId: z.uuid() }),
    maxAttempts,
    run: ({ approvalId }) => execute(desk, approvalId, clock.now()),
  })
}

/**
 * Marks what ran out of time, and takes up again what was approved and could not be done yet. Nothing depends on the
 * marks: a request past its time can be neither approved nor executed.
 */
export function createSweep(parts: Parts, clock: Clock, executeJob: Desk['executeJob']): Cron {
  return {
    schedule: '*/10 * * * *',
    job: defineJob({
      name: 'staff.sweep_approvals',
      payload: z.strictObject({}),
      run: () =>
        parts.db.transaction(async tx => {
          await expire(tx, { now: clock.now() })
          for (const approvalId of await approvedIds(tx))
            await addJob(tx, executeJob, { approvalId }, { key: executionKey(approvalId) })
        }),
    }),
  }
}

/** One waiting job for each request. */
export function executionKey(approvalId: string): string {
  return `approval ${approvalId}`
}
