import * as identity from '../../../contract/api/identity.ts'
import { DomainError } from '../../platform/errors.ts'
import { route, type Route } from '../../platform/http/route.ts'
import type { Parts } from './parts.ts'
import { findVerification, type Verification } from './queries-registration.ts'
import { secondsUntil } from './throttle.ts'
import { renew, wireVerification } from './verification.ts'

/** Sends a new code and link; those before are void from this moment. */
export function resendEmailCodeRoute(parts: Parts): Route {
  return route(identity.resendEmailCode, async ({ params, context }) => {
    const id = params.verification
    const renewed = await parts.db.transaction(tx => renew(tx, parts, { id, now: context.now }))
    if (!renewed) throw refusal(await findVerification(parts.db.read, id), context.now)
    context.audit({ subject: id })
    return wireVerification(renewed)
  })
}

function refusal(verification: Verification | undefined, now: Date): DomainError {
  if (!verification) return new DomainError('not_found')
  if (verification.consumed_at !== null || verification.registration_expires_at <= now)
    return new DomainError('challenge_expired')
  return new DomainError('rate_limited', { retryAfterSeconds: secondsUntil(verification.resend_at, now) })
}
