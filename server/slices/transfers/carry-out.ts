import type { z } from 'zod'
import { DomainError } from '../../platform/errors.ts'
import type { Principal, RequestContext } from '../../platform/http/route.ts'
import type { StepUpRequest } from '../identity/index.ts'
import { findOutcome, type Decider, type Idempotency, type JsonValue } from '../ledger/index.ts'
import type { TransfersDeps } from './index.ts'

type Asking = RequestContext & { principal: Principal }

/** Whose key it is, the key, and the request it stands for. Throws where an operation that needs one has none. */
export function idempotencyOf({ principal, idempotencyKey, requestHash }: Asking): Idempotency {
  if (idempotencyKey === null) throw new DomainError('idempotency_key_missing')
  return { scope: principal.customerId, key: idempotencyKey, requestHash }
}

/** The session that gives the order, the proof it names and what the request was. */
export function authorizationOf({ principal, stepUpChallenge, requestHash }: Asking) {
  return { sessionId: principal.sessionId, challengeId: stepUpChallenge, requestHash }
}

/**
 * Finds whom an order concerns. Who cannot be found refuses it, unless this very request was decided before: a repeat gets
 * its first outcome even when they have left since, and is marked as one.
 */
export async function findOrRepeat<Found, Outcome>(
  { db }: Pick<TransfersDeps, 'db'>,
  context: Pick<RequestContext, 'markReplayed'>,
  order: { idempotency: Idempotency; outcome: z.ZodType<Outcome>; find: () => Found | Promise<Found> },
): Promise<{ found: Found } | { first: Outcome }> {
  const { idempotency, outcome, find } = order
  try {
    return { found: await find() }
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    const known = await findOutcome(db.pool, idempotency)
    if (!known) throw error
    if (!known.requestHash.equals(idempotency.requestHash)) throw new DomainError('idempotency_key_reused')
    context.markReplayed()
    return { first: outcome.parse(known.outcome) }
  }
}

/** Carries an order out, or asks the payer for the proof without which it must not be. A repeat is marked as one. */
export async function executeOrAsk<Command, Outcome extends JsonValue>(
  deps: Pick<TransfersDeps, 'pipeline' | 'stepUp'>,
  context: Asking,
  order: {
    decider: Decider<Command, Outcome>
    command: Command
    idempotency: Idempotency
    /** What to ask for, where the refusal is for want of a proof. */
    ask?: (error: DomainError) => StepUpRequest | undefined
  },
): Promise<{ outcome: Outcome; replayed: boolean }> {
  const { decider, command, idempotency, ask } = order
  try {
    const settled = await deps.pipeline.execute(decider, command, { idempotency, now: context.now })
    if (settled.replayed) context.markReplayed()
    return settled
  } catch (error) {
    const request = error instanceof DomainError ? ask?.(error) : undefined
    if (!request) throw error
    return await deps.stepUp.demand(context, request)
  }
}
