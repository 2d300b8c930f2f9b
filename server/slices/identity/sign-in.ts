import { createHash } from 'node:crypto'
import * as identity from '../../../contract/api/identity.ts'
import type { Body, WireAnswer } from '../../../contract/operation.ts'
import type { Tx } from '../../platform/db.ts'
import { assertInvariant, DomainError } from '../../platform/errors.ts'
import { route, type ContextOf, type Route } from '../../platform/http/route.ts'
import { networkOf } from '../../platform/rate-limit.ts'
import { restrictionDetails, restrictionsOf, signInObstacle } from './customer-status.ts'
import { deviceHashes, deviceKnownForMs, isRemembered, type KnownDevice } from './devices/device.ts'
import { hasTwoSteps } from './factors/methods-of.ts'
import { findFactorFacts, type FactorFacts } from './factors/queries.ts'
import { foldEmail } from './fold-email.ts'
import { networkKnownForMs, openHalfSession, presentHalf, type OpenedHalf } from './half-session.ts'
import type { Parts } from './parts.ts'
import type { Verdict } from './passwords.ts'
import { findCustomer, replaceHash } from './queries.ts'
import { findVerification } from './queries-registration.ts'
import { endSession } from './queries-sessions.ts'
import { findSignInFacts, holdPassword, type SignInFacts } from './queries-sign-in.ts'
import { recordSignIn } from './security/record-sign-in.ts'
import type { SignInOutcome } from './security/tables.ts'
import { arrive, keepArrival, type Arrival } from './sign-in-arrive.ts'
import type { CustomerRow } from './tables.ts'
import { askToTellOfLock } from './tell-locked.ts'
import { knownPlace, lockedError, type SignInAttempt } from './throttle.ts'
import { renew, wireVerification } from './verification.ts'
import { wireSignedIn } from './wire.ts'

type Input = {
  facts: SignInFacts
  body: Body<typeof identity.signIn>
  context: ContextOf<typeof identity.signIn>
  /** The tokens of devices that came along, in the cookie or in the body of a program. */
  deviceTokens: readonly string[]
}

/**
 * Signs in with address and password. Every address gets the same statements, and a wrong password the same two
 * computations, whether it has an account, a registration or nothing. What is wrong with an account is said only to who
 * has the right password. On a device the customer never completed a sign-in on, and where a second step is set up, the
 * password opens a half session and no more.
 */
export function signInRoute(parts: Parts): Route {
  return route(identity.signIn, async ({ body, context }) => {
    const { now } = context
    const emailKey = foldEmail(body.email) ?? nobodysKey(body.email)
    const network = networkOf(context.ip)
    const deviceTokens = [body.device_token ?? [], context.deviceTokens].flat()
    const facts = await findSignInFacts(parts.db.read, {
      emailKey,
      network,
      deviceHashes: deviceHashes(deviceTokens),
      now,
      networkKnownSince: new Date(now.getTime() - networkKnownForMs),
      deviceKnownSince: new Date(now.getTime() - deviceKnownForMs),
    })
    if (facts.customer_id !== null) context.audit({ subject: facts.customer_id })
    const from = knownPlace({
      deviceId: facts.device_id,
      network: facts.known_network ? network : null,
    })
    const attempt = { emailKey, from, customerId: facts.customer_id, now }
    // The owner at home does not stand in line with strangers.
    const line = `${emailKey} ${from ?? 'elsewhere'}`
    return await parts.turns(line, () => signIn(parts, attempt, { facts, body, context, deviceTokens }))
  })
}

/** A text that is no address is looked up all the same, under a key that no folded address can have. */
function nobodysKey(text: string): string {
  return `no address ${createHash('sha256').update(text).digest('hex')}`
}

async function signIn(
  parts: Parts,
  attempt: SignInAttempt,
  input: Input,
): Promise<WireAnswer<typeof identity.signIn>> {
  const { body, context } = input
  const count = await countAttempt(parts, attempt, input)
  const { of, needsRehash } = await verify(parts, { ...attempt, count }, input)
  if (of === 'nothing') {
    await keepWrong(parts, { ...attempt, count }, input)
    throw new DomainError('credentials_invalid')
  }
  if (of === 'registration') return await sendToVerification(parts, { ...attempt, count }, input)
  await refuseObstructed(parts, attempt, input)
  const newHash = needsRehash ? await parts.passwords.hash(body.password) : null
  const admitted = await admit(parts, attempt, { ...input, newHash })
  if (admitted.kind === 'half') return await answerHalf(parts, admitted.half, input)
  keepArrival(context, admitted.arrival, body.delivery)
  context.audit({ actor: admitted.customer.id })
  return wireSignedIn(admitted.customer, admitted.arrival, body.delivery)
}

async function answerHalf(parts: Parts, half: OpenedHalf, { body, context }: Input) {
  const { id, token, expiresAt } = half
  const { ip, now } = context
  if (body.delivery === 'cookie') context.setSessionCookie({ kind: 'set', token, expiresAt })
  return await presentHalf(parts, { id, ip, now, token: body.delivery === 'token' ? token : null })
}

/** How many attempts in a row this one makes. */
async function countAttempt(parts: Parts, attempt: SignInAttempt, input: Input): Promise<number> {
  const verdict = await parts.db.transaction(tx => parts.throttle.countSignIn(tx, attempt))
  if (verdict.allowed) return verdict.count
  await parts.db.transaction(tx => record(tx, 'locked', input))
  throw lockedError(verdict.until, attempt.now)
}

async function record(
  tx: Tx,
  outcome: SignInOutcome,
  { facts, context }: Pick<Input, 'facts' | 'context'>,
  sessionId?: string,
): Promise<void> {
  await recordSignIn(tx, {
    customerId: facts.customer_id,
    outcome,
    method: 'password',
    origin: context,
    ...(sessionId === undefined ? {} : { sessionId }),
  })
}

/** An attempt that was counted, with how many in a row it made. */
type Counted = SignInAttempt & { count: number }

/**
 * Whose password it is. A registration of an address that has an account is looked at as well: whoever made it knows its
 * password, and would learn from another answer that somebody was there before. A wrong password therefore costs two
 * computations for every address, and the right one of an account only one.
 */
async function verify(
  parts: Parts,
  attempt: Counted,
  input: Input,
): Promise<{ of: 'account' | 'registration' | 'nothing'; needsRehash: boolean }> {
  const { passwords, throttle, db } = parts
  const { facts, body } = input
  const compare = (hash: string | null): Promise<Verdict> =>
    hash === null ? passwords.verifyNothing(body.password) : passwords.verify(body.password, hash)
  const { matches, needsRehash } = await compare(facts.hash).catch(async (error: unknown) => {
    await db.transaction(tx => throttle.uncountSignIn(tx, attempt))
    throw error
  })
  if (matches) return { of: 'account', needsRehash }
  // The account's hash has said no. Were the attempt taken back because the second computation finds no room, whoever
  // keeps the gate full could guess without being counted.
  const second = await compare(facts.registration_hash).catch(async (error: unknown) => {
    await keepWrong(parts, attempt, input)
    throw error
  })
  return { of: second.matches ? 'registration' : 'nothing', needsRehash: false }
}

/** The attempt stays counted, is on the list of the owner, and they are told where it began a pause. */
async function keepWrong(parts: Parts, attempt: Counted, input: Input): Promise<void> {
  await parts.db.transaction(async tx => {
    await record(tx, 'wrong_password', input)
    await askToTellOfLock(tx, parts, { attempt, count: attempt.count })
  })
}

/**
 * The right password of a registration that waits for its proof: a new code, unless one was sent just now. The address
 * may have an account all the same, so nothing but this attempt is taken back: a stranger could otherwise clear the count
 * of their guesses with the password of a registration of their own. To the account it is a wrong password, on record
 * only with a mail that was renewed: what takes itself back could otherwise fill the owner's list without end.
 */
async function sendToVerification(parts: Parts, attempt: Counted, input: Input): Promise<never> {
  const { verification_id: id } = input.facts
  assertInvariant(id !== null, 'a registration has a verification')
  await parts.db.transaction(tx => parts.throttle.uncountSignIn(tx, attempt))
  const renewed = await parts.db.transaction(async tx => {
    const verification = await renew(tx, parts, { id, now: attempt.now })
    if (verification) await record(tx, 'wrong_password', input)
    return verification
  })
  const verification = renewed ?? (await findVerification(parts.db.read, id))
  assertInvariant(verification !== undefined, 'a verification outlives its registration')
  throw new DomainError('verification_required', {
    details: { verification: wireVerification(verification) },
  })
}

async function refuseObstructed(parts: Parts, attempt: SignInAttempt, input: Input): Promise<void> {
  const { facts } = input
  assertInvariant(facts.status !== null, 'a customer has a status')
  const standing = { status: facts.status, restrictions: restrictionsOf(facts.restrictions) }
  const obstacle = signInObstacle(standing, attempt.now)
  if (!obstacle) return
  await parts.db.transaction(async tx => {
    await parts.throttle.clearSignIn(tx, attempt)
    await record(tx, 'refused', input)
  })
  throw new DomainError(obstacle, { details: restrictionDetails(standing, 'sign_in', attempt.now) })
}

type Admitted =
  | { kind: 'whole'; customer: CustomerRow; arrival: Arrival }
  | { kind: 'half'; half: OpenedHalf }

async function admit(
  parts: Parts,
  attempt: SignInAttempt,
  input: Input & { newHash: string | null },
): Promise<Admitted> {
  const { facts, newHash, context, body } = input
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
    const known = knownDevice(facts)
    const factors = await findFactorFacts(tx, customerId)
    // A program that asks for a token of its own leaves the session it may have come with alone.
    const replaces = body.delivery === 'cookie' ? context.principal : null
    const origin = { ...context, deviceTokens: input.deviceTokens }
    if (known === null || needsSecondStep(known, factors, attempt.now)) {
      if (replaces)
        await endSession(
          tx,
          { id: replaces.sessionId, customerId: replaces.customerId },
          replaced(attempt.now),
        )
      const half = await openHalfSession(tx, parts, { customerId, origin, known, facts: factors })
      await record(tx, 'second_factor_asked', input, half.id)
      return { kind: 'half', half }
    }
    const customer = await findCustomer(tx, customerId)
    assertInvariant(customer !== undefined, 'customers are never deleted')
    const arrival = await arrive(tx, { customerId, origin, known, replaces, steppedUp: false })
    // Revoked in this very moment, it is not the device the password alone opens.
    if (arrival.device.id !== known.id) throw new DomainError('credentials_invalid')
    await record(tx, 'succeeded', input, arrival.session.id)
    return { kind: 'whole', customer, arrival }
  })
}

function knownDevice(facts: SignInFacts): KnownDevice | null {
  const { device_id: id, device_token_hash: tokenHash, device_remembered_until: rememberedUntil } = facts
  return id === null || tokenHash === null ? null : { id, tokenHash, rememberedUntil }
}

/** A device is no proof to somebody who asked for two steps, unless they said so for this very device. */
function needsSecondStep(known: KnownDevice, factors: FactorFacts, now: Date): boolean {
  return hasTwoSteps(factors) && !isRemembered(known, now)
}

function replaced(at: Date) {
  return { at, reason: 'replaced' } as const
}
