import * as contract from '../../../../contract/api/passkeys.ts'
import { DomainError } from '../../../platform/errors.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import type { Parts } from '../parts.ts'
import { findChallenge } from '../step-up/queries.ts'
import { askForPasskey } from './question.ts'

/**
 * For one step-up of this session: the answer is bound to its id, and through it to the operation, the amount and the
 * recipient the customer was shown. Whether the step-up is still open is looked at when the answer comes.
 */
export function beginPasskeyStepUpRoute(parts: Parts): Route {
  return route(contract.beginPasskeyStepUp, async ({ params, context }) => {
    const { customerId, sessionId } = context.principal
    const found = await findChallenge(parts.db.read, { id: params.challenge, customerId, sessionId })
    if (!found) throw new DomainError('not_found')
    const occasion = { purpose: 'step_up', customerId, reference: found.id } as const
    return await askForPasskey(parts, { occasion, now: context.now })
  })
}
