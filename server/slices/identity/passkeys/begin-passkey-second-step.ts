import * as contract from '../../../../contract/api/passkeys.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import type { Parts } from '../parts.ts'
import { askForPasskey } from './question.ts'

/** Between the password and the second proof: the answer completes this half session and no other. */
export function beginPasskeySecondStepRoute(parts: Parts): Route {
  return route(contract.beginPasskeySecondStep, async ({ context }) => {
    const { customerId, sessionId } = context.halfSession
    const occasion = { purpose: 'second_factor', customerId, reference: sessionId } as const
    return await askForPasskey(parts, { occasion, now: context.now })
  })
}
