import { getCustomerTransactionTrace } from '../../contract/api/trace.ts'
import { DomainError } from '../platform/errors.ts'
import { route, type Route } from '../platform/http/route.ts'
import type { ConsoleParts } from './parts.ts'

/** The trace as the customer sees it, so that both sides of a call look at the same facts. */
export function getCustomerTransactionTraceRoute({ traceOf }: ConsoleParts): Route {
  return route(getCustomerTransactionTrace, async ({ params, context }) => {
    const { customer: ownerId, number } = params
    context.audit({ subject: ownerId, details: { transaction: number } })
    const trace = await traceOf({ ownerId, number, now: context.now })
    if (!trace) throw new DomainError('not_found')
    return trace
  })
}
