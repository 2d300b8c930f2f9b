import * as contract from '../../../../contract/api/security.ts'
import type { ReadDb } from '../../../platform/db.ts'
import { DomainError } from '../../../platform/errors.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import { appendEvents } from '../../../platform/outbox.ts'
import type { Parts } from '../parts.ts'
import { findFreeze, liftFreeze } from '../queries-restrictions.ts'
import { findOpenRequest } from '../recovery/queries-request.ts'
import { liftedEvent } from '../restrictions.ts'
import { consumeStepUp, requireStepUp } from '../step-up/require-step-up.ts'
import type { RestrictionRow } from '../tables.ts'

/**
 * Lifts the customer's own freeze, once its waiting time is over and with a proof besides the session. A freeze that
 * became stricter while the proof was given is not lifted by it, nor one of an account that is disputed.
 */
export function unfreezeAccountRoute(parts: Parts): Route {
  return route(contract.unfreezeAccount, async ({ context }) => {
    const { customerId } = context.principal
    const { now } = context
    const freeze = await findFreeze(parts.db.read, customerId)
    if (!freeze) throw new DomainError('transition_not_allowed')
    refuseTooEarly(freeze, now)
    await refuseDisputed(parts.db.read, { customerId, now })
    const proof = await requireStepUp(parts, context, {
      operation: 'unfreeze',
      binding: { restriction: freeze.id, reason: freeze.reason },
      display: {},
    })
    await parts.db.transaction(async tx => {
      await consumeStepUp(tx, proof, freeze.id)
      await refuseDisputed(tx, { customerId, now })
      const lifted = await liftFreeze(tx, { customerId, now })
      if (!lifted) throw new DomainError('transition_not_allowed')
      await appendEvents(tx, [liftedEvent(lifted, now)])
    })
    context.audit({ subject: customerId })
    return undefined
  })
}

function refuseTooEarly({ liftable_from: from }: RestrictionRow, now: Date): void {
  const waitMs = from === null ? 0 : from.getTime() - now.getTime()
  if (waitMs <= 0) return
  throw new DomainError('unfreeze_too_early', {
    details: { from: from?.toISOString() },
    retryAfterSeconds: Math.ceil(waitMs / 1_000),
  })
}

/**
 * Somebody says to support that they are the owner and have lost every proof. Whoever holds the proofs may be who took
 * them, with a passkey of their own: the money waits until two of our people have decided whose account it is.
 */
async function refuseDisputed(db: ReadDb, asked: { customerId: string; now: Date }): Promise<void> {
  const request = await findOpenRequest(db, asked)
  if (request)
    throw new DomainError('unfreeze_too_early', {
      details: { reason: 'recovery_request', request_until: request.expires_at.toISOString() },
    })
}
