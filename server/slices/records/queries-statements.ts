import { sql } from 'kysely'
import type { ReadDb, Tx } from '../../platform/db.ts'
import type { RecordsTables, StatementRow } from './tables.ts'

/** One closes a customer's months at a time: the next month begins where the last one ended. */
export async function lockStatements(tx: Tx, customerId: string): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended('statements ' || ${customerId}, 0))`.execute(tx)
}

/** How far a customer's statements go in each currency. */
export async function lastStatements(
  db: ReadDb,
  customerId: string,
): Promise<
  Pick<StatementRow, 'currency' | 'period' | 'period_to' | 'available_to' | 'reserved_to' | 'closing'>[]
> {
  return await db
    .withTables<RecordsTables>()
    .selectFrom('statement')
    .distinctOn('currency')
    .select(['currency', 'period', 'period_to', 'available_to', 'reserved_to', 'closing'])
    .where('customer_id', '=', customerId)
    .orderBy('currency')
    .orderBy('period', 'desc')
    .execute()
}

/** Until when customers have statements in each currency. */
export async function statementsUntil(
  db: ReadDb,
  customerIds: readonly string[],
): Promise<Map<string, { after: string; until: Date }>> {
  const rows = await db
    .withTables<RecordsTables>()
    .selectFrom('statement')
    .distinctOn(['customer_id', 'currency'])
    .select(['customer_id', 'currency', 'period', 'period_to'])
    .where('customer_id', 'in', customerIds)
    .orderBy('customer_id')
    .orderBy('currency')
    .orderBy('period', 'desc')
    .execute()
  return new Map(
    rows.map(({ customer_id: customer, currency, period: after, period_to: until }) => [
      `${customer} ${currency}`,
      { after, until },
    ]),
  )
}

export async function insertStatement(tx: Tx, row: StatementRow): Promise<void> {
  await tx.withTables<RecordsTables>().insertInto('statement').values(row).execute()
}

export type ListedStatement = Omit<StatementRow, 'sealed'>

const listed = [
  'id',
  'customer_id',
  'currency',
  'period',
  'period_from',
  'period_to',
  'available_from',
  'available_to',
  'reserved_from',
  'reserved_to',
  'opening',
  'credits',
  'debits',
  'closing',
  'lines',
  'content_hash',
  'created_at',
] as const

/** Newest month first, currencies of one month by their code. */
export async function listStatements(
  db: ReadDb,
  { customerId, after, limit }: { customerId: string; after: StatementCursor | undefined; limit: number },
): Promise<ListedStatement[]> {
  let query = db
    .withTables<RecordsTables>()
    .selectFrom('statement')
    .select(listed)
    .where('customer_id', '=', customerId)
  if (after)
    query = query.where(
      sql<boolean>`(period < ${after.period} OR (period = ${after.period} AND currency > ${after.currency}))`,
    )
  return await query.orderBy('period', 'desc').orderBy('currency').limit(limit).execute()
}

export type StatementCursor = { period: string; currency: string }

export async function findStatement(
  db: ReadDb,
  { id, customerId }: { id: string; customerId: string },
): Promise<StatementRow | undefined> {
  return await db
    .withTables<RecordsTables>()
    .selectFrom('statement')
    .selectAll()
    .where('id', '=', id)
    .where('customer_id', '=', customerId)
    .executeTakeFirst()
}
