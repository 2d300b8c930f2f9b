import { randomBytes } from 'node:crypto'
import { afterAll, inject } from 'vitest'
import { withRole } from '../server/platform/migrate.ts'
import { cloneDatabase, dropDatabase } from '../server/platform/queries-embedded-postgres.ts'

export type TestDatabase = {
  name: string
  /** Owns the tables; migrations run as this role. */
  ownerUrl: string
  /** What the program itself connects as: it cannot change the books. */
  appUrl: string
  /** The verifier's role: only reads. */
  readerUrl: string
  drop(): Promise<void>
}

/**
 * A database of one's own with the real server behind it: migrated, without any other row, dropped after the
 * test file. Call it at the top level of the file: `const database = await testDatabase()`.
 */
export async function testDatabase(): Promise<TestDatabase> {
  const database = await createTestDatabase()
  afterAll(() => database.drop())
  return database
}

/**
 * The same for a helper that drops the database itself. With `copyOf`, a copy of another test's database instead of
 * an empty one; nobody may be connected to that one meanwhile.
 */
export async function createTestDatabase(options: { copyOf?: TestDatabase } = {}): Promise<TestDatabase> {
  const server = inject('testServer')
  const name = `test_${randomBytes(6).toString('hex')}`
  await cloneDatabase(server.superuserUrl, {
    template: options.copyOf?.name ?? server.template,
    clone: name,
    owner: server.owner.name,
  })
  const url = new URL(server.superuserUrl)
  url.pathname = `/${name}`
  return {
    name,
    ownerUrl: withRole(url.toString(), server.owner),
    appUrl: withRole(url.toString(), server.app),
    readerUrl: withRole(url.toString(), server.reader),
    drop: () => dropDatabase(server.superuserUrl, name),
  }
}
