import { acceptInvitation } from '../../../contract/api/staff.ts'
import type { Body } from '../../../contract/operation.ts'
import { matchTotp } from '../../platform/authenticators/totp.ts'
import type { Tx } from '../../platform/db.ts'
import { assertInvariant, DomainError } from '../../platform/errors.ts'
import { route, type Route } from '../../platform/http/route.ts'
import { newId } from '../../platform/id.ts'
import { tokenHashOf } from '../../platform/token.ts'
import { checkNewPasskey, unsealTotp } from './factors.ts'
import { openStaffSession } from './open-session.ts'
import type { Parts } from './parts.ts'
import * as queries from './queries.ts'
import { consume, findOpen, takeTry, type AcceptanceTry } from './queries-invitations.ts'
import { wireSession } from './wire.ts'

/** Proofs of the second factor looked at per invitation. */
const maxTries = 10

type Factor = Body<typeof acceptInvitation>['factor']

/**
 * First use: a password is chosen and a second factor proved, and both are stored by the transaction that uses the
 * invitation up. There is no moment at which somebody has a password and no factor.
 */
export function acceptInvitationRoute(parts: Parts): Route {
  return route(acceptInvitation, async ({ body, context }) => {
    const { now } = context
    const tokenHash = tokenHashOf(body.token)
    const invitation = tokenHash && (await findOpen(parts.db.read, { tokenHash, now }))
    if (!tokenHash || !invitation) throw new DomainError('invitation_invalid')
    const { staff_id: staffId } = invitation
    context.audit({ subject: staffId, details: { factor: body.factor.method } })
    await refuseWeakPassword(parts, staffId, body.password)
    const taken = await parts.db.transaction(tx => takeTry(tx, { tokenHash, now, max: maxTries }))
    if (!taken) throw new DomainError('invitation_invalid')
    const enrol = await check(parts, taken, body.factor, now)
    if (!enrol) throw new DomainError('code_invalid')
    const hash = await parts.passwords.hash(body.password)
    const session = await parts.db.transaction(async tx => {
      await queries.lockMember(tx, staffId)
      if (!(await consume(tx, taken.id, now))) throw new DomainError('invitation_invalid')
      await queries.insertPassword(tx, { staffId, hash, changedAt: now })
      await enrol(tx)
      await queries.updateMember(tx, staffId, { status: 'active', locale: context.locale })
      return await openStaffSession(tx, { staffId, stage: 'full', origin: context })
    })
    context.setStaffCookie({ kind: 'set', token: session.token, expiresAt: session.expiresAt })
    return await wireSession(parts.db.read, staffId, session)
  })
}

async function refuseWeakPassword(parts: Parts, staffId: string, password: string): Promise<void> {
  const member = await queries.findMember(parts.db.read, staffId)
  assertInvariant(member !== undefined, 'an invitation is for a member of staff')
  const judge = await parts.judgePassword()
  const { strong, score } = judge(password, { name: member.name, email: member.email, phone: '' })
  if (strong) return
  throw new DomainError('password_too_weak', {
    details: { score },
    fields: [{ path: 'password', code: 'password_too_weak' }],
  })
}

/** How to enrol the factor that was proved, or undefined when the proof is wrong. */
async function check(
  parts: Parts,
  taken: AcceptanceTry,
  factor: Factor,
  now: Date,
): Promise<((tx: Tx) => Promise<void>) | undefined> {
  const { staff_id: staffId, sealed_secret: sealedSecret } = taken
  if (factor.method === 'totp') {
    if (sealedSecret === null) return undefined
    const secret = unsealTotp(parts, staffId, sealedSecret)
    const lastStep = matchTotp({ secret, code: factor.code, now })
    if (lastStep === undefined) return undefined
    return tx => queries.insertTotp(tx, { staffId, sealedSecret, lastStep, enrolledAt: now })
  }
  const { attestation, name } = factor
  const made = await checkNewPasskey(parts, { attestation, challenge: taken.challenge })
  if (!made) return undefined
  return tx =>
    queries.insertPasskey(tx, {
      id: newId(),
      staff_id: staffId,
      credential_id: made.credentialId,
      public_key: made.publicKey,
      sign_count: made.signCount,
      transports: made.transports,
      name,
      enrolled_at: now,
      last_used_at: null,
    })
}
