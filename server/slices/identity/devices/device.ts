import { deviceName } from '../../../../contract/device.ts'
import { toTypeId } from '../../../../contract/ids.ts'
import type { ReadDb, Tx } from '../../../platform/db.ts'
import { newId } from '../../../platform/id.ts'
import { appendEvents, type NewEvent } from '../../../platform/outbox.ts'
import { placeOf } from '../../../platform/place.ts'
import { networkOf } from '../../../platform/rate-limit.ts'
import { newToken, tokenHashOf } from '../../../platform/token.ts'
import * as queries from './queries.ts'

const dayMs = 24 * 60 * 60_000

/** A device nobody used for this long is a stranger again. */
export const deviceKnownForMs = 90 * dayMs

/** How long a customer may leave the second step out on a device of theirs. */
export const rememberedForMs = 30 * dayMs

/** What is known of a device that somebody came with; `tokenHash` tells which of the browser's tokens it was. */
export type KnownDevice = { id: string; tokenHash: Buffer; rememberedUntil: Date | null }

export type DeviceOrigin = {
  ip: string
  userAgent: string
  now: Date
  /** What the browser or program brought. */
  deviceTokens: readonly string[]
}

/** The hashes under which the tokens somebody brought may be stored. */
export function deviceHashes(tokens: readonly string[]): Buffer[] {
  return tokens.flatMap(token => tokenHashOf(token) ?? [])
}

/** The device of that customer which this browser is, if it was there within 90 days and is not revoked. */
export async function findKnownDevice(
  db: ReadDb,
  customerId: string,
  { deviceTokens, now }: Pick<DeviceOrigin, 'deviceTokens' | 'now'>,
): Promise<KnownDevice | null> {
  const found = await queries.findKnownDevice(db, {
    customerId,
    tokenHashes: deviceHashes(deviceTokens),
    seenSince: new Date(now.getTime() - deviceKnownForMs),
  })
  if (!found) return null
  return { id: found.id, tokenHash: found.token_hash, rememberedUntil: found.remembered_until }
}

/** Whether the customer has said that this device needs no second step, and that still holds. */
export function isRemembered(device: KnownDevice | null, now: Date): boolean {
  const until = device?.rememberedUntil ?? null
  return until !== null && until > now
}

/**
 * A complete sign-in on a device: notes it on the known one, or makes a new one with a token of its own. A token is
 * never taken over from the browser, so that nobody can plant one they know. `token` is there when it is new; `tokens`
 * is what the browser should keep, this customer's first.
 */
export type ArrivedDevice = { id: string; token: string | null; tokens: readonly string[] }

export async function arriveOnDevice(
  tx: Tx,
  arrival: {
    customerId: string
    origin: DeviceOrigin
    known: KnownDevice | null
    remember: boolean
    /** False for the device an account is opened on: there is nobody yet to be told of it. */
    tellOwner: boolean
  },
): Promise<ArrivedDevice> {
  const { customerId, origin, known, remember } = arrival
  const { ip, userAgent, now, deviceTokens } = origin
  const rememberedUntil = remember ? new Date(now.getTime() + rememberedForMs) : null
  const seen = { now, name: nameOf(userAgent), ip, userAgent, place: placeOf(ip), rememberedUntil }
  const device =
    known && (await queries.touchDevice(tx, { id: known.id, ...seen }))
      ? keepToken(known, deviceTokens)
      : await newDevice(tx, arrival, seen)
  if (remember)
    await appendEvents(tx, [
      deviceEvent('device.remembered', { customerId, id: device.id, now }, { device: seen.name }),
    ])
  await tellOthers(tx, { customerId, deviceTokens, now })
  return device
}

/**
 * Tells everybody else who uses this browser that somebody signed in there. Their sessions may have run out without
 * anybody signing out, and what was meant for their eyes must not go on to whoever sits there now.
 */
async function tellOthers(
  tx: Tx,
  { customerId, deviceTokens, now }: { customerId: string; deviceTokens: readonly string[]; now: Date },
): Promise<void> {
  if (deviceTokens.length === 0) return
  const tokenHashes = deviceHashes(deviceTokens)
  const others = await queries.findDevicesOfOthers(tx, { customerId, tokenHashes })
  await appendEvents(
    tx,
    others.map(({ id, customer_id, name }) =>
      deviceEvent('device.shared', { customerId: customer_id, id, now }, { device: name }),
    ),
  )
}

function keepToken(known: KnownDevice, deviceTokens: readonly string[]): ArrivedDevice {
  const isTheirs = (token: string) => tokenHashOf(token)?.equals(known.tokenHash) === true
  const own = deviceTokens.filter(isTheirs)
  const others = deviceTokens.filter(token => !isTheirs(token))
  return { id: known.id, token: null, tokens: [...own, ...others] }
}

type Seen = {
  now: Date
  name: string
  ip: string
  userAgent: string
  place: string | null
  rememberedUntil: Date | null
}

async function newDevice(
  tx: Tx,
  { customerId, origin, tellOwner }: { customerId: string; origin: DeviceOrigin; tellOwner: boolean },
  seen: Seen,
): Promise<ArrivedDevice> {
  const { token, tokenHash } = newToken()
  const id = newId()
  await queries.insertDevice(tx, {
    id,
    customer_id: customerId,
    token_hash: tokenHash,
    name: seen.name,
    first_seen_at: seen.now,
    last_seen_at: seen.now,
    remembered_until: seen.rememberedUntil,
    revoked_at: null,
    ip: seen.ip,
    user_agent: seen.userAgent,
    place: seen.place,
  })
  if (tellOwner)
    await appendEvents(tx, [
      deviceEvent(
        'session.new_device',
        { customerId, id, now: seen.now },
        { device: seen.name, place: seen.place, network: networkOf(seen.ip) },
      ),
    ])
  return { id, token, tokens: [token, ...origin.deviceTokens] }
}

/** What is stored for a browser that says nothing of use; the web shows its own word for it. */
export const unknownDevice = '?'

function nameOf(userAgent: string): string {
  return deviceName(userAgent) ?? unknownDevice
}

export function deviceEvent(
  type: 'session.new_device' | 'device.remembered' | 'device.revoked' | 'device.shared',
  { customerId, id, now }: { customerId: string; id: string; now: Date },
  facts: Record<string, string | null>,
): NewEvent {
  return {
    type,
    version: 1,
    stream: customerId,
    subject: id,
    journal: null,
    payload: { id: toTypeId('customer', customerId), device_id: toTypeId('device', id), ...facts },
    occurredAt: now,
  }
}
