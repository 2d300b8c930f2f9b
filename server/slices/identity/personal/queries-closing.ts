import type { OpenItem } from '../../../../contract/api/account-closing.ts'
import type { ReadDb, Tx } from '../../../platform/db.ts'
import type { AccountClosingRow, PersonalTables } from './tables.ts'

export async function insertClosing(tx: Tx, closing: AccountClosingRow): Promise<boolean> {
  const inserted = await tx
    .withTables<PersonalTables>()
    .insertInto('account_closing')
    .values({ ...closing, open_items: null })
    .onConflict(conflict => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  return inserted !== undefined
}

export async function findClosing(db: ReadDb, id: string): Promise<AccountClosingRow | undefined> {
  return await db
    .withTables<PersonalTables>()
    .selectFrom('account_closing')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
}

export async function newestClosing(db: ReadDb, customerId: string): Promise<AccountClosingRow | undefined> {
  return await db
    .withTables<PersonalTables>()
    .selectFrom('account_closing')
    .selectAll()
    .where('customer_id', '=', customerId)
    .orderBy('asked_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** Ends a closing once, one way or the other; undefined when it has ended. */
export async function endClosing(
  tx: Tx,
  end: {
    id: string
    state: 'closed' | 'canceled' | 'stopped'
    at: Date
    openItems?: readonly OpenItem[]
  },
): Promise<AccountClosingRow | undefined> {
  return await tx
    .withTables<PersonalTables>()
    .updateTable('account_closing')
    .set({
      state: end.state,
      ended_at: end.at,
      open_items: end.openItems === undefined ? null : JSON.stringify(end.openItems),
    })
    .where('id', '=', end.id)
    .where('ended_at', 'is', null)
    .returningAll()
    .executeTakeFirst()
}
