import { createHash } from 'node:crypto'
import { staffSignIn, type StaffFactor } from '../../../contract/api/staff.ts'
import { assertInvariant, DomainError } from '../../platform/errors.ts'
import { route, type Route } from '../../platform/http/route.ts'
import { networkOf } from '../../platform/rate-limit.ts'
import { openStaffSession } from './open-session.ts'
import type { Parts } from './parts.ts'
import { findSignInFacts, holdActive, holdPassword, type SignInFacts } from './queries.ts'
import { endSession } from './queries-sessions.ts'
import type { PasswordAttempt } from './throttle.ts'

/** From a network somebody worked from during this time, strangers' attempts do not lock them out. */
const networkKnownForMs = 90 * 24 * 60 * 60_000

/**
 * The first half of a sign-in. Every address gets the same statements and one password computation, whether somebody
 * has it or nobody; the right password opens a half session, which is good for nothing but the second factor.
 */
export function signInRoute(parts: Parts): Route {
  return route(staffSignIn, async ({ body, context }) => {
    const { now } = context
    const emailKey = parts.foldEmail(body.email) ?? nobodysKey(body.email)
    const network = networkOf(context.ip)
    const knownSince = new Date(now.getTime() - networkKnownForMs)
    const facts = await findSignInFacts(parts.db.read, { emailKey, network, knownSince })
    if (facts.staff_id !== null) context.audit({ subject: facts.staff_id })
    const attempt = { emailKey, network: facts.known_network ? network : null, staffId: facts.staff_id, now }
    await parts.throttle.countPassword(attempt)
    const { matches } = await verify(parts, facts, body.password)
    if (!matches) throw new DomainError('credentials_invalid')
    if (facts.status !== 'active') throw new DomainError('forbidden')
    const replaces = context.staff?.sessionId ?? context.halfStaff?.sessionId ?? null
    const session = await admit(parts, attempt, { facts, origin: context, replaces })
    context.setStaffCookie({ kind: 'set', token: session.token, expiresAt: session.expiresAt })
    return { methods: methodsOf(facts), expires_at: session.expiresAt.toISOString() }
  })
}

/** A text that is no address is looked up all the same, under a key that no folded address can have. */
function nobodysKey(text: string): string {
  return `no address ${createHash('sha256').update(text).digest('hex')}`
}

function verify(
  { passwords }: Parts,
  { hash }: SignInFacts,
  password: string,
): Promise<{ matches: boolean }> {
  return hash === null ? passwords.verifyNothing(password) : passwords.verify(password, hash)
}

function methodsOf(facts: SignInFacts): StaffFactor[] {
  const methods: StaffFactor[] = []
  if (facts.passkeys) methods.push('passkey')
  if (facts.totp) methods.push('totp')
  assertInvariant(methods.length > 0, 'an active member of staff has a second factor')
  return methods
}

async function admit(
  parts: Parts,
  attempt: PasswordAttempt,
  signIn: {
    facts: SignInFacts
    origin: { ip: string; userAgent: string; now: Date }
    replaces: string | null
  },
) {
  const { facts, origin, replaces } = signIn
  const { staff_id: staffId, password_changed_at: changedAt } = facts
  assertInvariant(staffId !== null && changedAt !== null, 'only a member with a password is admitted')
  return await parts.db.transaction(async tx => {
    // Changed or disabled while this attempt was judged, what was right is not right any more.
    const unchanged = (await holdActive(tx, staffId)) && (await holdPassword(tx, { staffId, changedAt }))
    if (!unchanged) throw new DomainError('credentials_invalid')
    await parts.throttle.clearPassword(tx, attempt)
    if (replaces !== null) await endSession(tx, replaces, { at: origin.now, reason: 'replaced' })
    return await openStaffSession(tx, { staffId, stage: 'half', origin })
  })
}
