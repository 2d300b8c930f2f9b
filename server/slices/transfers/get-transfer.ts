import { getTransfer } from '../../../contract/api/transfers.ts'
import { DomainError } from '../../platform/errors.ts'
import { route, type Route } from '../../platform/http/route.ts'
import type { TransfersDeps } from './index.ts'
import { presentTransfer } from './present.ts'
import * as queries from './queries.ts'

export function getTransferRoute({ db }: TransfersDeps): Route {
  return route(getTransfer, async ({ params, context }) => {
    const { customerId } = context.principal
    const row = await queries.findTransfer(db.pool, { id: params.transfer, customerId })
    if (!row) throw new DomainError('not_found')
    return presentTransfer(row, customerId)
  })
}
