import { startAuthenticator } from '../../../../contract/api/two-step.ts'
import { toTypeId } from '../../../../contract/ids.ts'
import { newTotpSecret, totpKeyText, totpUri } from '../../../platform/authenticators/totp.ts'
import { assertInvariant, DomainError } from '../../../platform/errors.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import { newId } from '../../../platform/id.ts'
import { seal } from '../../../platform/seal.ts'
import type { Parts } from '../parts.ts'
import { findCustomer } from '../queries.ts'
import { consumeStepUp, requireStepUp } from '../step-up/require-step-up.ts'
import { sealContext } from './prove-factor.ts'
import { findAuthenticatorInUse, insertAuthenticator } from './queries.ts'

/** Time to find the phone and scan; after that the secret on the screen is worth nothing. */
export const setupLifetimeMs = 30 * 60_000

/**
 * A new secret for an authenticator app, not in use yet. The step-up comes first: whoever found a device unlocked
 * could otherwise make their own app the customer's second factor, and confirm everything else with it.
 */
export function startAuthenticatorRoute(parts: Parts): Route {
  return route(startAuthenticator, async ({ context }) => {
    const { customerId } = context.principal
    const { now } = context
    const { db, sealKey } = parts
    if (await findAuthenticatorInUse(db.read, customerId)) throw new DomainError('transition_not_allowed')
    const proof = await requireStepUp(parts, context, { operation: 'add_totp', binding: {}, display: {} })
    const customer = await findCustomer(db.read, customerId)
    assertInvariant(customer !== undefined, 'a session belongs to a customer')
    const id = newId()
    const secret = newTotpSecret()
    await db.transaction(async tx => {
      await consumeStepUp(tx, proof, id)
      const sealed = seal(sealKey, secret, sealContext(id))
      if (!(await insertAuthenticator(tx, { id, customerId, secret: sealed, now })))
        throw new DomainError('transition_not_allowed')
    })
    context.audit({ subject: id })
    return {
      id: toTypeId('authenticator', id),
      key: totpKeyText(secret),
      uri: totpUri({ secret, issuer: parts.relyingParty.name, account: customer.email }),
      expires_at: new Date(now.getTime() + setupLifetimeMs).toISOString(),
    }
  })
}
