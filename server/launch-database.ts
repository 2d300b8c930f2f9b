import { randomBytes } from 'node:crypto'
import { say, LaunchError } from './launch-messages.ts'
import type { Config } from './platform/config.ts'
import { databaseUrls, type DatabaseUrls } from './platform/database-urls.ts'
import { isDatabaseUnreachable } from './platform/db.ts'
import { startEmbeddedPostgres } from './platform/embedded-postgres.ts'
import { createLogger } from './platform/log.ts'
import { migrate, withRole, type Role } from './platform/migrate.ts'
import { ensureDatabase } from './platform/queries-embedded-postgres.ts'
import type { Secrets } from './platform/secrets.ts'

export type LaunchedDatabase = { urls: DatabaseUrls & { owner: string }; stop: () => Promise<void> }

const embeddedDatabase = 'okpay'
/** Half of what a stop may take in all (15 s) is for the requests that are still being answered. */
const stopTimeoutMs = 2_500

/** The migrated database: the embedded one, or the one of DATABASE_URL, which is not ours to start and stop. */
export async function launchDatabase(config: Config, secrets: Secrets): Promise<LaunchedDatabase> {
  say(config.database.ownerUrl === undefined ? 'startingDatabase' : 'connectingDatabase')
  const embedded = config.database.ownerUrl === undefined ? await startEmbedded(config) : undefined
  const ownerUrl = embedded?.ownerUrl ?? config.database.ownerUrl ?? ''
  const urls = databaseUrls({ ...config.database, ownerUrl }, secrets)
  const stop = async (): Promise<void> => embedded?.stop()
  try {
    await bringUpToDate(config, { ...urls, owner: ownerUrl }, secrets)
  } catch (error) {
    await stop()
    if (embedded || !isDatabaseUnreachable(error)) throw error
    throw new LaunchError('databaseUnreachable', { reason: error.message }, error)
  }
  return { urls: { ...urls, owner: ownerUrl }, stop }
}

async function startEmbedded(config: Config): Promise<{ ownerUrl: string; stop(): Promise<void> }> {
  const tell = (line: string): void => void process.stderr.write(`${line}\n`)
  const log = { info: () => undefined, warn: tell, error: tell }
  const server = await startEmbeddedPostgres({ dataDir: config.dataDir, log, stopTimeoutMs })
  server.onUp(() => say('databaseBack'))
  // The owner's password is new at every start; nothing outside this data folder needs to remember it.
  const owner = { name: `${embeddedDatabase}_owner`, password: randomBytes(24).toString('base64url') }
  await ensureDatabase(server.superuserUrl('postgres'), {
    database: embeddedDatabase,
    owner: owner.name,
    ownerPassword: owner.password,
  })
  return { ownerUrl: withRole(server.superuserUrl(embeddedDatabase), owner), stop: () => server.stop() }
}

async function bringUpToDate(
  config: Config,
  urls: DatabaseUrls & { owner: string },
  { keyCheck }: Secrets,
): Promise<void> {
  say('migrating')
  await migrate({
    ownerUrl: urls.owner,
    appRole: roleOf(urls.app),
    readerRole: roleOf(urls.reader),
    edition: config.edition,
    keyCheck,
    // What goes wrong is thrown; a list of applied files is of no use to whoever starts the program.
    log: createLogger({ level: 'silent', name: 'migrate' }),
  })
}

function roleOf(url: string): Role {
  const { username, password } = new URL(url)
  return { name: decodeURIComponent(username), password: decodeURIComponent(password) }
}
