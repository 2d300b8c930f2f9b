import * as contract from '../../../../contract/api/passkeys.ts'
import { creationOptions } from '../../../platform/authenticators/passkeys.ts'
import { assertInvariant, DomainError } from '../../../platform/errors.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import type { Parts } from '../parts.ts'
import { findCustomer } from '../queries.ts'
import { consumeStepUp, requireStepUp } from '../step-up/require-step-up.ts'
import { askChallenge } from './challenges.ts'
import { listPasskeys } from './queries.ts'
import { handleOf } from './user-handle.ts'

/** More than anybody has keys and devices; the list is sent to the browser with every new one. */
export const maxPasskeys = 20

/**
 * The first half of adding a passkey. A passkey signs in by itself, so whoever found a device unlocked must not be
 * able to add theirs: the step-up is asked for here, before the browser asks for a finger, and what it allows is
 * one credential made in this session within five minutes.
 */
export function beginPasskeyRoute(parts: Parts): Route {
  return route(contract.beginPasskey, async ({ context }) => {
    const { customerId, sessionId } = context.principal
    const known = await listPasskeys(parts.db.read, customerId)
    if (known.length >= maxPasskeys)
      throw new DomainError('too_many_passkeys', { details: { max: maxPasskeys } })
    const proof = await requireStepUp(parts, context, { operation: 'add_passkey', binding: {}, display: {} })
    const customer = await findCustomer(parts.db.read, customerId)
    assertInvariant(customer !== undefined, 'a session belongs to a customer')
    const { challenge, expiresAt, timeoutMs } = await parts.db.transaction(async tx => {
      await consumeStepUp(tx, proof)
      return await askChallenge(tx, { purpose: 'register', customerId, reference: sessionId }, context.now)
    })
    const options = creationOptions(parts.relyingParty, {
      challenge,
      user: { handle: handleOf(customerId), name: customer.email, displayName: customer.name },
      known: known.map(each => ({ credentialId: each.credential_id, transports: each.transports })),
      timeoutMs,
    })
    return { options, expires_at: expiresAt.toISOString() }
  })
}
