import { createHash } from 'node:crypto'
import { DomainError } from '../../platform/errors.ts'
import type { Decider, JsonValue } from '../ledger/index.ts'
import type { RemittancesDeps } from './deps.ts'
import type { Transfer } from './transfer.ts'

/**
 * Executes what the program itself decides about a transfer, once for each `what`. The key lives in the customer's
 * scope and holds spaces, which a customer's own Idempotency-Key cannot. Undefined where the transfer's state does not
 * allow it (any more).
 */
export async function carryOut<Command, Outcome extends JsonValue>(
  { pipeline }: Pick<RemittancesDeps, 'pipeline'>,
  decider: Decider<Command, Outcome>,
  command: Command & { seen: Transfer; now: Date },
  what: string,
): Promise<Outcome | undefined> {
  const { seen, now } = command
  const requestHash = createHash('sha256').update(what).digest()
  try {
    const idempotency = { scope: seen.customerId, key: what, requestHash }
    const { outcome } = await pipeline.execute(decider, command, { idempotency, now })
    return outcome
  } catch (error) {
    if (error instanceof DomainError && error.refusal.code === 'transition_not_allowed') return undefined
    throw error
  }
}
