import * as registration from '../../../contract/api/registration.ts'
import { toTypeId } from '../../../contract/ids.ts'
import { DomainError } from '../../platform/errors.ts'
import { route, type Route } from '../../platform/http/route.ts'
import type { Parts } from './parts.ts'
import { findVerification } from './queries-registration.ts'

/**
 * Where a registration stands, so that a page opened again goes on there. It tells nothing of the address's other
 * registrations or of its account: for somebody else's address it stays at `confirm_email` until it expires.
 */
export function getRegistrationRoute({ db }: Pick<Parts, 'db'>): Route {
  return route(registration.getRegistration, async ({ params, context }) => {
    const verification = await findVerification(db.read, params.verification)
    if (!verification || verification.registration_expires_at <= context.now)
      throw new DomainError('not_found')
    return {
      id: toTypeId('verification', verification.id),
      email: verification.email,
      step: verification.consumed_at === null ? ('confirm_email' as const) : ('sign_in' as const),
      resend_at: verification.resend_at.toISOString(),
      expires_at: verification.registration_expires_at.toISOString(),
    }
  })
}
