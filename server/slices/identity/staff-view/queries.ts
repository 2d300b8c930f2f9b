import { sql } from 'kysely'
import type { ReadDb, Tx } from '../../../platform/db.ts'
import { plainArray } from '../../../platform/sql-arrays.ts'
import type { CustomerRow, IdentityTables, RestrictionRow, SessionEndReason, SessionRow } from '../tables.ts'

export type FoundRow = Pick<CustomerRow, 'id' | 'name' | 'email' | 'phone' | 'status' | 'created_at'>

const foundColumns = ['id', 'name', 'email', 'phone', 'status', 'created_at'] as const

/** A word is in one of the fields, each folded as the index folds them. */
function wordIn(word: string, fields: readonly string[]) {
  const places = fields.map(
    field => sql`position(lower(normalize(${word}, NFKC)) IN lower(normalize(${sql.ref(field)}, NFKC))) > 0`,
  )
  return sql`(${sql.join(places, sql` OR `)})`
}

/**
 * Customers in whose name, and with `contacts` also in whose address or number, every one of these words occurs, in
 * any order; of more than `limit` any `limit`. Each word has at least two characters, or the index cannot help.
 */
export async function searchByWords(
  db: ReadDb,
  { words, contacts, limit }: { words: readonly string[]; contacts: boolean; limit: number },
): Promise<FoundRow[]> {
  const fields = contacts ? ['name', 'email', 'phone'] : ['name']
  const { rows } = await sql<FoundRow>`
    SELECT id, name, email, phone, status, created_at FROM customer
    WHERE search_grams(name || ' ' || email || ' ' || phone) @> (
            SELECT array_agg(gram) FROM unnest(${[...words]}::text[]) AS word, unnest(search_grams(word)) AS gram)
      AND ${sql.join(
        words.map(word => wordIn(word, fields)),
        sql` AND `,
      )}
    LIMIT ${limit}`.execute(db)
  return rows
}

/** Customers by folded address or by number, in full. The number need not be the one others find them by. */
export async function findByContact(
  db: ReadDb,
  { emailKey, phone, limit }: { emailKey: string | undefined; phone: string | undefined; limit: number },
): Promise<FoundRow[]> {
  const { rows } = await sql<FoundRow>`
    SELECT id, name, email, phone, status, created_at FROM customer
    WHERE email_key = ${emailKey ?? null}
    UNION
    SELECT id, name, email, phone, status, created_at FROM customer
    WHERE search_grams(name || ' ' || email || ' ' || phone) @> search_grams(${phone ?? null})
      AND phone = ${phone ?? null}
    LIMIT ${limit}`.execute(db)
  return rows
}

export async function findByIds(db: ReadDb, ids: readonly string[]): Promise<FoundRow[]> {
  if (ids.length === 0) return []
  return await db
    .withTables<IdentityTables>()
    .selectFrom('customer')
    .select(foundColumns)
    .where('id', '=', sql<string>`ANY(${plainArray(ids)}::uuid[])`)
    .execute()
}

export async function lockCustomer(
  tx: Tx,
  id: string,
): Promise<Pick<CustomerRow, 'id' | 'status'> | undefined> {
  return await tx
    .withTables<IdentityTables>()
    .selectFrom('customer')
    .select(['id', 'status'])
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst()
}

/** All restrictions there ever were, newest first. */
export async function listRestrictions(
  db: ReadDb,
  { customerId, limit }: { customerId: string; limit: number },
): Promise<RestrictionRow[]> {
  return await db
    .withTables<IdentityTables>()
    .selectFrom('restriction')
    .selectAll()
    .where('customer_id', '=', customerId)
    .orderBy(sql`lifted_at IS NULL`, 'desc')
    .orderBy('placed_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

/** Ends every session of a customer that is not ended, and tells which. */
export async function endSessions(
  tx: Tx,
  end: { customerId: string; at: Date; reason: SessionEndReason },
): Promise<Pick<SessionRow, 'id' | 'stage' | 'expires_at' | 'last_seen_at'>[]> {
  return await tx
    .withTables<IdentityTables>()
    .updateTable('session')
    .set({ ended_at: end.at, end_reason: end.reason })
    .where('customer_id', '=', end.customerId)
    .where('ended_at', 'is', null)
    .returning(['id', 'stage', 'expires_at', 'last_seen_at'])
    .execute()
}
