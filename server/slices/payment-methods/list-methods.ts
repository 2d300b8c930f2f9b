import { listPaymentMethods } from '../../../contract/api/payment-methods.ts'
import { route, type Route } from '../../platform/http/route.ts'
import type { PaymentMethodsDeps } from './deps.ts'
import { fromRow, presentMethod } from './method.ts'
import * as queries from './queries.ts'

export function listMethodsRoute({ db }: Pick<PaymentMethodsDeps, 'db'>): Route {
  return route(listPaymentMethods, async ({ query, context }) => {
    const { customerId } = context.principal
    const rows = await queries.listMethods(db.read, { customerId, kind: query.kind ?? null })
    return { data: rows.map(row => presentMethod(fromRow(row))) }
  })
}
