import { getBill, listBills, listPaymentRequests } from '../../../../contract/api/payment-requests.ts'
import { DomainError } from '../../../platform/errors.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import { pageOf, readCursor } from '../cursor.ts'
import type { TransfersDeps } from '../index.ts'
import { presentBills, presentRequests } from './present.ts'
import * as queries from './queries.ts'

export function listPaymentRequestsRoute(deps: TransfersDeps): Route {
  return route(listPaymentRequests, async ({ query, context }) => {
    const { customerId: viewerId } = context.principal
    const { role, status, limit } = query
    const after = readCursor('paymentRequest', query.cursor)
    const rows = await queries.listRequests(
      deps.db.read,
      { customerId: viewerId, role },
      { status, after, limit: limit + 1 },
    )
    const page = pageOf('paymentRequest', rows, { limit, present: row => row })
    const reading = { viewerId, now: context.now }
    return { ...page, data: await presentRequests(deps, page.data, reading) }
  })
}

export function listBillsRoute(deps: TransfersDeps): Route {
  return route(listBills, async ({ query, context }) => {
    const { customerId: viewerId } = context.principal
    const { limit } = query
    const after = readCursor('bill', query.cursor)
    const rows = await queries.listBills(deps.db.read, viewerId, { after, limit: limit + 1 })
    const page = pageOf('bill', rows, { limit, present: row => row })
    return { ...page, data: await presentBills(deps, page.data, { viewerId, now: context.now }) }
  })
}

export function getBillRoute(deps: TransfersDeps): Route {
  return route(getBill, async ({ params, context }) => {
    const { customerId: viewerId } = context.principal
    const bill = await queries.findBill(deps.db.read, { id: params.bill, ownerId: viewerId })
    if (!bill) throw new DomainError('not_found')
    const [wire] = await presentBills(deps, [bill], { viewerId, now: context.now })
    if (!wire) throw new Error('one was to be presented')
    return wire
  })
}
