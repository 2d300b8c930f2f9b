import { getCustomerTransactionTrace } from '../../contract/api/trace.ts'
import { DomainError } from '../platform/errors.ts'
import { route, type Route } from '../platform/http/route.ts'
import { customersTransaction } from '../slices/wallet/index.ts'
import type { ConsoleParts } from './parts.ts'

/** The trace as the customer sees it, so that both sides of a call look at the same facts. */
export function getCustomerTransactionTraceRoute({ db, traceOf }: ConsoleParts): Route {
  return route(getCustomerTransactionTrace, async ({ params, context }) => {
    const { customer: ownerId, number } = params
    context.audit({ subject: ownerId, details: { transaction: number } })
    const [trace, transaction] = await Promise.all([
      traceOf({ ownerId, number, now: context.now }),
      customersTransaction(db.read, { ownerId, number }),
    ])
    if (!trace || !transaction) throw new DomainError('not_found')
    return { ...trace, transaction }
  })
}
