import type { Tx } from '../../platform/db.ts'
import { newId } from '../../platform/id.ts'
import type { NumberSource } from '../../platform/numbers.ts'
import * as queries from './queries.ts'

/** Gives a new customer their wallet and account number, in the transaction that makes them a customer. */
export async function openWallet(
  tx: Tx,
  options: { customerId: string; holderName: string; numbers: NumberSource; now: Date },
): Promise<void> {
  await queries.insertWallet(tx, {
    id: newId(),
    customer_id: options.customerId,
    account_number: await options.numbers.accountNumber(tx),
    holder_name: options.holderName,
    created_at: options.now,
  })
}
