import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { startEmbeddedPostgres } from '../../server/platform/embedded-postgres.ts'
import { createLogger } from '../../server/platform/log.ts'
import { migrate, roleNames, withRole } from '../../server/platform/migrate.ts'
import { ensureDatabase } from '../../server/platform/queries-embedded-postgres.ts'
import { makeTemporaryFolder } from './temporary-folder.ts'

export type Cluster = {
  ownerUrl: string
  appUrl: string
  readerUrl: string
  /** kill -9 of the server's main process. Resolves when the database takes connections again. */
  kill(): Promise<void>
  close(): Promise<void>
}

/** A database server of one's own, with the settings of `npm start`: for tests that kill it. */
export async function openCluster(settings: Record<string, string> = {}): Promise<Cluster> {
  const dataDir = await makeTemporaryFolder('cluster')
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
  const postgres = await startEmbeddedPostgres({ dataDir, log, settings })
  const owner = { name: 'okpay_owner', password: randomPassword() }
  await ensureDatabase(postgres.superuserUrl('postgres'), {
    database: 'okpay',
    owner: owner.name,
    ownerPassword: owner.password,
  })
  const ownerUrl = withRole(postgres.superuserUrl('okpay'), owner)
  const names = roleNames(ownerUrl)
  const appRole = { name: names.app, password: randomPassword() }
  const readerRole = { name: names.reader, password: randomPassword() }
  const migrationLog = createLogger({ level: 'error', name: 'cluster' })
  await migrate({
    ownerUrl,
    appRole,
    readerRole,
    edition: 'test',
    keyCheck: undefined,
    log: migrationLog,
  })
  return {
    ownerUrl,
    appUrl: withRole(ownerUrl, appRole),
    readerUrl: withRole(ownerUrl, readerRole),
    async kill() {
      const pid = postgres.pid()
      if (pid === undefined) throw new Error('the database is not running')
      const up = new Promise<void>(resolve => postgres.onUp(resolve))
      process.kill(pid, 'SIGKILL')
      await Promise.race([up, sleep(60_000).then(() => Promise.reject(new Error('the database stays down')))])
    },
    async close() {
      await postgres.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

function randomPassword(): string {
  return randomBytes(18).toString('hex')
}
