import { Client } from 'pg'
import { expect, test } from 'vitest'
import { createTestDatabase, testDatabase } from './db.ts'

const database = await testDatabase()

async function scalar(url: string, sql: string): Promise<unknown> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const result = await client.query<{ value: unknown }>(sql)
    return result.rows[0]?.value
  } finally {
    await client.end()
  }
}

test('each role reaches the file’s own database under its own name', async () => {
  const users = await Promise.all(
    [database.ownerUrl, database.appUrl, database.readerUrl].map(url =>
      scalar(url, `SELECT current_user || '@' || current_database() AS value`),
    ),
  )
  expect(users).toEqual([
    `okpay_test_owner@${database.name}`,
    `okpay_template_app@${database.name}`,
    `okpay_template_reader@${database.name}`,
  ])
})

test('the clone carries the migrations, and the server keeps what it acknowledged', async () => {
  expect(await scalar(database.ownerUrl, `SELECT count(*) > 0 AS value FROM schema_migration`)).toBe(true)
  const durability = ['fsync', 'synchronous_commit', 'full_page_writes', 'data_checksums']
  const values = await Promise.all(
    durability.map(setting =>
      scalar(database.appUrl, `SELECT '${setting} ' || current_setting('${setting}') AS value`),
    ),
  )
  expect(values).toEqual(durability.map(setting => `${setting} on`))
})

test('no role of the program is a superuser', async () => {
  for (const url of [database.ownerUrl, database.appUrl, database.readerUrl]) {
    expect(await scalar(url, `SELECT rolsuper AS value FROM pg_roles WHERE rolname = current_user`)).toBe(
      false,
    )
  }
})

test('a dropped database is gone even while somebody is connected', async () => {
  const other = await createTestDatabase()
  const client = new Client({ connectionString: other.ownerUrl })
  const errors: Error[] = []
  client.on('error', error => errors.push(error))
  const ended = new Promise<void>(resolve => client.once('end', resolve))
  await client.connect()
  await other.drop()
  await ended
  expect(errors[0]?.message).toContain('terminating connection')
  await expect(scalar(other.ownerUrl, 'SELECT 1 AS value')).rejects.toThrow('does not exist')
})
