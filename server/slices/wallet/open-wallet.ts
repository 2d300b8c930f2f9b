import type { Tx } from '../../platform/db.ts'
import { newId } from '../../platform/id.ts'
import type { NumberSource } from '../../platform/numbers.ts'
import * as queries from './queries.ts'

/** Gives a new customer their wallet and account number, in the transaction that makes them a customer. */
export async function openWallet(
  tx: Tx,
  { customerId, numbers, now }: { customerId: string; numbers: NumberSource; now: Date },
): Promise<void> {
  const accountNumber = await numbers.accountNumber()
  await queries.insertWallet(tx, {
    id: newId(),
    customer_id: customerId,
    account_number: accountNumber,
    created_at: now,
  })
}
