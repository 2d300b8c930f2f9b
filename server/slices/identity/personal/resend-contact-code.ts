import * as contract from '../../../../contract/api/personal.ts'
import { assertInvariant, DomainError } from '../../../platform/errors.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import { resendAfterMs } from '../codes/codes.ts'
import { findCustomer } from '../queries.ts'
import { secondsUntil } from '../throttle.ts'
import { sendCode } from './change-contact.ts'
import { wireContactChange } from './contact.ts'
import type { PersonalParts } from './parts.ts'
import * as queries from './queries-contact.ts'
import type { ContactChangeRow } from './tables.ts'

/** Sends another code to the new address or number. */
export function resendContactCodeRoute(parts: PersonalParts): Route {
  return route(contract.resendContactCode, async ({ params, context }) => {
    const { now } = context
    const { customerId } = context.principal
    const id = params.contact_change
    const customer = await findCustomer(parts.db.read, customerId)
    assertInvariant(customer !== undefined, 'a session belongs to a customer')
    const resendAt = new Date(now.getTime() + resendAfterMs)
    const change = await parts.db.transaction(async tx => {
      const again = await queries.askAgain(tx, { id, customerId, now, resendAt })
      if (again) await sendCode(tx, parts, { change: again, customer, now })
      return again
    })
    if (!change) throw refusal(await queries.findContactChange(parts.db.read, { id, customerId }), now)
    context.audit({ subject: customerId, details: { kind: change.kind } })
    return wireContactChange(change, now)
  })
}

function refusal(change: ContactChangeRow | undefined, now: Date): DomainError {
  if (!change) return new DomainError('not_found')
  if (change.state !== 'pending' || change.expires_at <= now) return new DomainError('challenge_expired')
  return new DomainError('rate_limited', { retryAfterSeconds: secondsUntil(change.resend_at, now) })
}
