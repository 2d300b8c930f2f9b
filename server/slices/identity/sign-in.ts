import { createHash } from 'node:crypto'
import * as identity from '../../../contract/api/identity.ts'
import type { Body } from '../../../contract/operation.ts'
import { assertInvariant, DomainError } from '../../platform/errors.ts'
import { route, type ContextOf, type Route } from '../../platform/http/route.ts'
import { networkOf } from '../../platform/rate-limit.ts'
import { restrictionDetails, restrictionsOf, signInObstacle } from './customer-status.ts'
import { foldEmail } from './fold-email.ts'
import { openSession } from './open-session.ts'
import type { Parts } from './parts.ts'
import type { Verdict } from './passwords.ts'
import { findCustomer, replaceHash } from './queries.ts'
import { findVerification } from './queries-registration.ts'
import { findSignInFacts, holdPassword, type SignInFacts } from './queries-sign-in.ts'
import { knownPlace, lockedError, type SignInAttempt } from './throttle.ts'
import { renew, wireVerification } from './verification.ts'
import { wireSignedIn } from './wire.ts'

type Input = {
  facts: SignInFacts
  body: Body<typeof identity.signIn>
  context: ContextOf<typeof identity.signIn>
}

/** From a network where somebody was signed in during this time, strangers' attempts do not lock them out. */
const networkKnownForMs = 90 * 24 * 60 * 60_000

/**
 * Signs in with address and password. Up to the verdict on the password every address gets the same statements
 * and one password computation, whether it has an account, a registration or nothing. What is wrong with an
 * account is said only to who has the right password.
 */
export function signInRoute(parts: Parts): Route {
  return route(identity.signIn, async ({ body, context }) => {
    const { now } = context
    const emailKey = foldEmail(body.email) ?? nobodysKey(body.email)
    const network = networkOf(context.ip)
    const knownSince = new Date(now.getTime() - networkKnownForMs)
    const facts = await findSignInFacts(parts.db.read, { emailKey, network, now, knownSince })
    if (facts.customer_id !== null) context.audit({ subject: facts.customer_id })
    const attempt = {
      emailKey,
      from: knownPlace({ deviceId: null, network: facts.known_network ? network : null }),
      customerId: facts.customer_id,
      now,
    }
    // The owner at home does not stand in line with strangers.
    const line = `${emailKey} ${attempt.from ?? 'elsewhere'}`
    return await parts.turns(line, () => signIn(parts, attempt, { facts, body, context }))
  })
}

/** A text that is no address is looked up all the same, under a key that no folded address can have. */
function nobodysKey(text: string): string {
  return `no address ${createHash('sha256').update(text).digest('hex')}`
}

async function signIn(parts: Parts, attempt: SignInAttempt, input: Input) {
  const { facts, body, context } = input
  await countAttempt(parts, attempt)
  const { matches, needsRehash } = await verify(parts, attempt, input)
  if (!matches) throw new DomainError('credentials_invalid')

  if (facts.customer_id === null) return await sendToVerification(parts, attempt, facts)
  await refuseObstructed(parts, attempt, facts)
  const newHash = needsRehash ? await parts.passwords.hash(body.password) : null
  const { customer, session } = await admit(parts, attempt, { ...input, newHash })
  if (body.delivery === 'cookie')
    context.setSessionCookie({ kind: 'set', token: session.token, expiresAt: session.expiresAt })
  context.audit({ actor: customer.id })
  return wireSignedIn(customer, session, body.delivery)
}

async function countAttempt(parts: Parts, attempt: SignInAttempt): Promise<void> {
  const verdict = await parts.db.transaction(tx => parts.throttle.countSignIn(tx, attempt))
  if (!verdict.allowed) throw lockedError(verdict.until, attempt.now)
}

async function verify(
  parts: Parts,
  attempt: SignInAttempt,
  { facts, body }: Pick<Input, 'facts' | 'body'>,
): Promise<Verdict> {
  const hash = facts.hash ?? facts.registration_hash
  const { passwords, throttle, db } = parts
  try {
    return await (hash === null
      ? passwords.verifyNothing(body.password)
      : passwords.verify(body.password, hash))
  } catch (error) {
    await db.transaction(tx => throttle.uncountSignIn(tx, attempt))
    throw error
  }
}

/** The right password of a registration that waits for its proof: a new code, unless one was sent just now. */
async function sendToVerification(parts: Parts, attempt: SignInAttempt, facts: SignInFacts): Promise<never> {
  const { verification_id: id } = facts
  assertInvariant(id !== null, 'a registration has a verification')
  await parts.db.transaction(tx => parts.throttle.clearSignIn(tx, attempt))
  const renewed = await parts.db.transaction(tx => renew(tx, parts, { id, now: attempt.now }))
  const verification = renewed ?? (await findVerification(parts.db.read, id))
  assertInvariant(verification !== undefined, 'a verification outlives its registration')
  throw new DomainError('verification_required', {
    details: { verification: wireVerification(verification) },
  })
}

async function refuseObstructed(parts: Parts, attempt: SignInAttempt, facts: SignInFacts): Promise<void> {
  assertInvariant(facts.status !== null, 'a customer has a status')
  const standing = { status: facts.status, restrictions: restrictionsOf(facts.restrictions) }
  const obstacle = signInObstacle(standing, attempt.now)
  if (!obstacle) return
  await parts.db.transaction(tx => parts.throttle.clearSignIn(tx, attempt))
  throw new DomainError(obstacle, { details: restrictionDetails(standing, 'sign_in', attempt.now) })
}

async function admit(parts: Parts, attempt: SignInAttempt, input: Input & { newHash: string | null }) {
  const { facts, newHash, body, context } = input
  const { customer_id: customerId, hash: oldHash, password_changed_at: changedAt } = facts
  assertInvariant(
    customerId !== null && oldHash !== null && changedAt !== null,
    'only a customer with a password is admitted',
  )
  return await parts.db.transaction(async tx => {
    if (newHash !== null) await replaceHash(tx, { customerId, oldHash, newHash })
    // Changed while this attempt waited its turn, the password that was right is not right any more.
    if (!(await holdPassword(tx, { customerId, changedAt }))) throw new DomainError('credentials_invalid')
    await parts.throttle.clearSignIn(tx, attempt)
    const customer = await findCustomer(tx, customerId)
    assertInvariant(customer !== undefined, 'customers are never deleted')
    // A program that asks for a token of its own leaves the session it may have come with alone.
    const replaces = body.delivery === 'cookie' ? context.principal : null
    const session = await openSession(tx, { customerId, origin: context, replaces })
    return { customer, session }
  })
}
