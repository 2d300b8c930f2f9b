import { listCustomerTransactions } from '../../contract/api/console.ts'
import { DomainError } from '../platform/errors.ts'
import { route, type Route } from '../platform/http/route.ts'
import { customersById } from '../slices/identity/index.ts'
import { historyPage } from '../slices/wallet/index.ts'
import type { ConsoleParts } from './parts.ts'

/** A customer's history as they see it themselves: the other side of a transfer stays masked. */
export function listCustomerTransactionsRoute({ db }: ConsoleParts): Route {
  return route(listCustomerTransactions, async ({ params, query, context }) => {
    const { customer: ownerId } = params
    context.audit({ subject: ownerId })
    const [page, [owner]] = await Promise.all([
      historyPage(db.read, { ownerId }, query),
      customersById(db.read, [ownerId]),
    ])
    if (!owner) throw new DomainError('not_found')
    return page
  })
}
