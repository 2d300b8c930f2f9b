import { staffProveFactor } from '../../../contract/api/staff.ts'
import type { Body } from '../../../contract/operation.ts'
import { DomainError } from '../../platform/errors.ts'
import { route, type Route } from '../../platform/http/route.ts'
import { checkPasskey, checkTotp, type UseProof } from './factors.ts'
import { openStaffSession } from './open-session.ts'
import type { Parts } from './parts.ts'
import { holdActive } from './queries.ts'
import { endSession, takeTry, type Try } from './queries-sessions.ts'
import { wireSession } from './wire.ts'

/** Tries in one half session; then the password is asked for again. */
const maxTries = 5

/**
 * The second half of a sign-in: the proof is used up, the half session ends and a whole one with another token begins,
 * in one transaction; of two who try at once, one succeeds. A refusal never says which factor was wrong, or how.
 */
export function proveFactorRoute(parts: Parts): Route {
  return route(staffProveFactor, async ({ body, context }) => {
    const { now, halfStaff } = context
    const { staffId, sessionId } = halfStaff
    await parts.throttle.countFactor({ staffId, now })
    const taken = await parts.db.transaction(tx => takeTry(tx, { sessionId, max: maxTries }))
    if (!taken) return await end(parts, sessionId, now)
    const wrong = new DomainError('code_invalid', { details: { tries_left: maxTries - taken.attempts } })
    const useProof = await check(parts, { staffId, body, taken, now })
    if (!useProof) throw wrong
    const session = await parts.db.transaction(async tx => {
      // The member first: whoever disables them waits, and then ends what is opened here.
      const isFirst = (await holdActive(tx, staffId)) && (await useProof(tx))
      if (!isFirst || !(await endSession(tx, sessionId, { at: now, reason: 'proved' }))) throw wrong
      await parts.throttle.clearFactor(tx, staffId)
      return await openStaffSession(tx, { staffId, stage: 'full', origin: context })
    })
    context.setStaffCookie({ kind: 'set', token: session.token, expiresAt: session.expiresAt })
    context.audit({ subject: staffId, details: { factor: body.method } })
    return await wireSession(parts.db.read, staffId, session)
  })
}

function check(
  parts: Parts,
  proof: { staffId: string; body: Body<typeof staffProveFactor>; taken: Try; now: Date },
): Promise<UseProof | undefined> {
  const { staffId, body, taken, now } = proof
  return body.method === 'totp'
    ? checkTotp(parts, { staffId, code: body.code, now })
    : checkPasskey(parts, { staffId, assertion: body.assertion, challenge: taken.challenge, now })
}

/** Only who comes after the last try ends the session: of five at once the right one may be the slowest. */
async function end(parts: Parts, sessionId: string, now: Date): Promise<never> {
  await parts.db.transaction(tx => endSession(tx, sessionId, { at: now, reason: 'too_many_tries' }))
  throw new DomainError('challenge_expired')
}
