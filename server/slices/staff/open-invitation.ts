import { openInvitation } from '../../../contract/api/staff.ts'
import { creationOptions, newPasskeyChallenge } from '../../platform/authenticators/passkeys.ts'
import { newTotpSecret, totpKeyText, totpUri } from '../../platform/authenticators/totp.ts'
import { assertInvariant, DomainError } from '../../platform/errors.ts'
import { route, type Route } from '../../platform/http/route.ts'
import { tokenHashOf } from '../../platform/token.ts'
import { sealTotp } from './factors.ts'
import type { Parts } from './parts.ts'
import { findMember } from './queries.ts'
import { findOpen, prepare } from './queries-invitations.ts'

const passkeyTimeoutMs = 5 * 60_000

/**
 * What an invitation offers. Each opening makes a secret and a challenge anew: whoever opened the link before its
 * owner knows a secret that nobody will ever enrol.
 */
export function openInvitationRoute(parts: Parts): Route {
  return route(openInvitation, async ({ body, context }) => {
    const tokenHash = tokenHashOf(body.token)
    const invitation = tokenHash && (await findOpen(parts.db.read, { tokenHash, now: context.now }))
    if (!invitation) throw new DomainError('invitation_invalid')
    const member = await findMember(parts.db.read, invitation.staff_id)
    assertInvariant(member !== undefined, 'an invitation is for a member of staff')
    context.audit({ subject: member.id })
    const secret = newTotpSecret()
    const challenge = newPasskeyChallenge()
    await prepare(parts.db.read, invitation.id, {
      sealedSecret: sealTotp(parts, member.id, secret),
      challenge,
    })
    const { name, email, roles } = member
    return {
      name,
      email,
      roles,
      expires_at: invitation.expires_at.toISOString(),
      totp: {
        secret: totpKeyText(secret),
        uri: totpUri({ secret, issuer: `${parts.relyingParty.name} console`, account: email }),
      },
      passkey: creationOptions(parts.relyingParty, {
        challenge,
        user: {
          handle: Buffer.from(member.id.replaceAll('-', ''), 'hex'),
          name: email,
          displayName: name,
        },
        known: [],
        timeoutMs: passkeyTimeoutMs,
      }),
    }
  })
}
