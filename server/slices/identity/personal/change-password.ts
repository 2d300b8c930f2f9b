import * as contract from '../../../../contract/api/personal.ts'
import { assertInvariant, DomainError } from '../../../platform/errors.ts'
import { route, type ContextOf, type Route } from '../../../platform/http/route.ts'
import { findCustomer } from '../queries.ts'
import { tellEvent } from '../recovery/events.ts'
import { endOtherRecoveries, endSessions } from '../recovery/queries.ts'
import { refuseWeakPassword } from '../refuse-weak-password.ts'
import { consumeStepUp, requireStepUp } from '../step-up/require-step-up.ts'
import type { CustomerRow } from '../tables.ts'
import { knownPlace, lockedError } from '../throttle.ts'
import type { PersonalParts } from './parts.ts'
import * as queries from './queries.ts'

/**
 * Another password: the one in use is asked for besides the step-up, because a phone left on a table is signed in and
 * reads the mail. All other sessions end with it.
 */
export function changePasswordRoute(parts: PersonalParts): Route {
  return route(contract.changePassword, async ({ body, context }) => {
    const { customerId, sessionId } = context.principal
    const { now } = context
    const customer = await findCustomer(parts.db.read, customerId)
    const stored = await queries.findPassword(parts.db.read, customerId)
    assertInvariant(customer !== undefined && stored !== undefined, 'a signed-in customer has a password')
    await checkCurrent(parts, context, { customer, hash: stored.hash, password: body.current_password })
    await refuseWeakPassword(parts, { ...customer, password: body.new_password }, 'new_password')
    const proof = await requireStepUp(parts, context, {
      operation: 'change_password',
      binding: {},
      display: {},
    })
    const hash = await parts.passwords.hash(body.new_password)
    await parts.db.transaction(async tx => {
      await consumeStepUp(tx, proof)
      const replaced = await queries.replacePassword(tx, { customerId, oldHash: stored.hash, hash, now })
      // Somebody else changed it while this one was being hashed: what was judged is not true any more.
      if (!replaced) throw new DomainError('transition_not_allowed')
      await endOtherRecoveries(tx, { customerId, now })
      await endSessions(tx, { customerId, except: sessionId, at: now, reason: 'password_changed' })
      await tellEvent(tx, 'password.changed', { customerId, now })
    })
    context.audit({ subject: customerId })
    return undefined
  })
}

/** Counted like a sign-in on this device, before it is looked at: a session must not be a way to guess for ever. */
async function checkCurrent(
  parts: PersonalParts,
  { principal, now }: ContextOf<typeof contract.changePassword>,
  { customer, hash, password }: { customer: CustomerRow; hash: string; password: string },
): Promise<void> {
  const { db, passwords, throttle } = parts
  const attempt = {
    emailKey: customer.email_key,
    from: knownPlace({ deviceId: principal.deviceId ?? principal.sessionId, network: null }),
    customerId: customer.id,
    now,
  }
  const verdict = await db.transaction(tx => throttle.countSignIn(tx, attempt))
  if (!verdict.allowed) throw lockedError(verdict.until, now)
  const { matches } = await passwords.verify(password, hash)
  if (!matches)
    throw new DomainError('validation_failed', {
      fields: [{ path: 'current_password', code: 'password_wrong' }],
    })
  await db.transaction(tx => throttle.clearSignIn(tx, attempt))
}
