import * as contract from '../../../../contract/api/sign-in.ts'
import { toTypeId } from '../../../../contract/ids.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import { sessionIdleMs } from '../authenticate.ts'
import type { Parts } from '../parts.ts'
import { deviceKnownForMs, unknownDevice } from './device.ts'
import * as queries from './queries.ts'

/** More than anybody has; a program that signs in without its device token still gets an answer of bounded size. */
const maxListed = 100

/** The devices that count as mine, the latest used first. */
export function listDevicesRoute(parts: Parts): Route {
  return route(contract.listDevices, async ({ context }) => {
    const { customerId, deviceId } = context.principal
    const { now } = context
    const devices = await queries.listDevices(parts.db.read, {
      customerId,
      now,
      seenSince: new Date(now.getTime() - deviceKnownForMs),
      idleSince: new Date(now.getTime() - sessionIdleMs),
      limit: maxListed,
    })
    return { data: devices.map(device => wireDevice(device, { currentId: deviceId, now })) }
  })
}

function wireDevice(
  device: queries.ListedDevice,
  { currentId, now }: { currentId: string | null; now: Date },
) {
  const { remembered_until: remembered } = device
  return {
    id: toTypeId('device', device.id),
    name: device.name === unknownDevice ? null : device.name,
    current: device.id === currentId,
    first_seen_at: device.first_seen_at.toISOString(),
    last_seen_at: device.last_seen_at.toISOString(),
    remembered_until: remembered !== null && remembered > now ? remembered.toISOString() : null,
    signed_in: device.signed_in,
    ip: device.ip,
    place: device.place,
    user_agent: device.user_agent,
  }
}
