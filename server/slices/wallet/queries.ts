import type pg from 'pg'
import type { ReadDb, Tx } from '../../platform/db.ts'
import { texts, uuids } from '../../platform/sql-binary-arrays.ts'
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

export type Holder = { customer_id: string; account_number: string; holder_name: string }

/** Who holds these account numbers, and what the accounts of these customers are called; one index scan each. */
export async function findHolders(
  client: pg.ClientBase,
  wanted: { accountNumbers: readonly string[]; customerIds: readonly string[] },
): Promise<Holder[]> {
  const { rows } = await client.query<Holder>({
    name: 'wallet.find_holders',
    text: `SELECT customer_id, account_number, holder_name FROM wallet WHERE account_number = ANY($1::text[])
           UNION ALL
           SELECT customer_id, account_number, holder_name FROM wallet WHERE customer_id = ANY($2::uuid[])`,
    values: [texts(wanted.accountNumbers), uuids(wanted.customerIds)],
  })
  return rows
}

/** Whose account this is. */
export async function findOwner(db: ReadDb, accountNumber: string): Promise<string | undefined> {
  const wallet = await db
    .withTables<WalletTables>()
    .selectFrom('wallet')
    .select('customer_id')
    .where('account_number', '=', accountNumber)
    .executeTakeFirst()
  return wallet?.customer_id
}

/** The name on a customer's account. */
export async function renameHolder(
  tx: Tx,
  { customerId, name }: { customerId: string; name: string },
): Promise<void> {
  await tx
    .withTables<WalletTables>()
    .updateTable('wallet')
    .set({ holder_name: name })
    .where('customer_id', '=', customerId)
    .executeTakeFirstOrThrow()
}
