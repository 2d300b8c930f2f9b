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
  | 'phone.unproved'
  | 'customer.closing_canceled'
  | 'customer.closing_stopped'
  | 'data_export.ready'
  | 'session.ended'
  | 'sessions.ended'

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

/** That every session has ended but those on one device: what else was bound to them has to end as well. */
export async function tellSessionsEnded(
  tx: Tx,
  { customerId, keptDevice, now }: { customerId: string; keptDevice: string | null; now: Date },
): Promise<void> {
  const kept_device = keptDevice === null ? null : toTypeId('device', keptDevice)
  await tellEvent(tx, 'sessions.ended', { customerId, now, facts: { kept_device } })
}

/** That one session was ended by its owner, from there or from elsewhere: its browser must not go on reading along. */
export async function tellSessionEnded(
  tx: Tx,
  {
    customerId,
    session,
    now,
  }: { customerId: string; session: { id: string; device_id: string | null }; now: Date },
): Promise<void> {
  if (session.device_id === null) return
  const facts = { device_id: toTypeId('device', session.device_id) }
  await tellEvent(tx, 'session.ended', { customerId, now, subject: session.id, facts })
}
