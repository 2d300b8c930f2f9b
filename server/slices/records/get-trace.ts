import { getTransactionTrace } from '../../../contract/api/trace.ts'
import { DomainError } from '../../platform/errors.ts'
import { route, type Route } from '../../platform/http/route.ts'
import type { RecordsDeps } from './deps.ts'
import { readTrace } from './trace.ts'

export function getTransactionTraceRoute(deps: RecordsDeps): Route {
  return route(getTransactionTrace, async ({ params, context }) => {
    const { customerId: ownerId } = context.principal
    const trace = await readTrace(deps, { ownerId, number: params.number, now: context.now })
    if (!trace) throw new DomainError('not_found')
    return trace
  })
}
