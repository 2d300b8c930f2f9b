import { readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createApp, type App } from '../../server/app.ts'
import { readConfig } from '../../server/platform/config.ts'
import { createLogger } from '../../server/platform/log.ts'
import { freePort } from '../../server/platform/ports.ts'
import { deriveSecrets, loadMasterKey } from '../../server/platform/secrets.ts'
import { BIC, fingerprintOf, IBANS, newKeys } from '../../simulators/bank/index.ts'
import { openCluster, type Cluster } from '../factories/cluster.ts'
import { closeWhenInterrupted, makeTemporaryFolder } from '../factories/temporary-folder.ts'
import { startProgram, type Program } from './processes.ts'

/** Everything a simulated month runs in: database, counterparties, program and worker, each a process of its own. */
export type World = {
  apiUrl: string
  bankUrl: string
  acquirerUrl: string
  ewalletUrl: string
  ownerUrl: string
  /** Where the bank keeps the files of both sides. */
  bankFolder: string
  /** Where its programs write what went wrong. */
  folder: string
  /** Names of the files that wait for us at the bank. */
  filesAtTheBank: () => Promise<string[]>
  /** What may be killed: the program that answers customers, and the one that does the work. */
  api: Program
  worker: Program
  /** The program in this process, to prepare with and to look at the end; it does no work. */
  openApp: () => Promise<App>
  close: () => Promise<void>
}

const root = fileURLToPath(new URL('../../', import.meta.url))
export const acquirerKey = 'sk_test_of_the_simulated_month'
const acquirerSecret = 'whsec_of_the_simulated_month'
const ewalletKey = 'test_of_the_simulated_month_1'
const ewalletSecret = `whsec_${Buffer.from('the simulated month of a wallet').toString('base64')}`

type Ports = { api: number; worker: number; bank: number; sftp: number; acquirer: number; ewallet: number }

async function choosePorts(): Promise<Ports> {
  const host = '127.0.0.1'
  const [api, worker, bank, sftp, acquirer, ewallet] = await Promise.all(
    Array.from({ length: 6 }, () => freePort(host)),
  )
  if (!api || !worker || !bank || !sftp || !acquirer || !ewallet) throw new Error('no free ports')
  return { api, worker, bank, sftp, acquirer, ewallet }
}

const local = (port: number): string => `http://127.0.0.1:${port}`

/** Counterparties: each with a folder of its own, so that a restart finds its books. */
async function startCounterparties(
  dataDir: string,
  ports: Ports,
  keys: { host: string; client: string },
): Promise<Program[]> {
  const own = (name: string, environment: NodeJS.ProcessEnv, port: number): Promise<Program> =>
    startProgram({
      name,
      args: [join(root, `simulators/${name}/main.ts`)],
      environment: { PATH: process.env['PATH'], PORT: String(port), ...environment },
      readyUrl: `${local(port)}/steer`,
      logFile: join(dataDir, `${name}.log`),
    })
  return await Promise.all([
    own(
      'bank',
      {
        BANK_SFTP_PORT: String(ports.sftp),
        BANK_HOST_KEY: keys.host,
        BANK_CLIENT_KEY: keys.client,
        BANK_DATA_DIR: join(dataDir, 'bank'),
      },
      ports.bank,
    ),
    own(
      'acquirer',
      {
        ACQUIRER_SECRET_KEY: acquirerKey,
        ACQUIRER_WEBHOOK_SECRET: acquirerSecret,
        ACQUIRER_WEBHOOK_URL: `${local(ports.api)}/v1/webhooks/stripe`,
        ACQUIRER_DATA_DIR: join(dataDir, 'acquirer'),
      },
      ports.acquirer,
    ),
    own(
      'ewallet',
      {
        EWALLET_API_KEY: ewalletKey,
        EWALLET_NOTIFY_SECRET: ewalletSecret,
        EWALLET_NOTIFY_URL: `${local(ports.api)}/v1/webhooks/ewallet`,
        EWALLET_DATA_DIR: join(dataDir, 'ewallet'),
      },
      ports.ewallet,
    ),
  ])
}

function environmentOf(options: {
  dataDir: string
  ports: Ports
  keyFile: string
  hostKey: string
  appUrl: string
  readerUrl: string
}): Record<string, string> {
  const { dataDir, ports } = options
  return {
    OKPAY_EDITION: 'test',
    OKPAY_LOG_LEVEL: 'warn',
    OKPAY_DATA_DIR: dataDir,
    OKPAY_SECRET_KEY: 'a key that only the simulated month has, 1234567890',
    OKPAY_RATE_LIMIT_SCALE: '100000',
    OKPAY_PUBLIC_URL: local(ports.api),
    DATABASE_APP_URL: options.appUrl,
    DATABASE_READER_URL: options.readerUrl,
    STRIPE_API_URL: local(ports.acquirer),
    STRIPE_SECRET_KEY: acquirerKey,
    STRIPE_WEBHOOK_SECRET: acquirerSecret,
    ACQUIRER_STEERING_URL: `${local(ports.acquirer)}/steer`,
    EWALLET_API_URL: local(ports.ewallet),
    EWALLET_API_KEY: ewalletKey,
    EWALLET_NOTIFY_SECRET: ewalletSecret,
    EWALLET_STEERING_URL: `${local(ports.ewallet)}/steer`,
    OKPAY_BANK_SFTP_URL: `sftp://127.0.0.1:${ports.sftp}`,
    OKPAY_BANK_SFTP_USER: 'okpay',
    OKPAY_BANK_SFTP_KEY_FILE: options.keyFile,
    OKPAY_BANK_SFTP_HOST_KEY: options.hostKey,
    OKPAY_BANK_BIC: BIC,
    OKPAY_BANK_ACCOUNTS: Object.entries(IBANS)
      .map(([currency, iban]) => `${currency}=${iban}`)
      .join(','),
    BANK_STEERING_URL: `${local(ports.bank)}/steer`,
  }
}

/** Starts all of it on free ports and a temporary folder, which is removed at the end. */
export async function openWorld(): Promise<World> {
  const dataDir = await makeTemporaryFolder('month')
  const undo = [() => rm(dataDir, { recursive: true, force: true })]
  const closeAll = async (): Promise<void> => {
    for (let last = undo.pop(); last; last = undo.pop()) await last()
    letGo()
  }
  let closing: Promise<void> | undefined
  const close = (): Promise<void> => (closing ??= closeAll())
  const letGo = closeWhenInterrupted(close)
  try {
    const cluster = await openCluster()
    undo.push(() => cluster.close())
    return { ...(await startAll({ dataDir, cluster, undo })), close }
  } catch (error) {
    await close()
    throw error
  }
}

type Start = { dataDir: string; cluster: Cluster; undo: (() => Promise<void>)[] }

async function startAll({ dataDir, cluster, undo }: Start): Promise<Omit<World, 'close'>> {
  const [ports, host, client] = [await choosePorts(), newKeys(), newKeys()]
  const keyFile = join(dataDir, 'client-key')
  await writeFile(keyFile, client.private, { mode: 0o600 })
  const counterparties = await startCounterparties(dataDir, ports, {
    host: host.private,
    client: client.public,
  })
  undo.push(...counterparties.map(each => () => each.stop()))
  const hostKey = fingerprintOf(host.public)
  const environment = environmentOf({ dataDir, ports, keyFile, hostKey, ...cluster })
  const program = async (name: 'api' | 'worker', port: number): Promise<Program> => {
    const started = await startProgram({
      name,
      args: [join(root, 'server/main.ts')],
      environment: { PATH: process.env['PATH'], ...environment, OKPAY_ROLE: name, PORT: String(port) },
      readyUrl: `${local(port)}/healthz`,
      logFile: join(dataDir, `${name}.log`),
    })
    undo.push(() => started.stop())
    return started
  }
  return {
    apiUrl: local(ports.api),
    bankUrl: local(ports.bank),
    acquirerUrl: local(ports.acquirer),
    ewalletUrl: local(ports.ewallet),
    ownerUrl: cluster.ownerUrl,
    folder: dataDir,
    bankFolder: join(dataDir, 'bank/files'),
    async filesAtTheBank() {
      const names = await readdir(join(dataDir, 'bank/files/out'))
      return names.filter(name => name.endsWith('.xml'))
    },
    api: await program('api', ports.api),
    worker: await program('worker', ports.worker),
    openApp() {
      const config = readConfig(environment)
      const urls = { app: cluster.appUrl, reader: cluster.readerUrl }
      const log = createLogger({ level: 'error', name: 'month' })
      return createApp({ config, secrets: deriveSecrets(loadMasterKey(config)), urls, log })
    },
  }
}
