import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { expect, inject, test } from 'vitest'
import { ConfigError } from './config.ts'
import { createLogger } from './log.ts'
import { migrate, refuseUnfitServer } from './migrate.ts'
import { dropDatabase } from './queries-embedded-postgres.ts'

test('a database that cannot hold every name is refused before the first table', async () => {
  const { superuserUrl } = inject('testServer')
  const name = `test_${randomBytes(6).toString('hex')}`
  const admin = new Client({ connectionString: superuserUrl })
  await admin.connect()
  await admin.query(`CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'`)
  const url = new URL(superuserUrl)
  url.pathname = `/${name}`
  const role = { name: 'nobody', password: 'never made' }
  const log = createLogger({ level: 'silent', name: 'migrate' })
  const migrated = migrate({
    ownerUrl: url.toString(),
    appRole: role,
    readerRole: role,
    edition: 'test',
    keyCheck: undefined,
    log,
  })
  await expect(migrated).rejects.toThrow(/encoding SQL_ASCII/)
  const client = new Client({ connectionString: url.toString() })
  await client.connect()
  const { rows } = await client.query(`SELECT 1 FROM information_schema.tables WHERE table_schema = 'public'`)
  expect(rows).toEqual([])
  await client.end()
  await admin.end()
  await dropDatabase(superuserUrl, name)
})

test('so is a server that is too old', () => {
  expect(() => refuseUnfitServer({ versionNumber: 140_013, version: '14.13', encoding: 'UTF8' })).toThrow(
    ConfigError,
  )
  expect(() => refuseUnfitServer({ versionNumber: 150_000, version: '15.0', encoding: 'UTF8' })).not.toThrow()
})
