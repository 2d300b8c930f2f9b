import type { ReadDb, Tx } from '../../../platform/db.ts'
import { sessionIdleMs } from '../authenticate.ts'
import { findCustomer } from '../queries.ts'
import { listAliveSessions } from '../queries-sessions.ts'
import type { CustomerRow, RestrictionRow, SessionRow } from '../tables.ts'
import * as queries from './queries.ts'

export type RestrictionForStaff = RestrictionRow & { inForce: boolean }

/** Everything about a customer that staff may need, nothing of it masked: whoever answers with it masks it. */
export type CustomerForStaff = {
  customer: CustomerRow
  /** Those in force first, then the newest; at most fifty. */
  restrictions: RestrictionForStaff[]
  /** Where the customer is signed in now, the latest used first. */
  sessions: SessionRow[]
}

export async function customerForStaff(
  db: ReadDb,
  { customerId, now }: { customerId: string; now: Date },
): Promise<CustomerForStaff | undefined> {
  const [customer, restrictions, sessions] = await Promise.all([
    findCustomer(db, customerId),
    restrictionsForStaff(db, { customerId, now }),
    sessionsForStaff(db, { customerId, now }),
  ])
  return customer && { customer, restrictions, sessions }
}

export async function sessionsForStaff(
  db: ReadDb,
  { customerId, now }: { customerId: string; now: Date },
): Promise<SessionRow[]> {
  const idleSince = new Date(now.getTime() - sessionIdleMs)
  return await listAliveSessions(db, { customerId, now, idleSince, limit: 50 })
}

/** Those in force first, then the newest; at most fifty. */
export async function restrictionsForStaff(
  db: ReadDb,
  { customerId, now }: { customerId: string; now: Date },
): Promise<RestrictionForStaff[]> {
  const rows = await queries.listRestrictions(db, { customerId, limit: 50 })
  return rows.map(row => ({
    ...row,
    inForce: row.lifted_at === null && (row.expires_at === null || row.expires_at > now),
  }))
}

/** Lets nobody else decide about this customer until the transaction ends. */
export async function lockCustomer(
  tx: Tx,
  customerId: string,
): Promise<Pick<CustomerRow, 'id' | 'status'> | undefined> {
  return await queries.lockCustomer(tx, customerId)
}
