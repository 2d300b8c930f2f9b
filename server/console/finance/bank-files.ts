import { getPaymentOrder, listBankFiles, listPaymentOrders } from '../../../contract/api/finance.ts'
import { toTypeId } from '../../../contract/ids.ts'
import { DomainError } from '../../platform/errors.ts'
import { route, type Route } from '../../platform/http/route.ts'
import { railHealth, type RailHealth } from '../../slices/bank-rail/index.ts'
import { idCursor, numberCursor, pageOfRows } from './page.ts'
import type { FinanceParts } from './parts.ts'
import { presentFile, presentOrder, presentStep } from './present-bank.ts'
import * as queries from './queries-bank.ts'

export function listBankFilesRoute({ db }: FinanceParts): Route {
  return route(listBankFiles, async ({ query: { limit, cursor, status } }) => {
    const before = numberCursor(cursor)
    const [rows, health] = await Promise.all([
      queries.listFiles(db.read, {
        status,
        before: before === undefined ? undefined : Number(before),
        limit: limit + 1,
      }),
      railHealth(db.pool),
    ])
    const page = pageOfRows(rows, limit, { present: presentFile, cursor: row => row.number.toString() })
    return { ...page, health: presentHealth(health) }
  })
}

function presentHealth(health: RailHealth) {
  const since = health.state === 'up' ? health.lastContactAt : health.state === 'down' ? health.since : null
  return { state: health.state, since: since?.toISOString() ?? null }
}

export function listPaymentOrdersRoute({ db }: FinanceParts): Route {
  return route(listPaymentOrders, async ({ query: { limit, cursor, status, file } }) => {
    const before = idCursor('paymentOrder', cursor)
    const rows = await queries.listOrders(db.read, { status, file, before, limit: limit + 1 })
    return pageOfRows(rows, limit, { present: presentOrder, cursor: row => toTypeId('paymentOrder', row.id) })
  })
}

export function getPaymentOrderRoute({ db }: FinanceParts): Route {
  return route(getPaymentOrder, async ({ params: { order: id }, context }) => {
    const [order, steps] = await Promise.all([queries.findOrder(db.read, id), queries.stepsOf(db.read, id)])
    if (!order) throw new DomainError('not_found')
    if (order.owner_id !== null) context.audit({ subject: order.owner_id })
    return { ...presentOrder(order), steps: steps.map(presentStep) }
  })
}
