import type { FactSource } from '../ledger/index.ts'
import { fromRow, type PaymentMethod } from './method.ts'
import * as queries from './queries.ts'

/** A method as money decisions see it, by id: locked against being removed before the decision has committed. */
export const paymentMethodFact: FactSource<PaymentMethod> = {
  name: 'payment_methods.method',
  async read(client, ids) {
    const rows = await queries.lockMethods(client, ids)
    return new Map(rows.map(row => [row.id, fromRow(row)]))
  },
}
