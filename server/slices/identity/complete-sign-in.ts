import type { FactorMethod } from '../../../contract/api/factors.ts'
import { completeSignIn } from '../../../contract/api/sign-in.ts'
import type { Body } from '../../../contract/operation.ts'
import { assertInvariant, DomainError } from '../../platform/errors.ts'
import { route, type ContextOf, type Route } from '../../platform/http/route.ts'
import { networkOf } from '../../platform/rate-limit.ts'
import { findKnownDevice } from './devices/device.ts'
import { hasTwoSteps } from './factors/methods-of.ts'
import { proveFactor } from './factors/prove-factor.ts'
import { findFactorFacts } from './factors/queries.ts'
import { maxHalfProofs, readHalf } from './half-session.ts'
import type { Parts } from './parts.ts'
import { findCustomer } from './queries.ts'
import { countHalfProof, holdPasswordSince, type HalfRow } from './queries-half.ts'
import { endSession } from './queries-sessions.ts'
import { recordSignIn } from './security/record-sign-in.ts'
import { arrive, keepArrival } from './sign-in-arrive.ts'
import { knownPlace } from './throttle.ts'
import { wireSignedIn } from './wire.ts'

type Input = { body: Body<typeof completeSignIn>; context: ContextOf<typeof completeSignIn> }

/**
 * Turns a half session into a whole one with a second proof: a new session with a new token, the half one ends in the
 * same transaction and exactly once. After five wrong proofs it takes none any more; the password is asked for again.
 */
export function completeSignInRoute(parts: Parts): Route {
  return route(completeSignIn, async ({ body, context }) => {
    const { sessionId, customerId } = context.halfSession
    const { now } = context
    context.audit({ subject: customerId, details: { method: body.proof.method } })
    const half = await readHalf(parts, { id: sessionId, ip: context.ip, now })
    const tried = await parts.db.transaction(tx =>
      countHalfProof(tx, { id: half.id, now, max: maxHalfProofs }),
    )
    // All used up. It is left to expire: ended here, one that was right and is still being completed would fall with it.
    if (tried === undefined) throw new DomainError('not_signed_in')
    const method = await prove(parts, half, { body, context, tried })
    const { customer, arrival } = await complete(parts, half, { body, context, method })
    keepArrival(context, arrival, body.delivery)
    context.audit({ actor: customer.id })
    return wireSignedIn(customer, arrival, body.delivery)
  })
}

async function prove(
  parts: Parts,
  half: HalfRow,
  { body, context, tried }: Input & { tried: number },
): Promise<FactorMethod> {
  const { customer_id: customerId } = half
  const { now } = context
  const from = knownPlace({
    deviceId: half.device_id,
    network: half.known_network ? networkOf(context.ip) : null,
  })
  try {
    return await proveFactor(parts, {
      customerId,
      subject: half.id,
      purpose: 'sign_in',
      proof: body.proof,
      from,
      now,
    })
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    const triesLeft = maxHalfProofs - tried
    await parts.db.transaction(async tx => {
      const { method } = body.proof
      const outcome = error.refusal.code === 'account_locked' ? 'locked' : 'second_factor_failed'
      await recordSignIn(tx, { customerId, outcome, method, origin: context, sessionId: half.id })
    })
    throw error.refusal.code === 'code_invalid'
      ? new DomainError('code_invalid', { details: { attempts_left: triesLeft } })
      : error
  }
}

async function complete(
  parts: Parts,
  half: HalfRow,
  { body, context, method }: Input & { method: FactorMethod },
) {
  const { customer_id: customerId } = half
  const { now } = context
  return await parts.db.transaction(async tx => {
    const stands = await holdPasswordSince(tx, { customerId, since: half.created_at })
    const ended =
      stands && (await endSession(tx, { id: half.id, customerId }, { at: now, reason: 'completed' }))
    if (!ended) throw new DomainError('challenge_expired')
    const customer = await findCustomer(tx, customerId)
    assertInvariant(customer !== undefined, 'customers are never deleted')
    const known = await findKnownDevice(tx, customerId, context)
    const remember = body.remember_device && hasTwoSteps(await findFactorFacts(tx, customerId))
    const arrival = await arrive(tx, {
      customerId,
      origin: context,
      known,
      remember,
      replaces: null,
      steppedUp: true,
    })
    await recordSignIn(tx, {
      customerId,
      outcome: 'succeeded',
      method,
      origin: context,
      sessionId: arrival.session.id,
    })
    return { customer, arrival }
  })
}
