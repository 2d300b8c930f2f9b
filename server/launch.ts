import { mkdirSync, watch } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import {
  launchAcquirer,
  launchServer,
  launchVite,
  serverEnvironment,
  type Acquirer,
} from './launch-services.ts'
import { bankEnvironment, launchBank, type Bank } from './launch-bank.ts'
import { renderCard } from './launch-card.ts'
import type { DemoColleague } from './demo-staff.ts'
import { demoPeople } from '../simulators/people/demo-people.ts'
import { launchDatabase } from './launch-database.ts'
import { beginDemo, continueDemo } from './launch-demo.ts'
import { ewalletEnvironment, launchEwallet, type Ewallet } from './launch-ewallet.ts'
import { enrolDemoStaff } from './launch-staff.ts'
import { FolderInUse, lockDataFolder, type FolderLock } from './launch-lock.ts'
import { folderTrouble, LaunchError, say } from './launch-messages.ts'
import { buildWeb } from './launch-web.ts'
import { ConfigError, readConfig, type Config } from './platform/config.ts'
import { freePort, localHost, otherPort, portTrouble } from './platform/ports.ts'
import { databaseFile, servicesFile } from './platform/run-files.ts'
import { deriveSecrets, loadMasterKey } from './platform/secrets.ts'

/**
 * Starts everything on one machine and keeps it running: database, migrations, web build, simulators, server.
 * A signal, or the end of whoever started it, stops all of it in the opposite order within 15 seconds; children
 * watch their channel to this process and end with it even when it is killed.
 */
type Launch = {
  config: Config
  development: boolean
  /** Programs print to the terminal (or a container's log) instead of files. */
  toTerminal: boolean
  /** The demo people only open their accounts. */
  signInsOnly: boolean
  /** What to undo, newest first. */
  undo: (() => unknown)[]
  /** Somebody wants it to end, perhaps while it still starts: nothing more is announced. */
  stopping: AbortSignal
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      dev: { type: 'boolean' },
      'log-to-terminal': { type: 'boolean' },
      'sign-ins-only': { type: 'boolean' },
    },
  })
  const undo: Launch['undo'] = []
  const stop = new AbortController()
  const stopped = stopRequested().then(() => stop.abort())
  const started = start({
    development: values.dev ?? false,
    toTerminal: values['log-to-terminal'] ?? values.dev ?? false,
    signInsOnly: values['sign-ins-only'] ?? false,
    undo,
    stopping: stop.signal,
  })
  try {
    await Promise.race([started.then(() => stopped), stopped])
    say('stopping')
  } finally {
    // What is started after this point by a start that was interrupted ends with this process, by its leash.
    while (undo.length > 0) await undo.pop()?.()
  }
  say('stopped')
}

async function start(options: Omit<Launch, 'config'>): Promise<void> {
  const { dataDir } = readConfig(process.env)
  const lock = takeFolder(dataDir)
  options.undo.push(() => lock.release())
  const config = await fixedConfig()
  const launch: Launch = { ...options, config }
  const removeRunFiles = () => Promise.all([databaseFile.remove(dataDir), servicesFile.remove(dataDir)])
  // One that was killed with -9 left its own behind.
  await removeRunFiles()
  launch.undo.push(removeRunFiles)
  const secrets = deriveSecrets(loadMasterKey(config))
  const [database] = await Promise.all([
    launchDatabase(config, secrets).then(running => {
      launch.undo.push(running.stop)
      return running
    }),
    launch.development ? undefined : buildWeb(dataDir),
  ])
  await databaseFile.write(dataDir, {
    version: 1,
    ownerUrl: database.urls.owner,
    appUrl: database.urls.app,
    readerUrl: database.urls.reader,
  })
  say('startingServices')
  await startServices(launch, database.urls)
}

async function startServices(launch: Launch, urls: { app: string; reader: string }): Promise<void> {
  const { config, development, toTerminal } = launch
  const { dataDir } = config
  const { host, port: webPort, publicUrl } = config.http
  // In development Vite has the web's port and passes the API's paths on to the server.
  const port = development ? await freePort(host) : webPort
  const around = { dataDir, host, toTerminal }
  const apiUrl = `http://${localHost(host)}:${port}`
  const acquirer =
    config.edition === 'test' ? await launchAcquirer({ ...around, webPort, publicUrl, apiUrl }) : undefined
  if (acquirer) launch.undo.push(() => acquirer.stop(1_500))
  const bank = config.edition === 'test' ? await launchBank({ ...around, webPort, publicUrl }) : undefined
  if (bank) launch.undo.push(() => bank.stop(1_500))
  const ewallet =
    config.edition === 'test' ? await launchEwallet({ ...around, webPort, publicUrl, apiUrl }) : undefined
  if (ewallet) launch.undo.push(() => ewallet.stop(1_500))
  const counterparties = {
    ...(bank ? bankEnvironment(bank) : {}),
    ...(ewallet ? ewalletEnvironment(ewallet) : {}),
  }
  const environment = serverEnvironment({ port, publicUrl, dataDir, urls, acquirer, counterparties })
  const server = await launchServer({ ...around, port, environment })
  launch.undo.push(() => server.stop(9_000))
  if (development) {
    const vite = await launchVite({ ...around, port: webPort, apiUrl })
    launch.undo.push(() => vite.stop(1_000))
    launch.undo.push(restartOnChange(() => server.restart()))
  }
  const { stopping } = launch
  const demo = { dataDir, databaseUrl: urls.app, apiUrl: server.url, bankUrl: bank?.url, stopping }
  if (acquirer) await beginDemo(demo)
  const colleagues = config.edition === 'test' && !stopping.aborted ? await enrolDemoStaff(demo) : []
  if (stopping.aborted) return
  await servicesFile.write(dataDir, {
    version: 1,
    webUrl: publicUrl,
    apiUrl: server.url,
    acquirer: acquirer ? services(acquirer) : null,
    bank: bank ? { url: bank.url, steeringUrl: bank.steeringUrl } : null,
    ewallet: ewallet ? { url: ewallet.url, steeringUrl: ewallet.steeringUrl } : null,
  })
  process.stdout.write(renderCard(cardOf(launch, { acquirer, bank, ewallet }, colleagues)))
  if (acquirer && !launch.signInsOnly) launch.undo.push(continueDemo(demo))
}

function services({ url, steeringUrl, secretKey, webhookSecret }: Acquirer) {
  return { url, steeringUrl, secretKey, webhookSecret }
}

function cardOf(
  { config, development }: Launch,
  simulated: { acquirer: Acquirer | undefined; bank: Bank | undefined; ewallet: Ewallet | undefined },
  colleagues: readonly DemoColleague[],
): Parameters<typeof renderCard>[0] {
  const { acquirer, bank, ewallet } = simulated
  const { publicUrl } = config.http
  const title = development ? 'titleDev' : config.edition === 'test' ? 'titleTest' : 'titleLive'
  return {
    title,
    rows: [
      { label: 'web', value: publicUrl },
      { label: 'console', value: `${publicUrl}/console` },
      ...(acquirer
        ? [
            { label: 'inbox' as const, value: `${publicUrl}/inbox` },
            { label: 'acquirer' as const, value: acquirer.steeringUrl },
          ]
        : []),
      ...(bank ? [{ label: 'bank' as const, value: bank.steeringUrl }] : []),
      ...(ewallet ? [{ label: 'ewallet' as const, value: ewallet.steeringUrl }] : []),
      { label: 'database', value: 'npm run -s okpay -- db:url' },
      { label: 'logs', value: `${config.dataDir}/logs` },
    ],
    customers: acquirer ? [...demoPeople] : [],
    staff: colleagues,
  }
}

const portMessages = { taken: 'portTaken', forbidden: 'portForbidden', no_address: 'noSuchAddress' } as const

/** The configuration with a port that stays the same when the server is restarted, also for PORT=0. */
async function fixedConfig(): Promise<Config> {
  const config = readConfig(process.env)
  const { host, port } = config.http
  if (port === 0) return readConfig({ ...process.env, PORT: String(await freePort(host)) })
  const trouble = await portTrouble(port, host)
  if (trouble) throw new LaunchError(portMessages[trouble], { port, host, other: otherPort(port) })
  return config
}

function takeFolder(dataDir: string): FolderLock {
  try {
    mkdirSync(dataDir, { recursive: true })
    return lockDataFolder(dataDir)
  } catch (error) {
    if (error instanceof FolderInUse) {
      throw new LaunchError('folderInUse', { folder: dataDir, pid: error.holder }, error)
    }
    throw folderTrouble(dataDir, error)
  }
}

/** Restarts after the last of several quick changes, as an editor or a checkout makes them. */
function restartOnChange(restart: () => void): () => void {
  let timer: NodeJS.Timeout | undefined
  const onChange = (_event: string, file: string | null): void => {
    if (!file || !/\.(ts|json|sql)$/.test(file) || file.endsWith('.test.ts')) return
    clearTimeout(timer)
    timer = setTimeout(() => {
      say('serverChanged')
      restart()
    }, 200)
  }
  const watchers = ['./', '../contract/'].map(folder =>
    watch(fileURLToPath(new URL(folder, import.meta.url)), { recursive: true }, onChange),
  )
  return () => {
    clearTimeout(timer)
    for (const watcher of watchers) watcher.close()
  }
}

/**
 * Resolves at the first signal, or when the program that started us is gone. npm and the terminal may both pass
 * the same Ctrl-C on; one that comes a good second later means "at once".
 */
function stopRequested(): Promise<void> {
  let first = 0
  return new Promise(resolve => {
    const onSignal = (): void => {
      if (first > 0 && Date.now() - first > 1_000) process.exit(1)
      first ||= Date.now()
      resolve()
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal)
    process.once('disconnect', () => resolve())
  })
}

/** What the person who started it can mend is said in a sentence; everything else shows its stack. */
function told(error: unknown): unknown {
  if (error instanceof LaunchError || error instanceof ConfigError) return `\n${error.message}`
  // A write to a full disk names no file.
  const shape = z.object({ code: z.string(), path: z.string().optional() })
  const { code, path } = shape.safeParse(error).data ?? {}
  const notOurs = code !== undefined && ['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT'].includes(code)
  if (!notOurs || !(error instanceof Error)) return error
  return `\n${folderTrouble(path ?? '…', error).message}`
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(told(error))
    process.exit(1)
  },
)
