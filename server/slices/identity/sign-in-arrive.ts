import type { Tx } from '../../platform/db.ts'
import type { RequestContext } from '../../platform/http/route.ts'
import { arriveOnDevice, type ArrivedDevice, type KnownDevice } from './devices/device.ts'
import { openSession, type OpenedSession } from './open-session.ts'

/** A complete sign-in: the session, and the device it is on. */
export type Arrival = { session: OpenedSession; device: ArrivedDevice }

export type ArrivalOrigin = Pick<RequestContext, 'ip' | 'userAgent' | 'now' | 'deviceTokens'>

/**
 * Opens a whole session on the device somebody came with, known or new: the one way into an account, whatever was
 * proved before (password, second step, passkey, the address of a new account).
 */
export async function arrive(
  tx: Tx,
  arrival: {
    customerId: string
    origin: ArrivalOrigin
    known: KnownDevice | null
    /** The customer wants no second step here for a while. */
    remember?: boolean
    /** False for the device an account is opened on. */
    tellOwner?: boolean
    /** The session the browser came with, which ends. */
    replaces: { customerId: string; sessionId: string } | null
    /** Whether more than the password was proved just now. */
    steppedUp: boolean
  },
): Promise<Arrival> {
  const { customerId, origin, known, remember = false, tellOwner = true, replaces, steppedUp } = arrival
  const device = await arriveOnDevice(tx, { customerId, origin, known, remember, tellOwner })
  const session = await openSession(tx, {
    customerId,
    origin,
    replaces,
    deviceId: device.id,
    steppedUpAt: steppedUp ? origin.now : null,
  })
  return { session, device }
}

/** Gives a browser its cookies; a program finds both tokens in the answer instead. */
export function keepArrival(
  context: Pick<RequestContext, 'setSessionCookie' | 'setDeviceCookie'>,
  { session, device }: Arrival,
  delivery: 'cookie' | 'token',
): void {
  if (delivery === 'token') return
  context.setSessionCookie({ kind: 'set', token: session.token, expiresAt: session.expiresAt })
  context.setDeviceCookie(device.tokens)
}
