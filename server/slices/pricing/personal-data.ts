import type { ReadDb } from '../../platform/db.ts'
import * as queries from './queries-personal.ts'

/** Prices paid and limits used, for the copy of a customer's data. */
export const chargeData = {
  name: 'charges',
  async read(db: ReadDb, customerId: string): Promise<unknown> {
    return {
      charges: await queries.allCharges(db, customerId),
      limits_used: await queries.limitUse(db, customerId),
    }
  },
}
