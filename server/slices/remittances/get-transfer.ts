import { getTransferAbroad } from '../../../contract/api/remittances.ts'
import { DomainError } from '../../platform/errors.ts'
import { route, type Route } from '../../platform/http/route.ts'
import type { RemittancesDeps } from './deps.ts'
import { presentTransfer } from './present.ts'
import * as queries from './queries.ts'

export function getTransferRoute(deps: RemittancesDeps): Route {
  return route(getTransferAbroad, async ({ params, context }) => {
    const { customerId } = context.principal
    const transfer = await queries.findTransfer(deps.db.pool, { id: params.transfer_abroad, customerId })
    if (!transfer) throw new DomainError('not_found')
    return await presentTransfer(deps, transfer)
  })
}
