import { expect, test } from 'vitest'
import { Client } from 'pg'
import { testDatabase } from '../../test/db.ts'
import { openDb } from './db.ts'
import { createLogger } from './log.ts'
import { databaseReadiness } from './readiness.ts'

const database = await testDatabase()
const log = createLogger({ level: 'silent', name: 'test' })

test('ready is: the database answers and has every migration of this program', async () => {
  const db = openDb({ url: database.appUrl, maxConnections: 2, log, name: 'test' })
  const checks = databaseReadiness(db)
  await checks.database()
  await checks.migrations()
  const owner = new Client({ connectionString: database.ownerUrl })
  await owner.connect()
  await owner.query("DELETE FROM schema_migration WHERE name LIKE '0002%'")
  await owner.end()
  await expect(checks.migrations()).rejects.toThrow('not migrated: 0002-audit.sql')
  await db.close()
})

test('a database that is away is not ready', async () => {
  const db = openDb({ url: 'postgres://nobody@127.0.0.1:1/none', maxConnections: 1, log, name: 'test' })
  await expect(databaseReadiness(db).database()).rejects.toThrow('ECONNREFUSED')
  await db.close()
})
