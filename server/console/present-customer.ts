import type { z } from 'zod'
import type {
  customerRestrictionSchema,
  customerSessionSchema,
  foundCustomerSchema,
  SearchMatch,
} from '../../contract/api/console.ts'
import { toTypeId } from '../../contract/ids.ts'
import {
  maskEmail,
  maskIp,
  maskPhone,
  type CustomerForStaff,
  type RestrictionForStaff,
  type SearchedCustomer,
} from '../slices/identity/index.ts'

/** The one place where a customer is made ready for staff's eyes: nothing of it leaves here unmasked. */
export function presentFound(
  customer: SearchedCustomer,
  matchedBy: SearchMatch,
): z.input<typeof foundCustomerSchema> {
  return {
    id: toTypeId('customer', customer.id),
    name: customer.name,
    status: customer.status,
    email: maskEmail(customer.email),
    phone: maskPhone(customer.phone),
    created_at: customer.createdAt.toISOString(),
    matched_by: matchedBy,
  }
}

export function presentRestriction(row: RestrictionForStaff): z.input<typeof customerRestrictionSchema> {
  return {
    id: toTypeId('restriction', row.id),
    scope: row.scope,
    source: row.source,
    reason: row.reason,
    case_ref: row.case_ref,
    in_force: row.inForce,
    placed_at: row.placed_at.toISOString(),
    expires_at: row.expires_at?.toISOString() ?? null,
    review_at: row.review_at?.toISOString() ?? null,
    lifted_at: row.lifted_at?.toISOString() ?? null,
  }
}

export function presentSession(
  session: CustomerForStaff['sessions'][number],
): z.input<typeof customerSessionSchema> {
  return {
    id: toTypeId('session', session.id),
    created_at: session.created_at.toISOString(),
    last_seen_at: session.last_seen_at.toISOString(),
    expires_at: session.expires_at.toISOString(),
    ip: maskIp(session.ip),
    user_agent: session.user_agent,
  }
}
