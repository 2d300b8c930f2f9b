import { sql } from 'kysely'
import type pg from 'pg'
import type { PaymentMethodKind } from '../../../contract/api/payment-methods.ts'
import type { ReadDb, Tx } from '../../platform/db.ts'
import { plainArray } from '../../platform/sql-arrays.ts'
import type { NameCheckRow, PaymentMethodRow, PaymentMethodTables } from './tables.ts'

/** A date read as a Date would move with the time zone of whoever reads it. */
const columns = sql.raw(`id, customer_id, kind, status, label, details, sealed, fingerprint, is_default,
  expires_on::text AS expires_on, verified_at, created_at, removed_at`)

/** Holds the customer, so that what is added, removed and made the default comes one after the other. */
export async function holdCustomer(tx: Tx, customerId: string): Promise<void> {
  await sql`SELECT FROM customer WHERE id = ${customerId} FOR NO KEY UPDATE`.execute(tx)
}

/** Adds a method; undefined where the customer keeps the same one already. */
export async function insertMethod(tx: Tx, row: PaymentMethodRow): Promise<PaymentMethodRow | undefined> {
  const { rows } = await sql<PaymentMethodRow>`
    INSERT INTO payment_method (id, customer_id, kind, status, label, details, sealed, fingerprint, is_default,
      expires_on, verified_at, created_at)
    VALUES (${row.id}, ${row.customer_id}, ${row.kind}, ${row.status}, ${row.label}, ${JSON.stringify(row.details)},
      ${row.sealed}, ${row.fingerprint}, ${row.is_default}, ${row.expires_on}, ${row.verified_at}, ${row.created_at})
    ON CONFLICT (customer_id, kind, fingerprint) WHERE removed_at IS NULL DO NOTHING
    RETURNING ${columns}`.execute(tx)
  return rows[0]
}

/** What a customer keeps, the default of each kind first, then the oldest. */
export async function listMethods(
  db: ReadDb,
  { customerId, kind }: { customerId: string; kind: PaymentMethodKind | null },
): Promise<PaymentMethodRow[]> {
  const { rows } = await sql<PaymentMethodRow>`
    SELECT ${columns} FROM payment_method
    WHERE customer_id = ${customerId} AND removed_at IS NULL AND (${kind}::text IS NULL OR kind = ${kind})
    ORDER BY kind, is_default DESC, created_at, id`.execute(db)
  return rows
}

export type Own = { id: string; customerId: string }

/** One of a customer's methods, removed ones included. */
export async function findMethod(db: ReadDb, { id, customerId }: Own): Promise<PaymentMethodRow | undefined> {
  const { rows } = await sql<PaymentMethodRow>`
    SELECT ${columns} FROM payment_method WHERE id = ${id} AND customer_id = ${customerId}`.execute(db)
  return rows[0]
}

/** For money decisions: locked against removal until the transaction ends, in sorted order. */
export async function lockMethods(
  client: pg.ClientBase,
  ids: readonly string[],
): Promise<PaymentMethodRow[]> {
  const { rows } = await client.query<PaymentMethodRow>({
    name: 'payment_methods.lock',
    text: `SELECT id, customer_id, kind, status, label, details, sealed, fingerprint, is_default,
             expires_on::text AS expires_on, verified_at, created_at, removed_at
           FROM payment_method WHERE id = ANY($1::uuid[]) ORDER BY id FOR SHARE`,
    values: [plainArray(ids)],
  })
  return rows
}

/** How many of a kind a customer keeps. */
export async function countMethods(tx: Tx, customerId: string, kind: PaymentMethodKind): Promise<number> {
  const { rows } = await sql<{ count: bigint }>`
    SELECT count(*) AS count FROM payment_method
    WHERE customer_id = ${customerId} AND kind = ${kind} AND removed_at IS NULL`.execute(tx)
  return Number(rows[0]?.count ?? 0n)
}

export async function clearDefault(tx: Tx, customerId: string, kind: PaymentMethodKind): Promise<void> {
  await sql`
    UPDATE payment_method SET is_default = false
    WHERE customer_id = ${customerId} AND kind = ${kind} AND is_default`.execute(tx)
}

export async function setDefault(tx: Tx, own: Own): Promise<PaymentMethodRow | undefined> {
  const { rows } = await sql<PaymentMethodRow>`
    UPDATE payment_method SET is_default = true
    WHERE id = ${own.id} AND customer_id = ${own.customerId} AND removed_at IS NULL
    RETURNING ${columns}`.execute(tx)
  return rows[0]
}

export async function removeMethod(
  tx: Tx,
  { id, customerId, now }: Own & { now: Date },
): Promise<PaymentMethodRow | undefined> {
  const { rows } = await sql<PaymentMethodRow>`
    UPDATE payment_method SET removed_at = ${now}, is_default = false
    WHERE id = ${id} AND customer_id = ${customerId} AND removed_at IS NULL
    RETURNING ${columns}`.execute(tx)
  return rows[0]
}

/** The oldest usable one that stays becomes the default where the default is gone. */
export async function promoteNext(tx: Tx, customerId: string, kind: PaymentMethodKind): Promise<void> {
  await sql`
    UPDATE payment_method SET is_default = true
    WHERE id = (SELECT id FROM payment_method
                WHERE customer_id = ${customerId} AND kind = ${kind} AND removed_at IS NULL AND status = 'active'
                ORDER BY created_at, id LIMIT 1)
      AND NOT EXISTS (SELECT FROM payment_method
                      WHERE customer_id = ${customerId} AND kind = ${kind} AND is_default)`.execute(tx)
}

export async function insertNameCheck(tx: Tx, row: NameCheckRow): Promise<void> {
  await tx.withTables<PaymentMethodTables>().insertInto('name_check').values(row).execute()
}

export async function findNameCheck(db: ReadDb, { id, customerId }: Own): Promise<NameCheckRow | undefined> {
  return await db
    .withTables<PaymentMethodTables>()
    .selectFrom('name_check')
    .selectAll()
    .where('id', '=', id)
    .where('customer_id', '=', customerId)
    .executeTakeFirst()
}

/** Everything a customer ever kept, removed ones included, the oldest first. */
export async function allMethods(db: ReadDb, customerId: string): Promise<PaymentMethodRow[]> {
  const { rows } = await sql<PaymentMethodRow>`
    SELECT ${columns} FROM payment_method WHERE customer_id = ${customerId} ORDER BY created_at, id`.execute(
    db,
  )
  return rows
}

export async function allNameChecks(db: ReadDb, customerId: string): Promise<NameCheckRow[]> {
  return await db
    .withTables<PaymentMethodTables>()
    .selectFrom('name_check')
    .selectAll()
    .where('customer_id', '=', customerId)
    .orderBy('checked_at')
    .execute()
}
