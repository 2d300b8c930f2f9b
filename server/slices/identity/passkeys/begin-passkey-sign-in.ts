import * as contract from '../../../../contract/api/passkeys.ts'
import { requestOptions } from '../../../platform/authenticators/passkeys.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import type { Parts } from '../parts.ts'
import { askChallenge } from './challenges.ts'

/** A question for whoever opens the sign-in page. It names nobody's credentials, so it tells nobody who has one. */
export function beginPasskeySignInRoute(parts: Parts): Route {
  return route(contract.beginPasskeySignIn, async ({ context }) => {
    const { challenge, expiresAt, timeoutMs } = await parts.db.transaction(tx =>
      askChallenge(tx, { purpose: 'sign_in' }, context.now),
    )
    const options = requestOptions(parts.relyingParty, { challenge, known: [], timeoutMs })
    return { options, expires_at: expiresAt.toISOString() }
  })
}
