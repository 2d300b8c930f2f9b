import { getRefund } from '../../../../contract/api/refunds.ts'
import { toWireMoney } from '../../../../contract/money.ts'
import { DomainError } from '../../../platform/errors.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import type { TransactionDetails } from '../../wallet/index.ts'
import type { TransfersDeps } from '../index.ts'
import { presentRefund, type WireRefund } from './present.ts'
import * as queries from './queries.ts'

export function getRefundRoute(deps: TransfersDeps): Route {
  return route(getRefund, async ({ params, context }) => {
    const found = await findWireRefund(deps, params.refund, context.principal.customerId)
    if (!found) throw new DomainError('not_found')
    return found
  })
}

async function findWireRefund(
  { db }: TransfersDeps,
  id: string,
  customerId: string,
): Promise<WireRefund | undefined> {
  const refund = await queries.findRefund(db.pool, { id, customerId })
  if (!refund) return undefined
  const original = (await queries.readOriginals(db.pool, [refund.transferId])).get(refund.transferId)
  return presentRefund(refund, original?.feeLines ?? [], customerId)
}

/** What a refund adds to its record in a history. */
export async function refundDetails(
  deps: TransfersDeps,
  id: string,
  customerId: string,
): Promise<TransactionDetails | undefined> {
  const refund = await queries.findRefund(deps.db.pool, { id, customerId })
  if (!refund) return undefined
  const { fees, timeline } = presentRefund(refund, [], customerId)
  return {
    principal: toWireMoney(refund.amount),
    fees,
    expected_by: null,
    timeline,
    actions: ['receipt'],
    related: [{ relation: 'refund_of', number: refund.transferNumber, id: null, amount: null }],
  }
}
