import type { StepUpOperation, stepUpDisplaySchema } from '../../../../contract/api/challenges.ts'
import type { z } from 'zod'
import type { Tx } from '../../../platform/db.ts'
import { DomainError } from '../../../platform/errors.ts'
import type { Principal, RequestContext } from '../../../platform/http/route.ts'
import { newId } from '../../../platform/id.ts'
import type { Parts } from '../parts.ts'
import { bindingHash, boundText, type Binding, type BoundOperation } from './binding.ts'
import { expiryOf, standsBehind } from './challenge.ts'
import { presentChallenge } from './present-challenge.ts'
import * as queries from './queries.ts'

export type StepUpParts = Pick<Parts, 'db'>

/** Who asks, and the challenge they say they have passed. */
export type StepUpContext = Pick<RequestContext, 'now' | 'stepUpChallenge'> & { principal: Principal }

/** What the customer is shown; whatever does not apply is left out. Names and numbers masked, as they may see them. */
export type StepUpDisplay = Partial<z.input<typeof stepUpDisplaySchema>>

export type StepUpRequest = { operation: StepUpOperation; binding: Binding; display: StepUpDisplay }

/** A challenge that was passed for this very request. It proves nothing until `consumeStepUp` has used it up. */
export type StepUpProof = { challengeId: string; customerId: string; hash: Buffer; now: Date }

/**
 * Lets an operation go on only with a challenge that was passed for exactly this request. Call it before the
 * transaction and `consumeStepUp` inside it. Throws `step_up_required` with `details.challenge`, a new pending one,
 * when none or another one is named; a challenge named with a request it is not for is void from then on.
 */
export async function requireStepUp(
  parts: StepUpParts,
  context: StepUpContext,
  request: StepUpRequest,
): Promise<StepUpProof> {
  const { customerId, sessionId } = context.principal
  const { stepUpChallenge: id, now } = context
  if (id !== null) {
    const challenge = await queries.findChallenge(parts.db.read, { id, customerId, sessionId })
    const hash = bindingHash(boundBy(context, request))
    if (challenge && standsBehind(challenge, { customerId, sessionId, hash, now }))
      return { challengeId: challenge.id, customerId, hash, now }
  }
  return await demandStepUp(parts, context, request)
}

/**
 * Opens a challenge for this request and throws `step_up_required`. For operations that learn only under their locks
 * that they need one (the money pipeline); all others call `requireStepUp`.
 */
export async function demandStepUp(
  parts: StepUpParts,
  context: StepUpContext,
  request: StepUpRequest,
): Promise<never> {
  const { now, stepUpChallenge: named } = context
  const { customerId, sessionId } = context.principal
  const bound = boundBy(context, request)
  const challenge = await parts.db.transaction(async tx => {
    if (named !== null) await queries.voidChallenge(tx, { id: named, customerId, sessionId })
    return await queries.insertChallenge(tx, {
      id: newId(),
      customer_id: customerId,
      session_id: sessionId,
      operation: request.operation,
      binding: boundText(bound),
      binding_hash: bindingHash(bound),
      display: { ...nothingToShow, ...request.display },
      created_at: now,
      expires_at: expiryOf(now, now),
    })
  })
  throw new DomainError('step_up_required', {
    details: { challenge: await presentChallenge(parts, challenge, now) },
  })
}

/**
 * Uses the challenge up in the transaction of the operation: of any number at once exactly one gets on. `by` is the
 * object the operation made or changed, the customer where it has none. Throws `challenge_expired`.
 */
export async function consumeStepUp(tx: Tx, proof: StepUpProof, by = proof.customerId): Promise<void> {
  const { challengeId: id, customerId, hash, now: at } = proof
  if (!(await queries.consume(tx, { id, customerId, hash, at, by })))
    throw new DomainError('challenge_expired')
}

function boundBy({ principal }: StepUpContext, { operation, binding }: StepUpRequest): BoundOperation {
  return { customerId: principal.customerId, operation, binding }
}

const nothingToShow = {
  reason: null,
  amount: null,
  total: null,
  recipient: null,
  recipient_account: null,
  facts: [],
}
