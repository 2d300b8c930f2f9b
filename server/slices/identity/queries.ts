import { sql } from 'kysely'
import type pg from 'pg'
import type { CustomerStatus } from '../../../contract/api/identity.ts'
import type { Locale } from '../../../contract/schemas.ts'
import type { ReadDb, Tx } from '../../platform/db.ts'
import { plainArray } from '../../platform/sql-arrays.ts'
import { uuids } from '../../platform/sql-binary-arrays.ts'
import { restrictionFacts, type RestrictionFact } from './queries-restrictions.ts'
import type { CustomerRow, IdentityTables } from './tables.ts'

/**
 * Adds a customer, or answers nothing when the folded address has one. A number that is not proved finds nobody;
 * `givePhone` gives a proved one.
 */
export async function insertCustomer(
  tx: Tx,
  customer: Omit<CustomerRow, 'phone_lookup'>,
): Promise<CustomerRow | undefined> {
  return await tx
    .withTables<IdentityTables>()
    .insertInto('customer')
    .values({ ...customer, phone_lookup: null })
    .onConflict(conflict => conflict.doNothing())
    .returningAll()
    .executeTakeFirst()
}

/** The customer's row, locked until the transaction ends. */
export async function lockCustomer(tx: Tx, customerId: string): Promise<CustomerRow | undefined> {
  return await tx
    .withTables<IdentityTables>()
    .selectFrom('customer')
    .selectAll()
    .where('id', '=', customerId)
    .forNoKeyUpdate()
    .executeTakeFirst()
}

export async function insertPassword(
  tx: Tx,
  credential: { customerId: string; hash: string; changedAt: Date },
): Promise<void> {
  await tx
    .withTables<IdentityTables>()
    .insertInto('password_credential')
    .values({ customer_id: credential.customerId, hash: credential.hash, changed_at: credential.changedAt })
    .execute()
}

/** Stores the same password under newer parameters, unless the password itself was changed meanwhile. */
export async function replaceHash(
  tx: Tx,
  credential: { customerId: string; oldHash: string; newHash: string },
): Promise<void> {
  await tx
    .withTables<IdentityTables>()
    .updateTable('password_credential')
    .set({ hash: credential.newHash })
    .where('customer_id', '=', credential.customerId)
    .where('hash', '=', credential.oldHash)
    .execute()
}

export async function findCustomer(db: ReadDb, customerId: string): Promise<CustomerRow | undefined> {
  return await db
    .withTables<IdentityTables>()
    .selectFrom('customer')
    .selectAll()
    .where('id', '=', customerId)
    .executeTakeFirst()
}

export async function setLocale(
  tx: Tx,
  change: { customerId: string; locale: Locale },
): Promise<CustomerRow | undefined> {
  return await tx
    .withTables<IdentityTables>()
    .updateTable('customer')
    .set({ locale: change.locale })
    .where('id', '=', change.customerId)
    .returningAll()
    .executeTakeFirst()
}

/** Moves a customer from one status to another; false when the status was a different one by now. */
export async function moveStatus(
  tx: Tx,
  move: { customerId: string; from: CustomerStatus; to: CustomerStatus },
): Promise<boolean> {
  const moved = await tx
    .withTables<IdentityTables>()
    .updateTable('customer')
    .set({ status: move.to })
    .where('id', '=', move.customerId)
    .where('status', '=', move.from)
    .returning('id')
    .executeTakeFirst()
  return moved !== undefined
}

type FactsRow = {
  id: string
  name: string
  status: CustomerStatus
  phone_lookup: string | null
  restrictions: RestrictionFact[] | null
}

/** Name and standing of customers by id, for the money pipeline: one prepared statement per batch. */
export async function readFacts(client: pg.ClientBase, customerIds: readonly string[]): Promise<FactsRow[]> {
  const { rows } = await client.query<FactsRow>({
    name: 'identity.customer_facts',
    text: `SELECT c.id, c.name, c.status, c.phone_lookup, ${restrictionFacts} AS restrictions
           FROM customer c WHERE c.id = ANY($1::uuid[])`,
    values: [uuids(customerIds)],
  })
  return rows
}

export async function readContacts(
  db: ReadDb,
  customerIds: readonly string[],
): Promise<
  (Pick<CustomerRow, 'id' | 'name' | 'email' | 'locale'> & {
    phone: string | null
    timeZone: string | null
  })[]
> {
  return await db
    .withTables<IdentityTables>()
    .selectFrom('customer')
    .select(eb => [
      'id',
      'name',
      'email',
      'locale',
      'time_zone as timeZone',
      eb.case().when('phone_verified_at', 'is not', null).then(eb.ref('phone')).else(null).end().as('phone'),
    ])
    .where('id', '=', sql<string>`ANY(${plainArray(customerIds)}::uuid[])`)
    .execute()
}

export type FoundCustomer = { key: string; id: string; name: string; status: CustomerStatus }

/** Customers by folded address; `key` is the folded address. */
export async function findByEmailKey(db: ReadDb, keys: readonly string[]): Promise<FoundCustomer[]> {
  return await db
    .withTables<IdentityTables>()
    .selectFrom('customer')
    .select(['email_key as key', 'id', 'name', 'status'])
    .where('email_key', '=', sql<string>`ANY(${[...keys]}::text[])`)
    .execute()
}

/** Customers by E.164 number, of those who can be found by it; `key` is the number. */
export async function findByPhone(db: ReadDb, numbers: readonly string[]): Promise<FoundCustomer[]> {
  const found = await sql<FoundCustomer>`
    SELECT phone_lookup AS key, id, name, status
    FROM customer WHERE phone_lookup = ANY(${[...numbers]}::text[])`.execute(db)
  return found.rows
}
