import { getChallenge } from '../../../../contract/api/challenges.ts'
import { DomainError } from '../../../platform/errors.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import type { Parts } from '../parts.ts'
import { presentChallenge } from './present-challenge.ts'
import * as queries from './queries.ts'

/** A challenge of this very session; any other does not exist here. Looking does not keep it alive. */
export function getChallengeRoute(parts: Parts): Route {
  return route(getChallenge, async ({ params, context }) => {
    const { customerId, sessionId } = context.principal
    const challenge = await queries.findChallenge(parts.db.read, {
      id: params.challenge,
      customerId,
      sessionId,
    })
    if (!challenge) throw new DomainError('not_found')
    return await presentChallenge(parts, challenge, context.now)
  })
}
