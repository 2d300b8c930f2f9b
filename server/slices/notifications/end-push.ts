import { fromTypeId } from '../../../contract/ids.ts'
import type { Tx } from '../../platform/db.ts'
import type { StoredEvent } from '../../platform/subscriptions.ts'
import { forgetBrowsers, forgetOtherBrowsers } from './queries-push.ts'

/** After these every session has ended, because somebody else may have had one: no browser keeps its messages. */
const endsAll: readonly string[] = [
  'password.changed',
  'password.recovered',
  'email.reverted',
  'phone.reverted',
  'recovery.request_completed',
  'customer.suspended',
  'customer.closed',
]

export const pushEndingTypes: readonly string[] = [
  ...endsAll,
  'device.revoked',
  'device.shared',
  'session.ended',
  'sessions.ended',
]

/**
 * Push messages say amounts and names on a lock screen. Who lost the right to be signed in on a browser must not go on
 * reading them there; an owner turns them on again with one press.
 */
export async function endPush(tx: Tx, events: readonly StoredEvent[]): Promise<void> {
  const customerIds = events.filter(({ type }) => endsAll.includes(type)).map(event => event.stream)
  const deviceIds = events.flatMap(devicesLost)
  if (customerIds.length + deviceIds.length > 0) await forgetBrowsers(tx, { customerIds, deviceIds })
  for (const { type, stream, payload } of events)
    if (type === 'sessions.ended')
      await forgetOtherBrowsers(tx, { customerId: stream, keptDevice: deviceOf(payload['kept_device']) })
}

/** The device an event is about: removed, signed in on by somebody else, or signed out of. */
function devicesLost({ type, subject, payload }: StoredEvent): string[] {
  if (type === 'device.revoked' || type === 'device.shared') return [subject]
  const device = type === 'session.ended' ? deviceOf(payload['device_id']) : null
  return device === null ? [] : [device]
}

function deviceOf(wireId: unknown): string | null {
  return (typeof wireId === 'string' && fromTypeId('device', wireId)) || null
}
