import * as contract from '../../../../contract/api/recovery.ts'
import { DomainError } from '../../../platform/errors.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import { newId } from '../../../platform/id.ts'
import { hashToken, newToken } from '../../../platform/token.ts'
import { tellEvent } from './events.ts'
import type { RecoveryParts } from './parts.ts'
import { consumeToken } from './queries.ts'
import { insertRequest } from './queries-request.ts'
import { checkWithinMs, objectionMs, requestLifetimeMs } from './request-states.ts'
import { customerOf } from './proved-account.ts'
import { wireRequest } from './requests.ts'

/**
 * Second factor lost as well. Whoever reads the mailbox or the phone may ask, which proves far too little to remove
 * anything: support establishes who is asking, a second person approves, and the owner has a day to stop it.
 */
export function openRecoveryRequestRoute(parts: RecoveryParts): Route {
  return route(contract.openRecoveryRequest, async ({ params, body, context }) => {
    const { now } = context
    const after = (ms: number) => new Date(now.getTime() + ms)
    const { token: followToken, tokenHash } = newToken()
    const request = await parts.db.transaction(async tx => {
      const proof = { id: params.recovery, tokenHash: hashToken(body.token), now }
      const consumed = await consumeToken(tx, proof)
      if (!consumed) throw new DomainError('challenge_expired')
      const row = {
        id: newId(),
        customer_id: consumed.customerId,
        state: 'submitted' as const,
        lost: Array.from(new Set(body.lost)),
        statement: body.statement,
        token_hash: tokenHash,
        submitted_at: now,
        earliest_at: after(objectionMs),
        check_by: after(checkWithinMs),
        checked_at: null,
        checked_by: null,
        evidence: null,
        findings: null,
        decide_by: null,
        approval_id: null,
        expires_at: after(requestLifetimeMs),
        ended_at: null,
        end_reason: null,
      }
      if (!(await insertRequest(tx, row))) throw new DomainError('transition_not_allowed')
      await tellEvent(tx, 'recovery.request_submitted', {
        customerId: row.customer_id,
        now,
        subject: row.id,
        facts: { until: row.earliest_at.toISOString() },
      })
      return row
    })
    context.audit({ actor: request.customer_id, subject: request.customer_id })
    const account = await customerOf(parts.db.read, request.customer_id)
    return { request: wireRequest(request, account), follow_token: followToken }
  })
}
