import * as contract from '../../../../contract/api/recovery.ts'
import { DomainError } from '../../../platform/errors.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import { hashToken } from '../../../platform/token.ts'
import type { RecoveryParts } from './parts.ts'
import { endRequest, findFollowed } from './queries-request.ts'
import { statesBefore } from './request-states.ts'
import { customerOf } from './proved-account.ts'
import { wireRequest } from './requests.ts'

/** The second factor was found again, or somebody thought better of it: nothing is removed. */
export function withdrawRecoveryRequestRoute(parts: RecoveryParts): Route {
  return route(contract.withdrawRecoveryRequest, async ({ params, body, context }) => {
    const { now } = context
    const tokenHash = hashToken(body.follow_token)
    const request = await findFollowed(parts.db.read, { id: params.recovery_request, tokenHash })
    if (!request) throw new DomainError('not_found')
    context.audit({ actor: request.customer_id, subject: request.customer_id })
    const ended = await parts.db.transaction(tx =>
      endRequest(tx, {
        id: request.id,
        from: statesBefore('withdraw'),
        to: 'withdrawn',
        reason: null,
        at: now,
      }),
    )
    if (!ended) throw new DomainError('transition_not_allowed')
    return wireRequest(ended, await customerOf(parts.db.read, ended.customer_id))
  })
}
