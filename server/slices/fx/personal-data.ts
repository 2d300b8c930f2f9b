import type { ReadDb, Tx } from '../../platform/db.ts'
import * as queries from './queries-personal.ts'

/** Prices that were asked for, exchanges and alerts, for the copy of a customer's data. */
export const exchangeData = {
  name: 'exchange',
  async read(db: ReadDb, customerId: string): Promise<unknown> {
    return {
      quotes: await queries.allQuotes(db, customerId),
      alerts: await queries.allAlerts(db, customerId),
    }
  },
}

/** Nobody is told of rates once they are gone. */
export async function forgetAlerts(tx: Tx, { customerId }: { customerId: string }): Promise<void> {
  await queries.deleteAlerts(tx, customerId)
}
