import type { Tx } from '../../platform/db.ts'
import { tellMethod } from './add-method.ts'
import { fromRow } from './method.ts'
import * as queries from './queries.ts'

/**
 * Removes everything a customer pays with, when their account is closed. The events of it make the counterparties forget
 * it too: an agreement that outlives the account could still be charged.
 */
export async function forgetMethods(
  tx: Tx,
  { customerId, now }: { customerId: string; now: Date },
): Promise<void> {
  await queries.holdCustomer(tx, customerId)
  for (const { id } of await queries.listMethods(tx, { customerId, kind: null })) {
    const removed = await queries.removeMethod(tx, { id, customerId, now })
    if (removed) await tellMethod(tx, 'payment_method.removed', fromRow(removed), now)
  }
}
