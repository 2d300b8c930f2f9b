import { DomainError } from '../../platform/errors.ts'
import { rawRoute, type RawRoute } from '../../platform/http/route.ts'
import { addJob } from '../../platform/jobs.ts'
import type { FundingDeps } from './deps.ts'
import type { FundingJobs } from './jobs.ts'
import * as queries from './queries-follow.ts'
import type { Rail } from './rails/rail.ts'

/**
 * A counterparty's messages. One whose signature holds is stored once and answered at once; a job then asks how the
 * payment stands, because a message says that something happened and proves nothing.
 */
export function receiveCallbackRoute(
  deps: FundingDeps,
  jobs: FundingJobs,
  { rail, id, path }: { rail: Rail; id: string; path: `/v1/webhooks/${string}` },
): RawRoute {
  return rawRoute(
    {
      id,
      method: 'POST',
      path,
      rateLimit: 'webhook',
      audit: 'books',
      maxBytes: 256 * 1_024,
      contentTypes: ['application/json'],
    },
    async (body, headers, context) => {
      const callback = await rail.handleCallback(body, headers)
      if (callback.kind === 'refused') {
        deps.log.warn({ cause: callback.cause, ip: context.ip }, 'a webhook was refused')
        throw new DomainError('malformed_request')
      }
      if (callback.kind === 'event') {
        const { id: eventId, type, reference: object, orderId: depositId } = callback
        const { provider } = rail
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
