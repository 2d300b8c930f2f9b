import { passChallenge } from '../../../../contract/api/challenges.ts'
import type { FactorMethod } from '../../../../contract/api/factors.ts'
import type { Body } from '../../../../contract/operation.ts'
import { DomainError } from '../../../platform/errors.ts'
import { route, type ContextOf, type Route } from '../../../platform/http/route.ts'
import { proveFactor } from '../factors/prove-factor.ts'
import type { Parts } from '../parts.ts'
import { rotateSession } from '../rotate-session.ts'
import { knownPlace } from '../throttle.ts'
import { expiryOf, idleMs, maxTries } from './challenge.ts'
import { overError, presentChallenge, tellFailed } from './present-challenge.ts'
import * as queries from './queries.ts'
import type { ChallengeRow } from './tables.ts'

type Input = { body: Body<typeof passChallenge>; context: ContextOf<typeof passChallenge> }

/**
 * Proves that it is the customer. A try is counted before the proof is looked at; whatever was wrong with it is
 * answered by the one code `step_up_failed`, so that nobody learns which factor failed. Passed, the challenge waits
 * five minutes for its operation, and a browser's session gets a new token.
 */
export function passChallengeRoute(parts: Parts): Route {
  return route(passChallenge, async ({ params, body, context }) => {
    const { customerId, sessionId } = context.principal
    const { now } = context
    const found = await queries.findChallenge(parts.db.read, { id: params.challenge, customerId, sessionId })
    if (!found) throw new DomainError('not_found')
    const expiresAt = expiryOf(found.created_at, now)
    const counted = await parts.db.transaction(tx => queries.countTry(tx, { id: found.id, now, expiresAt }))
    if (!counted) throw overError(await reread(parts, found), now)
    const { operation, id } = counted
    context.audit({ subject: id, details: { operation, method: body.proof.method, passed: false } })
    const method = await prove(parts, counted, { body, context })
    const passed = await parts.db.transaction(tx =>
      queries.markPassed(tx, { id, method, at: now, expiresAt: new Date(now.getTime() + idleMs) }),
    )
    if (!passed) throw overError(await reread(parts, found), now)
    await rotateSession(parts, context)
    context.audit({ details: { operation, method, passed: true } })
    return await presentChallenge(parts, passed, now)
  })
}

/** What became of it while this try was on its way. */
async function reread({ db }: Parts, { id, customer_id, session_id }: ChallengeRow): Promise<ChallengeRow> {
  const challenge = await queries.findChallenge(db.read, {
    id,
    customerId: customer_id,
    sessionId: session_id,
  })
  if (!challenge) throw new DomainError('not_found')
  return challenge
}

async function prove(parts: Parts, challenge: ChallengeRow, input: Input): Promise<FactorMethod> {
  const { proof } = input.body
  const { principal, now } = input.context
  try {
    return await proveFactor(parts, {
      customerId: principal.customerId,
      subject: challenge.id,
      purpose: 'step_up',
      proof,
      from: knownPlace({ deviceId: principal.deviceId, network: null }),
      now,
    })
  } catch (error) {
    await endWhenUsedUp(parts, challenge, now)
    const details = { attempts_left: maxTries - challenge.tries }
    throw isWrongProof(error) ? new DomainError('step_up_failed', { details }) : error
  }
}

/** Wrong, used up or too late: to the caller it is all the same. */
function isWrongProof(error: unknown): boolean {
  return error instanceof DomainError && ['code_invalid', 'challenge_expired'].includes(error.refusal.code)
}

/** After the fifth try the challenge is over, whatever kept that try from being right. */
async function endWhenUsedUp({ db }: Parts, challenge: ChallengeRow, now: Date): Promise<void> {
  if (challenge.tries < maxTries) return
  await db.transaction(async tx => {
    if (await queries.markFailed(tx, challenge.id)) await tellFailed(tx, challenge, now)
  })
}
