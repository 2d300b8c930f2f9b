import { randomUUID } from 'node:crypto'
import { Client } from 'pg'
import { afterAll, expect, test } from 'vitest'
import { openDb } from '../../server/platform/db.ts'
import { createLogger } from '../../server/platform/log.ts'
import { readPairs } from '../../server/slices/identity/step-up/queries.ts'
import { readOutcomes } from '../../server/slices/ledger/queries.ts'
import { readUsage } from '../../server/slices/pricing/queries.ts'
import { testDatabase } from '../db.ts'

/**
 * Connections of one's own plan each statement once, maybe while its table is empty. What runs with every batch of
 * money must look its keys up one by one all the same: a join planned then reads the whole table every time.
 */
const database = await testDatabase()
const log = createLogger({ level: 'silent', name: 'test' })
const db = openDb({ url: database.appUrl, maxConnections: 1, log, name: 'test' })
const owner = new Client({ connectionString: database.ownerUrl })
await owner.connect()
afterAll(async () => {
  await owner.end()
  await db.close()
})

const [scope, other] = [randomUUID(), randomUUID()]
const rows = 5_000

const reads: { table: string; fill: string; read: (client: Client) => Promise<unknown> }[] = [
  {
    table: 'limit_use',
    fill: `INSERT INTO limit_use (customer_id, operation, currency, day, daily, weekly, monthly, rolling, slots)
           SELECT gen_random_uuid(), 'transfer', 'EUR', now(), 0, 0, 0, 0, '[]' FROM generate_series(1, ${rows})`,
    read: client => readUsage(client, [{ customerId: scope, operation: 'transfer', currency: 'EUR' }]),
  },
  {
    table: 'idempotency_outcome',
    fill: `INSERT INTO idempotency_outcome (scope, key, request_hash, outcome, recorded_at)
           SELECT gen_random_uuid(), 'key', '', '{}', now() FROM generate_series(1, ${rows})`,
    read: client => readOutcomes(client, [{ scope, key: 'key' }]),
  },
  {
    table: 'confirmed_recipient',
    fill: `INSERT INTO confirmed_recipient (customer_id, recipient_id, confirmed_at)
           SELECT gen_random_uuid(), gen_random_uuid(), now() FROM generate_series(1, ${rows})`,
    read: client => readPairs(client, [{ customerId: scope, recipientId: other, currency: 'EUR' }]),
  },
]

async function rowsFetched(table: string): Promise<number> {
  const answer = await owner.query<{ fetched: string }>(
    `SELECT coalesce(idx_tup_fetch, 0) + seq_tup_read AS fetched FROM pg_stat_user_tables WHERE relname = $1`,
    [table],
  )
  return Number(answer.rows[0]?.fetched)
}

test.each(reads)(
  '$table is looked into by its key, whenever the plan was made',
  async ({ table, fill, read }) => {
    await owner.query(`VACUUM ANALYZE ${table}`)
    const client = await db.connect()
    try {
      await read(client)
      await owner.query(fill)
      const before = await rowsFetched(table)
      await read(client)
      await client.query('SELECT pg_stat_force_next_flush()')
      await client.query('SELECT 1')
      expect((await rowsFetched(table)) - before).toBeLessThan(10)
    } finally {
      await client.end()
    }
  },
)
