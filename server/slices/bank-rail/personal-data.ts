import type { ReadDb } from '../../platform/db.ts'
import * as queries from './queries-personal.ts'

/** What the bank was asked to pay and what it said, for the copy of a customer's data. */
export const bankOrderData = {
  name: 'bank_orders',
  async read(db: ReadDb, customerId: string): Promise<unknown> {
    return {
      orders: await queries.ordersOf(db, customerId),
      assigned_by_staff: await queries.assignedTo(db, customerId),
    }
  },
}
