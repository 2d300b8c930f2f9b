import * as contract from '../../../../contract/api/passkeys.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import type { Parts } from '../parts.ts'
import { askForPasskey } from './question.ts'

/**
 * For one step-up: the answer is bound to its id, and through it to the operation, the amount and the recipient the
 * customer was shown. An id that is not theirs asks for an answer that nothing takes.
 */
export function beginPasskeyStepUpRoute(parts: Parts): Route {
  return route(contract.beginPasskeyStepUp, async ({ params, context }) => {
    const { customerId } = context.principal
    const occasion = { purpose: 'step_up', customerId, reference: params.challenge } as const
    return await askForPasskey(parts, { occasion, now: context.now })
  })
}
