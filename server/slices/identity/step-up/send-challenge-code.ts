import { sendChallengeCode } from '../../../../contract/api/challenges.ts'
import { DomainError } from '../../../platform/errors.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import { methodsOf } from '../factors/methods-of.ts'
import type { Parts } from '../parts.ts'
import { expiryOf } from './challenge.ts'
import { overError } from './present-challenge.ts'
import * as queries from './queries.ts'

/** A code for one challenge, to the address or number on file; it is good for nothing else. */
export function sendChallengeCodeRoute(parts: Parts): Route {
  return route(sendChallengeCode, async ({ params, body, context }) => {
    const { now } = context
    const { customerId, sessionId } = context.principal
    const { db, codes } = parts
    const challenge = await queries.findChallenge(db.read, { id: params.challenge, customerId, sessionId })
    if (!challenge) throw new DomainError('not_found')
    const { channel } = body
    const methods = await methodsOf(db.read, customerId)
    if (!methods.includes(`${channel}_code`))
      throw new DomainError('validation_failed', { fields: [{ path: 'channel', code: 'not_allowed' }] })
    const { resendAt, expiresAt } = await db.transaction(async tx => {
      const open = await queries.extend(tx, {
        id: challenge.id,
        now,
        expiresAt: expiryOf(challenge.created_at, now),
      })
      if (!open) throw overError(challenge, now)
      return await codes.askCode(tx, {
        subject: challenge.id,
        purpose: 'step_up',
        channel,
        customerId,
        now,
      })
    })
    context.audit({ subject: challenge.id, details: { operation: challenge.operation, channel } })
    return { resend_at: resendAt.toISOString(), expires_at: expiresAt.toISOString() }
  })
}
