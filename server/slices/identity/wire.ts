import { toTypeId } from '../../../contract/ids.ts'
import type { customerSchema, sessionSchema, signedInSchema } from '../../../contract/api/identity.ts'
import type { z } from 'zod'
import { placeOf } from '../../platform/place.ts'
import type { Arrival } from './sign-in-arrive.ts'
import type { CustomerRow, SessionRow } from './tables.ts'

export function wireCustomer(customer: CustomerRow): z.input<typeof customerSchema> {
  return {
    id: toTypeId('customer', customer.id),
    status: customer.status,
    name: customer.name,
    email: customer.email,
    phone: customer.phone,
    phone_verified: customer.phone_verified_at !== null,
    locale: customer.locale,
    time_zone: customer.time_zone,
    avatar: customer.avatar_id === null ? null : toTypeId('avatar', customer.avatar_id),
    created_at: customer.created_at.toISOString(),
  }
}

/** The tokens travel in the body only where the caller asked for that; a browser gets them as cookies. */
export function wireSignedIn(
  customer: CustomerRow,
  { session, device }: Arrival,
  delivery: 'cookie' | 'token',
): z.input<typeof signedInSchema> {
  return {
    customer: wireCustomer(customer),
    session: {
      id: toTypeId('session', session.id),
      expires_at: session.expiresAt.toISOString(),
      token: delivery === 'token' ? session.token : null,
    },
    device_token: delivery === 'token' ? device.token : null,
  }
}

export function wireSession(session: SessionRow, currentSessionId: string): z.input<typeof sessionSchema> {
  return {
    id: toTypeId('session', session.id),
    current: session.id === currentSessionId,
    created_at: session.created_at.toISOString(),
    last_seen_at: session.last_seen_at.toISOString(),
    expires_at: session.expires_at.toISOString(),
    ip: session.ip,
    place: placeOf(session.ip),
    user_agent: session.user_agent,
  }
}
