import * as contract from '../../../../contract/api/passkeys.ts'
import { assertInvariant, DomainError } from '../../../platform/errors.ts'
import { route, type ContextOf, type Route } from '../../../platform/http/route.ts'
import { findKnownDevice } from '../devices/device.ts'
import { restrictionDetails, restrictionsOf, signInObstacle } from '../customer-status.ts'
import type { Parts } from '../parts.ts'
import { findCustomer } from '../queries.ts'
import { sharePassword } from '../queries-sessions.ts'
import { recordSignIn } from '../security/record-sign-in.ts'
import type { SignInOutcome } from '../security/tables.ts'
import { arrive, keepArrival } from '../sign-in-arrive.ts'
import { wireSignedIn } from '../wire.ts'
import { usePasskey, verifyPasskey, type ProvedPasskey } from './prove.ts'
import { findStanding } from './queries.ts'

/**
 * Signs in with a passkey alone. It cannot be guessed, so nothing is counted and no lock stands in its way: an owner
 * whom a stranger has locked out by guessing passwords still gets in like this, on any device. What is wrong with an
 * account is said, as with a password, only to who has proved to be its owner.
 */
export function signInWithPasskeyRoute(parts: Parts): Route {
  return route(contract.signInWithPasskey, async ({ body, context }) => {
    const { assertion, delivery } = body
    const occasion = { purpose: 'sign_in' } as const
    const proved = await verifyPasskey(parts, { assertion, occasion, now: context.now })
    context.audit({ subject: proved.passkey.customer_id })
    const { customer, arrival } = await admit(parts, proved, { delivery, context })
    keepArrival(context, arrival, delivery)
    context.audit({ actor: customer.id })
    return wireSignedIn(customer, arrival, delivery)
  })
}

type Input = { delivery: 'cookie' | 'token'; context: ContextOf<typeof contract.signInWithPasskey> }

async function admit(parts: Parts, proved: ProvedPasskey, { delivery, context }: Input) {
  const { customer_id: customerId } = proved.passkey
  const { now } = context
  const outcome = await parts.db.transaction(async tx => {
    // Refusals are returned, not thrown: the use, or the suspension of a copied passkey, is kept.
    const note = (outcome: SignInOutcome, sessionId?: string) =>
      recordSignIn(tx, {
        customerId,
        outcome,
        method: 'passkey',
        origin: context,
        ...(sessionId === undefined ? {} : { sessionId }),
      })
    await sharePassword(tx, customerId)
    if (!(await usePasskey(tx, proved, now))) {
      await note('refused')
      return new DomainError('passkey_refused')
    }
    const customer = await findCustomer(tx, customerId)
    const found = await findStanding(tx, customerId)
    assertInvariant(customer !== undefined && found !== undefined, 'customers are never deleted')
    const standing = { status: found.status, restrictions: restrictionsOf(found.restrictions) }
    const obstacle = signInObstacle(standing, now)
    if (obstacle) {
      await note('refused')
      return new DomainError(obstacle, { details: restrictionDetails(standing, 'sign_in', now) })
    }
    const replaces = delivery === 'cookie' ? context.principal : null
    const known = await findKnownDevice(tx, customerId, context)
    const arrival = await arrive(tx, { customerId, origin: context, known, replaces, steppedUp: true })
    await note('succeeded', arrival.session.id)
    return { customer, arrival }
  })
  if (outcome instanceof DomainError) throw outcome
  return outcome
}
