import { staffPasskeyOptions } from '../../../contract/api/staff.ts'
import { newPasskeyChallenge, requestOptions } from '../../platform/authenticators/passkeys.ts'
import { route, type Route } from '../../platform/http/route.ts'
import { halfLifetimeMs } from './authenticate.ts'
import type { Parts } from './parts.ts'
import { passkeysOf } from './queries.ts'
import { setChallenge } from './queries-sessions.ts'

/** What to ask the passkey for. Only the newest challenge of a half session counts, and it counts once. */
export function passkeyOptionsRoute(parts: Parts): Route {
  return route(staffPasskeyOptions, async ({ context }) => {
    const { staffId, sessionId } = context.halfStaff
    const challenge = newPasskeyChallenge()
    await setChallenge(parts.db.read, sessionId, challenge)
    const passkeys = await passkeysOf(parts.db.read, staffId)
    return requestOptions(parts.relyingParty, {
      challenge,
      known: passkeys.map(passkey => ({
        credentialId: passkey.credential_id,
        transports: passkey.transports,
      })),
      timeoutMs: halfLifetimeMs,
    })
  })
}
