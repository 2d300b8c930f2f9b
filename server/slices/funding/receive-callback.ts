import { DomainError } from '../../platform/errors.ts'
import { rawRoute, type RawRoute } from '../../platform/http/route.ts'
import { addJob } from '../../platform/jobs.ts'
import type { FundingDeps } from './deps.ts'
import type { FundingJobs } from './jobs.ts'
import * as queries from './queries-follow.ts'

/**
 * The acquirer's messages. One whose signature holds is stored once and answered at once; a job then asks how the
 * payment stands, because a message says that something happened and proves nothing.
 */
export function receiveCallbackRoute(deps: FundingDeps, jobs: FundingJobs): RawRoute {
  return rawRoute(
    {
      id: 'receiveStripeWebhook',
      method: 'POST',
      path: '/v1/webhooks/stripe',
      rateLimit: 'webhook',
      audit: 'books',
      maxBytes: 256 * 1_024,
      contentTypes: ['application/json'],
    },
    async (body, headers, context) => {
      const callback = await deps.rail.handleCallback(body, headers)
      if (callback.kind === 'refused') {
        deps.log.warn({ cause: callback.cause, ip: context.ip }, 'a webhook was refused')
        throw new DomainError('malformed_request')
      }
      if (callback.kind === 'event') {
        const { id: eventId, type, reference: object, orderId: depositId } = callback
        const { provider } = deps.rail
        await deps.db.transaction(async tx => {
          const event = { provider, eventId, type, object, depositId, receivedAt: context.now }
          if (await queries.insertRailEvent(tx, event))
            await addJob(tx, jobs.callback, { event: eventId, deposit: depositId })
        })
      }
      return { status: 200 }
    },
  )
}
