import { sendSignInCode } from '../../../contract/api/sign-in.ts'
import { DomainError } from '../../platform/errors.ts'
import { route, type Route } from '../../platform/http/route.ts'
import { methodsOf } from './factors/methods-of.ts'
import { presentHalf } from './half-session.ts'
import type { Parts } from './parts.ts'

/** A code for this half session, to the address or number on file; it is good for nothing else. */
export function sendSignInCodeRoute(parts: Parts): Route {
  return route(sendSignInCode, async ({ body, context }) => {
    const { halfSession, ip, now } = context
    const { customerId, sessionId: subject } = halfSession
    const methods = await methodsOf(parts.db.read, customerId)
    if (!methods.includes(body.method)) throw new DomainError('transition_not_allowed')
    const channel = body.method === 'email_code' ? 'email' : 'sms'
    await parts.db.transaction(tx =>
      parts.codes.askCode(tx, { subject, purpose: 'sign_in', channel, customerId, now }),
    )
    context.audit({ subject: customerId, details: { channel } })
    return await presentHalf(parts, { id: subject, ip, now, token: null })
  })
}
