import { z } from 'zod'
import { DomainError } from '../../../platform/errors.ts'
import { requestHash } from '../../../platform/http/request-hash.ts'
import { defineJob, type Job } from '../../../platform/jobs.ts'
import { workInRounds } from '../../../platform/rounds.ts'
import type { TransfersDeps } from '../index.ts'
import { endRequestDecider } from './decide-answer.ts'
import type { PaymentRequest } from './payment-request.ts'
import * as queries from './queries.ts'

/** So many at once form one or two batches of the pipeline, between which customers' commands get their turn. */
const roundSize = 200

/** Ends requests nobody paid in time. */
export function createExpireRequestsJob(deps: TransfersDeps): Job<Record<string, never>> {
  return defineJob({
    name: 'transfers.expire_requests',
    payload: z.object({}),
    // The next minute brings the next one.
    maxAttempts: 1,
    run: () =>
      workInRounds({
        size: roundSize,
        find: limit => queries.findDue(deps.db.read, deps.clock.now(), limit),
        work: request => expire(deps, request),
      }),
  })
}

async function expire({ pipeline, clock }: TransfersDeps, seen: PaymentRequest): Promise<boolean> {
  const now = clock.now()
  const idempotency = {
    scope: seen.id,
    key: 'payment_request expire',
    requestHash: requestHash('transfers.expire_request', { request: seen.id }, null),
  }
  try {
    await pipeline.execute(endRequestDecider, { seen, move: 'expire', now }, { idempotency, now })
    return true
  } catch (error) {
    // Paid or ended since it was found: then there is nothing left to do.
    if (!(error instanceof DomainError) || error.refusal.code !== 'transition_not_allowed') throw error
    return false
  }
}
