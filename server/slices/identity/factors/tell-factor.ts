import { toTypeId } from '../../../../contract/ids.ts'
import type { Tx } from '../../../platform/db.ts'
import { appendEvents } from '../../../platform/outbox.ts'

export type FactorEvent = 'totp.enabled' | 'totp.disabled' | 'recovery_codes.made' | 'recovery_codes.used'

/** Tells the customer, wherever they read, what happened to their second step. */
export async function tellFactor(
  tx: Tx,
  type: FactorEvent,
  event: { customerId: string; now: Date; facts?: Record<string, string> },
): Promise<void> {
  const { customerId, now, facts = {} } = event
  await appendEvents(tx, [
    {
      type,
      version: 1,
      stream: customerId,
      subject: customerId,
      journal: null,
      payload: { id: toTypeId('customer', customerId), ...facts },
      occurredAt: now,
    },
  ])
}
