import { spawn, type ChildProcess } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { money } from '../../contract/money.ts'
import { createApp, type App } from '../../server/app.ts'
import { readConfig } from '../../server/platform/config.ts'
import { startEmbeddedPostgres } from '../../server/platform/embedded-postgres.ts'
import { newId } from '../../server/platform/id.ts'
import { createLogger } from '../../server/platform/log.ts'
import { migrate, roleNames, withRole } from '../../server/platform/migrate.ts'
import { freePort } from '../../server/platform/ports.ts'
import { deriveSecrets, loadMasterKey } from '../../server/platform/secrets.ts'
import { ensureDatabase } from '../../server/platform/queries-embedded-postgres.ts'
import { noAcquirer } from './no-acquirer.ts'
import { giveMoney } from './money.ts'
import { closeWhenInterrupted, makeTemporaryFolder } from './temporary-folder.ts'
import { chooseHighestThresholds } from '../../server/slices/identity/index.ts'
import { insertSessions } from '../../bench/queries.ts'

/** A customer of the benchmark: signed in, with money. */
export type BenchCustomer = { id: string; accountNumber: string; token: string }

export type Stage = {
  /** Address of the durable database under its superuser. */
  superuserUrl: string
  ownerUrl: string
  readerUrl: string
  /** Process id of the database server's main process; undefined while it is down. */
  postgresPid(): number | undefined
  /** On the given port, or any free one. */
  startApi(options?: { port?: number; env?: Record<string, string> }): Promise<Api>
  /** An application in this process, to seed with; stop it before measuring. */
  openApp(env?: Record<string, string>): Promise<App>
  close(): Promise<void>
}

export type Api = {
  port: number
  pid: number
  stop(): Promise<void>
  /** kill -9, and nothing else. */
  kill(): Promise<void>
}

/**
 * A machine to measure on: the embedded PostgreSQL with the settings `npm start` uses (durable), a migrated
 * database, and the program itself as its own process, all on a temporary folder that is removed at the end.
 */
export async function openStage(): Promise<Stage> {
  const dataDir = await makeTemporaryFolder('bench')
  const log = (line: string): void => console.error(line)
  const postgres = await startEmbeddedPostgres({
    dataDir,
    log: { info: log, warn: log, error: log },
    // The baseline opens one connection per client, up to 256.
    settings: { max_connections: '320' },
  })
  const removeAll = async (): Promise<void> => {
    await postgres.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
  const letGo = closeWhenInterrupted(removeAll)
  const owner = { name: 'okpay_owner', password: randomBytes(18).toString('hex') }
  await ensureDatabase(postgres.superuserUrl('postgres'), {
    database: 'okpay',
    owner: owner.name,
    ownerPassword: owner.password,
  })
  const ownerUrl = withRole(postgres.superuserUrl('okpay'), owner)
  const names = roleNames(ownerUrl)
  const appRole = { name: names.app, password: randomBytes(18).toString('hex') }
  const readerRole = { name: names.reader, password: randomBytes(18).toString('hex') }
  await migrate({
    ownerUrl,
    appRole,
    readerRole,
    edition: 'test',
    keyCheck: undefined,
    log: createLogger({ level: 'error', name: 'bench' }),
  })
  const environment = {
    ...noAcquirer,
    OKPAY_EDITION: 'test',
    OKPAY_LOG_LEVEL: 'error',
    OKPAY_DATA_DIR: dataDir,
    OKPAY_RATE_LIMIT_SCALE: '100000',
    DATABASE_APP_URL: withRole(ownerUrl, appRole),
    DATABASE_READER_URL: withRole(ownerUrl, readerRole),
  }
  return {
    superuserUrl: postgres.superuserUrl('okpay'),
    ownerUrl,
    readerUrl: environment.DATABASE_READER_URL,
    postgresPid: () => postgres.pid(),
    startApi: ({ port, env } = {}) => startApi({ ...environment, ...env }, port),
    openApp(env = {}) {
      const config = readConfig({ ...environment, ...env })
      const urls = { app: environment.DATABASE_APP_URL, reader: environment.DATABASE_READER_URL }
      const secrets = deriveSecrets(loadMasterKey(config))
      return createApp({ config, secrets, urls, log: createLogger({ level: 'error', name: 'bench' }) })
    },
    async close() {
      letGo()
      await removeAll()
    },
  }
}

async function startApi(environment: Record<string, string>, wantedPort?: number): Promise<Api> {
  const port = wantedPort ?? (await freePort('127.0.0.1'))
  const child = spawn(process.execPath, ['--max-semi-space-size=64', 'server/main.ts'], {
    env: { ...process.env, ...environment, NODE_ENV: 'production', PORT: String(port) },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  await untilAnswers(port, child)
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    const ended = new Promise(resolve => child.once('exit', resolve))
    child.kill(signal)
    await ended
  }
  const { pid } = child
  if (pid === undefined) throw new Error('the program was not started')
  return { port, pid, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') }
}

async function untilAnswers(port: number, child: ChildProcess): Promise<void> {
  // Half a minute: a database that was killed is still recovering.
  for (let attempt = 0; attempt < 300; attempt++) {
    if (child.exitCode !== null) throw new Error('the program ended before it answered')
    try {
      await fetch(`http://127.0.0.1:${port}/v1/fees`)
      return
    } catch {
      await new Promise(resolve => setTimeout(resolve, 100))
    }
  }
  throw new Error('the program does not answer')
}

/** A million euros each: nobody runs dry while it is measured. */
const startingBalance = money(1_000_000_00n, 'EUR')

/** Opens accounts, each with one session and money, through the program's own functions. */
export async function seedCustomers(stage: Stage, count: number): Promise<BenchCustomer[]> {
  const app = await stage.openApp()
  const { identity, ledger } = app.slices
  const passwordHash = await identity.hashPassword(randomBytes(16).toString('hex'))
  const customers: BenchCustomer[] = []
  const chunk = 250
  for (let start = 0; start < count; start += chunk) {
    const ids = await app.db.transaction(async tx => {
      const made: string[] = []
      for (let index = start; index < Math.min(start + chunk, count); index++) {
        const customer = await identity.createCustomerDirectly(tx, {
          name: `Bench ${index}`,
          // Mail to .invalid (RFC 2606) is not even queued: thousands of transfers a second would be as many mails.
          email: `bench${index}@bench.invalid`,
          phone: `+86138${String(index).padStart(8, '0')}`,
          passwordHash,
          locale: 'en',
          now: new Date(),
        })
        made.push(customer.id)
      }
      // They pay strangers all the time, less than what one may choose to pay strangers without being asked.
      await chooseHighestThresholds(tx, { customerIds: made, now: new Date() })
      return made
    })
    const tokens = ids.map(() => randomBytes(32).toString('base64url'))
    const sessions = ids.map((customerId, index) => ({
      id: newId(),
      customerId,
      tokenHash: createHash('sha256')
        .update(tokens[index] ?? '')
        .digest(),
    }))
    const accountNumbers = await insertSessions(app.db.pool, sessions)
    await Promise.all(ids.map(customerId => giveMoney(ledger.pipeline, customerId, startingBalance)))
    ids.forEach((id, index) =>
      customers.push({ id, accountNumber: accountNumbers.get(id) ?? '', token: tokens[index] ?? '' }),
    )
  }
  await app.stop()
  return customers
}
