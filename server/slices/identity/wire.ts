import { toTypeId } from '../../../contract/ids.ts'
import type { customerSchema, sessionSchema, signedInSchema } from '../../../contract/api/identity.ts'
import type { z } from 'zod'
import type { OpenedSession } from './open-session.ts'
import type { CustomerRow, SessionRow } from './tables.ts'

export function wireCustomer(customer: CustomerRow): z.input<typeof customerSchema> {
  return {
    id: toTypeId('customer', customer.id),
    status: customer.status,
    name: customer.name,
    email: customer.email,
    phone: customer.phone,
    locale: customer.locale,
    created_at: customer.created_at.toISOString(),
  }
}

/** The token travels in the body only where the caller asked for that; a browser gets it as a cookie. */
export function wireSignedIn(
  customer: CustomerRow,
  session: OpenedSession,
  delivery: 'cookie' | 'token',
): z.input<typeof signedInSchema> {
  return {
    customer: wireCustomer(customer),
    session: {
      id: toTypeId('session', session.id),
      expires_at: session.expiresAt.toISOString(),
      token: delivery === 'token' ? session.token : null,
    },
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
    user_agent: session.user_agent,
  }
}
