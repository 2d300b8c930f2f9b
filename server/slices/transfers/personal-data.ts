import type { OpenItem } from '../../../contract/api/account-closing.ts'
import { money, toWireMoney } from '../../../contract/money.ts'
import type { ReadDb } from '../../platform/db.ts'
import * as queries from './queries-personal.ts'

/**
 * What would go on without its owner is in the way of a closing: a schedule would fail day after day, others would be
 * asked to pay somebody who is gone. Its owner ends it, because who keeps the account after all still has it.
 */
export async function openPlans(db: ReadDb, customerId: string): Promise<OpenItem[]> {
  const plans = await queries.openPlans(db, customerId)
  return plans.map(({ kind, amount, currency, number }) => ({
    kind,
    amount: toWireMoney(money(amount, currency)),
    number,
    reason: null,
  }))
}

/** Requests, bills, invitations and schedules, for the copy of a customer's data. */
export const transferData = {
  name: 'transfers',
  async read(db: ReadDb, customerId: string): Promise<unknown> {
    return {
      transfers: await queries.allTransfers(db, customerId),
      payment_requests: await queries.allRequests(db, customerId),
      bills: await queries.allBills(db, customerId),
      invitations: await queries.allInvitations(db, customerId),
      scheduled_transfers: await queries.allSchedules(db, customerId),
    }
  },
}
