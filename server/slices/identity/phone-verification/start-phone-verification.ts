import * as registration from '../../../../contract/api/registration.ts'
import { assertInvariant, DomainError } from '../../../platform/errors.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import { findCustomer } from '../queries.ts'
import { subjectOf, type PhoneParts } from './phone-verification.ts'

/** Sends a code to the number the customer registered with. Another number is a change, which asks for more. */
export function startPhoneVerificationRoute({ db, codes }: PhoneParts): Route {
  return route(registration.startPhoneVerification, async ({ context }) => {
    const customer = await findCustomer(db.read, context.principal.customerId)
    assertInvariant(customer !== undefined, 'a session belongs to a customer')
    if (customer.phone_verified_at !== null) throw new DomainError('transition_not_allowed')
    const asked = await db.transaction(tx =>
      codes.askCode(tx, {
        subject: subjectOf(customer),
        purpose: 'verify_phone',
        channel: 'sms',
        customerId: customer.id,
        to: { address: customer.phone, locale: customer.locale },
        now: context.now,
      }),
    )
    context.audit({ subject: customer.id })
    return {
      phone: customer.phone,
      expires_at: asked.expiresAt.toISOString(),
      resend_at: asked.resendAt.toISOString(),
    }
  })
}
