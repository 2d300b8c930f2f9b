import { createHash } from 'node:crypto'
import { assertInvariant, DomainError } from '../../platform/errors.ts'
import { newId } from '../../platform/id.ts'
import { cancelDecider, type CancelOutcome } from './decide-cancel.ts'
import type { WithdrawalsDeps } from './deps.ts'
import type { Evidence, Withdrawal } from './withdrawal.ts'

export type CancelAnswer = CancelOutcome['done'] | 'too_late'

/**
 * Cancels a withdrawal as it was looked at, or asks the bank for it back. `too_late`: somebody changed it meanwhile, or
 * the bank has decided already.
 */
export async function cancel(
  deps: Pick<WithdrawalsDeps, 'pipeline' | 'clock'>,
  seen: Withdrawal,
  evidence: Evidence,
): Promise<CancelAnswer> {
  const { id, orderId, customerId: scope, version } = seen
  assertInvariant(orderId !== null, `withdrawal ${id} has no order to cancel`)
  const now = deps.clock.now()
  const command = { seen, orderId, journalId: newId(), evidence, now }
  // With spaces, which a customer's own key cannot hold. Of two at once the second finds the first one's outcome.
  const key = `withdrawal ${id} cancel ${version}`
  const idempotency = { scope, key, requestHash: createHash('sha256').update(key).digest() }
  try {
    const { outcome } = await deps.pipeline.execute(cancelDecider, command, { idempotency, now })
    return outcome.done
  } catch (error) {
    if (error instanceof DomainError && error.refusal.code === 'transition_not_allowed') return 'too_late'
    throw error
  }
}
