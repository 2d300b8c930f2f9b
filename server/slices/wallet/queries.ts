import type pg from 'pg'
import type { ReadDb, Tx } from '../../platform/db.ts'
import { plainArray, textArray } from '../../platform/sql-arrays.ts'
import type { WalletRow, WalletTables } from './tables.ts'

export async function insertWallet(tx: Tx, wallet: WalletRow): Promise<void> {
  await tx.withTables<WalletTables>().insertInto('wallet').values(wallet).execute()
}

export async function findWallet(db: ReadDb, customerId: string): Promise<WalletRow | undefined> {
  return db
    .withTables<WalletTables>()
    .selectFrom('wallet')
    .selectAll()
    .where('customer_id', '=', customerId)
    .executeTakeFirst()
}

type Named = { customer_id: string; account_number: string }

export async function findWalletsByNumber(
  client: pg.ClientBase,
  numbers: readonly string[],
): Promise<Named[]> {
  const { rows } = await client.query<Named>({
    name: 'wallet.by_number',
    text: 'SELECT customer_id, account_number FROM wallet WHERE account_number = ANY($1::text[])',
    values: [textArray(numbers)],
  })
  return rows
}

export async function findWalletsByCustomer(
  client: pg.ClientBase,
  customerIds: readonly string[],
): Promise<Named[]> {
  const { rows } = await client.query<Named>({
    name: 'wallet.by_customer',
    text: 'SELECT customer_id, account_number FROM wallet WHERE customer_id = ANY($1::uuid[])',
    values: [plainArray(customerIds)],
  })
  return rows
}
