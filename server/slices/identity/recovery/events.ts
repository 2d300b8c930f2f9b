import { toTypeId } from '../../../../contract/ids.ts'
import type { Tx } from '../../../platform/db.ts'
import { appendEvents } from '../../../platform/outbox.ts'

export type SecurityEvent =
  | 'recovery.started'
  | 'recovery.request_submitted'
  | 'recovery.request_completed'
  | 'recovery.request_refused'
  | 'recovery.request_expired'
  | 'password.recovered'
  | 'password.changed'
  | 'name.change_asked'
  | 'name.changed'
  | 'name.change_refused'
  | 'name.change_expired'
  | 'email.changed'
  | 'email.reverted'
  | 'phone.changed'
  | 'phone.reverted'
  | 'customer.closing_canceled'
  | 'customer.closing_stopped'
  | 'data_export.ready'

/** Tells something about a customer's security on their stream; `facts` are text, times in ISO. */
export async function tellEvent(
  tx: Tx,
  type: SecurityEvent,
  event: { customerId: string; now: Date; subject?: string; facts?: Record<string, string | null> },
): Promise<void> {
  const { customerId, now, subject = customerId, facts = {} } = event
  await appendEvents(tx, [
    {
      type,
      version: 1,
      stream: customerId,
      subject,
      journal: null,
      payload: { id: toTypeId('customer', customerId), ...facts },
      occurredAt: now,
    },
  ])
}
