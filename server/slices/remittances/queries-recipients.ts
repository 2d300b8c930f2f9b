import { sql } from 'kysely'
import type pg from 'pg'
import type { Currency } from '../../../contract/money.ts'
import type { ReadDb, Tx } from '../../platform/db.ts'
import { plainArray, timeArray } from '../../platform/sql-arrays.ts'
import type { Statement } from '../../platform/statement.ts'
import type { Recipient } from './recipient.ts'

type RecipientRow = {
  id: string
  customer_id: string
  label: string
  name: string
  name_on_order: string
  country: string
  currency: Currency
  account: string
  sealed: Buffer
  fingerprint: Buffer
  created_at: Date
  last_used_at: Date | null
  removed_at: Date | null
}

const columnList = `id, customer_id, label, name, name_on_order, country, currency, account, sealed, fingerprint,
  created_at, last_used_at, removed_at`
const columns = sql.raw(columnList)

export type Own = { id: string; customerId: string }

/**
 * Keeps a recipient, or gives the one that is kept already under the same fingerprint. Undefined where the customer
 * keeps `atMost` others.
 */
export async function insertRecipient(
  tx: Tx,
  recipient: Recipient,
  atMost: number,
): Promise<Recipient | undefined> {
  const { customerId, fingerprint } = recipient
  await sql`
    INSERT INTO recipient (${columns})
    SELECT ${recipient.id}, ${customerId}, ${recipient.label}, ${recipient.name}, ${recipient.nameOnOrder},
      ${recipient.country}, ${recipient.currency}, ${recipient.account}, ${recipient.sealed}, ${fingerprint},
      ${recipient.createdAt}, NULL, NULL
    WHERE (SELECT count(*) FROM recipient WHERE customer_id = ${customerId} AND removed_at IS NULL) < ${atMost}
    ON CONFLICT (customer_id, fingerprint) WHERE removed_at IS NULL DO NOTHING`.execute(tx)
  const { rows } = await sql<RecipientRow>`
    SELECT ${columns} FROM recipient
    WHERE customer_id = ${customerId} AND fingerprint = ${fingerprint} AND removed_at IS NULL`.execute(tx)
  return rows[0] && fromRow(rows[0])
}

/** A customer's recipients, the latest used first, then the latest kept. */
export async function listRecipients(db: ReadDb, customerId: string): Promise<Recipient[]> {
  const { rows } = await sql<RecipientRow>`
    SELECT ${columns} FROM recipient WHERE customer_id = ${customerId} AND removed_at IS NULL
    ORDER BY coalesce(last_used_at, created_at) DESC, id`.execute(db)
  return rows.map(fromRow)
}

/** One of a customer's recipients; removed ones are gone. */
export async function findRecipient(db: ReadDb, { id, customerId }: Own): Promise<Recipient | undefined> {
  const { rows } = await sql<RecipientRow>`
    SELECT ${columns} FROM recipient
    WHERE id = ${id} AND customer_id = ${customerId} AND removed_at IS NULL`.execute(db)
  return rows[0] && fromRow(rows[0])
}

export async function renameRecipient(
  tx: Tx,
  { id, customerId, label }: Own & { label: string },
): Promise<Recipient | undefined> {
  const { rows } = await sql<RecipientRow>`
    UPDATE recipient SET label = ${label}
    WHERE id = ${id} AND customer_id = ${customerId} AND removed_at IS NULL RETURNING ${columns}`.execute(tx)
  return rows[0] && fromRow(rows[0])
}

export async function removeRecipient(
  tx: Tx,
  { id, customerId, now }: Own & { now: Date },
): Promise<Recipient | undefined> {
  const { rows } = await sql<RecipientRow>`
    UPDATE recipient SET removed_at = ${now}
    WHERE id = ${id} AND customer_id = ${customerId} AND removed_at IS NULL RETURNING ${columns}`.execute(tx)
  return rows[0] && fromRow(rows[0])
}

/** For decisions: locked in sorted order against removal and against each other's "last used". */
export async function lockRecipients(
  client: pg.ClientBase,
  ids: readonly string[],
): Promise<Map<string, Recipient>> {
  const { rows } = await client.query<RecipientRow>({
    name: 'remittances.lock_recipients',
    text: `SELECT ${columnList} FROM recipient WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE`,
    values: [plainArray(ids)],
  })
  return new Map(rows.map(row => [row.id, fromRow(row)]))
}

/** Recipients by id, removed ones included. */
export async function readRecipients(
  client: pg.ClientBase | pg.Pool,
  ids: readonly string[],
): Promise<Map<string, Recipient>> {
  const { rows } = await client.query<RecipientRow>({
    name: 'remittances.read_recipients',
    text: `SELECT ${columnList} FROM recipient WHERE id = ANY($1::uuid[])`,
    values: [plainArray(ids)],
  })
  return new Map(rows.map(row => [row.id, fromRow(row)]))
}

export function touchRecipients(used: readonly { id: string; at: Date }[]): Statement {
  return {
    name: 'remittances.touch_recipients',
    text: `UPDATE recipient r SET last_used_at = n.at
           FROM unnest($1::uuid[], $2::timestamptz[]) AS n (id, at) WHERE r.id = n.id`,
    values: [plainArray(used.map(({ id }) => id)), timeArray(used.map(({ at }) => at))],
  }
}

/** Everybody a customer ever kept, removed ones included, the oldest first. */
export async function allRecipients(db: ReadDb, customerId: string): Promise<Recipient[]> {
  const { rows } = await sql<RecipientRow>`
    SELECT ${columns} FROM recipient WHERE customer_id = ${customerId} ORDER BY created_at, id`.execute(db)
  return rows.map(fromRow)
}

function fromRow(row: RecipientRow): Recipient {
  return {
    id: row.id,
    customerId: row.customer_id,
    label: row.label,
    name: row.name,
    nameOnOrder: row.name_on_order,
    country: row.country,
    currency: row.currency,
    account: row.account,
    sealed: row.sealed,
    fingerprint: row.fingerprint,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    removedAt: row.removed_at,
  }
}
