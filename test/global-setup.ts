import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomBytes } from 'node:crypto'
import type { TestProject } from 'vitest/node'
import { startEmbeddedPostgres } from '../server/platform/embedded-postgres.ts'
import { createLogger } from '../server/platform/log.ts'
import { migrate, roleNames, withRole } from '../server/platform/migrate.ts'
import { ensureDatabase } from '../server/platform/queries-embedded-postgres.ts'

/** What every integration test file gets to know of the shared server; strings, because it crosses processes. */
export type TestServer = {
  superuserUrl: string
  template: string
  owner: { name: string; password: string }
  app: { name: string; password: string }
  reader: { name: string; password: string }
}

declare module 'vitest' {
  interface ProvidedContext {
    testServer: TestServer
  }
}

const template = 'okpay_template'

/** One server for the run, with one migrated database that the test files clone. Removed with all it holds. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'okpay-test-'))
  // Started by root, the server runs as another user, who must be able to enter the folder.
  await chmod(dataDir, 0o711)
  const server = await startEmbeddedPostgres({ dataDir, log: quietLog, settings: { max_connections: '400' } })
  try {
    const roles = roleNames(server.superuserUrl(template))
    const testServer: TestServer = {
      superuserUrl: server.superuserUrl('postgres'),
      template,
      owner: { name: 'okpay_test_owner', password: randomPassword() },
      app: { name: roles.app, password: randomPassword() },
      reader: { name: roles.reader, password: randomPassword() },
    }
    await ensureDatabase(testServer.superuserUrl, {
      database: template,
      owner: testServer.owner.name,
      ownerPassword: testServer.owner.password,
    })
    await migrate({
      ownerUrl: withRole(server.superuserUrl(template), testServer.owner),
      appRole: testServer.app,
      readerRole: testServer.reader,
      edition: 'test',
      keyCheck: undefined,
      log: createLogger({ level: 'error', name: 'migrate' }),
    })
    project.provide('testServer', testServer)
  } catch (error) {
    await server.stop()
    throw error
  }
  return async () => {
    await server.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

const quietLog = {
  info: () => undefined,
  warn: (sentence: string) => console.warn(`test database: ${sentence}`),
  error: (sentence: string) => console.error(`test database: ${sentence}`),
}

function randomPassword(): string {
  return randomBytes(18).toString('base64url')
}
