import { makeRecoveryCodes } from '../../../../contract/api/two-step.ts'
import { DomainError } from '../../../platform/errors.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import type { Parts } from '../parts.ts'
import { holdOpenSession } from '../queries-sessions.ts'
import { consumeStepUp, requireStepUp } from '../step-up/require-step-up.ts'
import { hasTwoSteps } from './methods-of.ts'
import { giveRecoveryCodes } from './new-recovery-codes.ts'
import { findFactorFacts } from './queries.ts'

/** Ten new codes; those before are void from this moment. Without a second step there is nothing to recover. */
export function makeRecoveryCodesRoute(parts: Parts): Route {
  return route(makeRecoveryCodes, async ({ context }) => {
    const { customerId, sessionId, deviceId } = context.principal
    const { now } = context
    if (!hasTwoSteps(await findFactorFacts(parts.db.read, customerId)))
      throw new DomainError('transition_not_allowed')
    const proof = await requireStepUp(parts, context, {
      operation: 'regenerate_recovery_codes',
      binding: {},
      display: {},
    })
    const codes = await parts.db.transaction(async tx => {
      await consumeStepUp(tx, proof)
      if (!(await holdOpenSession(tx, { id: sessionId, customerId }))) throw new DomainError('not_signed_in')
      return await giveRecoveryCodes(tx, parts, { customerId, deviceId, now })
    })
    context.audit({ subject: customerId })
    return { recovery_codes: codes }
  })
}
