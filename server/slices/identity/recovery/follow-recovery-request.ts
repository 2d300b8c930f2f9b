import * as contract from '../../../../contract/api/recovery.ts'
import { DomainError } from '../../../platform/errors.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import { hashToken } from '../../../platform/token.ts'
import type { RecoveryParts } from './parts.ts'
import { customerOf } from './proved-account.ts'
import { findFollowed } from './queries-request.ts'
import { wireRequest } from './requests.ts'

/** Where a request stands, for whoever has its link. */
export function followRecoveryRequestRoute(parts: RecoveryParts): Route {
  return route(contract.followRecoveryRequest, async ({ params, body }) => {
    const tokenHash = hashToken(body.follow_token)
    const request = await findFollowed(parts.db.read, { id: params.recovery_request, tokenHash })
    if (!request) throw new DomainError('not_found')
    return wireRequest(request, await customerOf(parts.db.read, request.customer_id))
  })
}
