import { sql } from 'kysely'
import { Client } from 'pg'
import { afterAll, expect, test } from 'vitest'
import { testDatabase } from '../../test/db.ts'
import { isDatabaseUnavailable, openDb } from './db.ts'
import { createLogger } from './log.ts'

const database = await testDatabase()
const db = openDb({
  url: database.appUrl,
  maxConnections: 2,
  log: createLogger({ level: 'silent', name: 'test' }),
  name: 'test db',
})
const owner = new Client({ connectionString: database.ownerUrl })
await owner.connect()
afterAll(async () => {
  await owner.end()
  await db.close()
})

test('a connection that breaks between two statements fails its transaction and nothing else', async () => {
  const ended = Promise.withResolvers<void>()
  const broken = db.transaction(async tx => {
    const { rows } = await sql<{ pid: number }>`SELECT pg_backend_pid() AS pid`.execute(tx)
    // What the server does to a transaction that idles too long, or to all of them when it is stopped.
    await sql`SELECT pg_terminate_backend(${rows[0]?.pid})`.execute(db.read)
    await new Promise(resolve => setTimeout(resolve, 100))
    ended.resolve()
    await sql`SELECT 1`.execute(tx)
  })
  await ended.promise
  await expect(broken).rejects.toSatisfy(isDatabaseUnavailable)
  const { rows } = await sql<{ one: number }>`SELECT 1 AS one`.execute(db.read)
  expect(rows).toEqual([{ one: 1 }])
})

test('64-bit numbers are exact', async () => {
  const { rows } = await sql<{ n: bigint }>`SELECT 9007199254740993::bigint AS n`.execute(db.read)
  expect(rows[0]?.n).toBe(9007199254740993n)
})
