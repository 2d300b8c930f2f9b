import * as contract from '../../../../contract/api/sign-in.ts'
import { DomainError } from '../../../platform/errors.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import { appendEvents } from '../../../platform/outbox.ts'
import type { Parts } from '../parts.ts'
import { deviceEvent } from './device.ts'
import * as queries from './queries.ts'

/** Forgets a device: what is open on it ends, and the password alone opens nothing there any more. */
export function revokeDeviceRoute(parts: Parts): Route {
  return route(contract.revokeDevice, async ({ params, context }) => {
    const { customerId, deviceId } = context.principal
    const { now } = context
    const id = params.device
    const revoked = await parts.db.transaction(async tx => {
      const device = await queries.revokeDevice(tx, { id, customerId, now })
      if (!device) return false
      await queries.endSessionsOnDevice(tx, { id, customerId, now })
      await appendEvents(tx, [
        deviceEvent('device.revoked', { customerId, id, now }, { device: device.name }),
      ])
      return true
    })
    if (!revoked) throw new DomainError('not_found')
    if (id === deviceId) context.setSessionCookie({ kind: 'clear' })
    context.audit({ subject: id })
    return undefined
  })
}
