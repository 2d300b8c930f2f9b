import type { ReadDb } from '../../platform/db.ts'
import * as queries from './queries-personal.ts'

/** Statements and exports that were made, for the copy of a customer's data. */
export const recordData = {
  name: 'records',
  async read(db: ReadDb, customerId: string): Promise<unknown> {
    return {
      statements: await queries.allStatements(db, customerId),
      exports: await queries.allExports(db, customerId),
    }
  },
}
