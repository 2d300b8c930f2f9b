import { removeAuthenticator } from '../../../../contract/api/two-step.ts'
import { DomainError } from '../../../platform/errors.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import { forgetRemembered } from '../devices/queries.ts'
import type { Parts } from '../parts.ts'
import { consumeStepUp, requireStepUp } from '../step-up/require-step-up.ts'
import { hasTwoSteps } from './methods-of.ts'
import * as queries from './queries.ts'
import { tellFactor } from './tell-factor.ts'

/**
 * Turns the authenticator app off. Where nothing else is left, recovery codes and remembered devices go with it: the
 * next second step begins with new ones. Another's authenticator is answered like one that never was.
 */
export function removeAuthenticatorRoute(parts: Parts): Route {
  return route(removeAuthenticator, async ({ params, context }) => {
    const { customerId } = context.principal
    const { now } = context
    const id = params.authenticator
    const inUse = await queries.findAuthenticatorInUse(parts.db.read, customerId)
    if (inUse?.id !== id) throw new DomainError('not_found')
    const proof = await requireStepUp(parts, context, {
      operation: 'turn_off_totp',
      binding: { authenticator: id },
      display: {},
    })
    await parts.db.transaction(async tx => {
      await consumeStepUp(tx, proof, id)
      if (!(await queries.removeAuthenticator(tx, { id, customerId, now })))
        throw new DomainError('not_found')
      if (!hasTwoSteps(await queries.findFactorFacts(tx, customerId))) {
        await queries.replaceRecoveryCodes(tx, { customerId, codes: [], deviceId: null, now })
        await forgetRemembered(tx, customerId)
      }
      await tellFactor(tx, 'totp.disabled', { customerId, now })
    })
    context.audit({ subject: id })
    return undefined
  })
}
