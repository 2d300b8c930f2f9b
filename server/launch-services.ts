import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setTimeout as sleep } from 'node:timers/promises'
import { supervise, type Supervised } from './launch-child.ts'
import { LaunchError, say, sentence, type LaunchMessage } from './launch-messages.ts'
import type { DatabaseUrls } from './platform/database-urls.ts'
import { lastLines, openLog, rotateLog, sizeOf } from './platform/log-file.ts'
import { freePort, isPortFree, localHost } from './platform/ports.ts'

/** Deaths before the first answer after which a program is not worth another try. */
const hopelessAfterDeaths = 3
const readyWithinMs = 60_000

export type Service = Supervised & { url: string }

export type Acquirer = Service & { steeringUrl: string; secretKey: string; webhookSecret: string }

type ServiceSpec = {
  name: LaunchMessage
  logName: string
  args: string[]
  environment: NodeJS.ProcessEnv
  url: string
  /** Path that answers below 400 when the service can do its work. */
  readyPath: string
  dataDir: string
  /** Development prints everything to the terminal. */
  toTerminal: boolean
}

/** Starts a program that serves HTTP, keeps it running, and resolves when it answers for the first time. */
export async function launchService(spec: ServiceSpec): Promise<Service> {
  const file = join(spec.dataDir, 'logs', `${spec.logName}.log`)
  const logStart = await sizeOf(file)
  const log = spec.toTerminal ? undefined : await openLog(file)
  const name = sentence(spec.name)
  const rotation = setInterval(() => {
    rotateLog(file).catch((error: unknown) => process.stderr.write(`${file}: ${String(error)}\n`))
  }, 60_000)
  rotation.unref()
  let ready = false
  let giveUp: (how: string) => void = () => undefined
  const hopeless = new Promise<string>(resolve => {
    giveUp = resolve
  })
  const child = supervise({
    name,
    args: spec.args,
    environment: spec.environment,
    output: log?.fd ?? 'inherit',
    onDeath: ({ how, pauseMs, deaths }) => {
      if (!ready && deaths >= hopelessAfterDeaths) giveUp(how)
      else say('childDied', { name, how, seconds: pauseMs / 1000, file })
    },
  })
  const how = await Promise.race([hopeless, answers(spec.url + spec.readyPath)])
  ready = how === 'ready'
  if (ready) return { ...child, url: spec.url }
  await child.stop(1_000)
  const lines = log ? await lastLines(file, logStart) : ''
  if (how === 'late') throw new LaunchError('notReady', { name, seconds: readyWithinMs / 1000, file, lines })
  throw new LaunchError('childHopeless', { name, how, file, lines })
}

async function answers(url: string): Promise<'ready' | 'late'> {
  const until = Date.now() + readyWithinMs
  while (Date.now() < until) {
    // A refused connection is the normal answer of a program that is still starting.
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined)
    await response?.body?.cancel()
    if (response && response.status < 400) return 'ready'
    await sleep(100)
  }
  return 'late'
}

export type Surroundings = { dataDir: string; host: string; toTerminal: boolean }

export function fileOf(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url))
}

/** The port after a known one, so that it is the same at every start, or any free one. */
export async function portNear(webPort: number): Promise<number> {
  const next = webPort + 1
  return next <= 65_535 && (await isPortFree(next)) ? next : freePort()
}

export async function launchAcquirer(
  around: Surroundings & { webPort: number; publicUrl: string; apiUrl: string },
): Promise<Acquirer> {
  const port = await portNear(around.webPort)
  const url = `http://${new URL(around.publicUrl).hostname}:${port}`
  const secretKey = `sk_test_${randomBytes(18).toString('base64url')}`
  const webhookSecret = `whsec_${randomBytes(24).toString('base64url')}`
  const service = await launchService({
    name: 'nameAcquirer',
    logName: 'acquirer',
    args: [fileOf('../simulators/acquirer/main.ts')],
    environment: {
      PATH: process.env['PATH'],
      LANG: process.env['LANG'],
      PORT: String(port),
      ACQUIRER_HOST: around.host,
      ACQUIRER_SECRET_KEY: secretKey,
      ACQUIRER_WEBHOOK_SECRET: webhookSecret,
      ACQUIRER_WEBHOOK_URL: `${around.apiUrl}/v1/webhooks/stripe`,
      ACQUIRER_DATA_DIR: join(around.dataDir, 'acquirer'),
      ACQUIRER_PUBLIC_URL: url,
    },
    url: `http://${localHost(around.host)}:${port}`,
    readyPath: '/steer',
    dataDir: around.dataDir,
    toTerminal: around.toTerminal,
  })
  return { ...service, steeringUrl: `${url}/steer`, secretKey, webhookSecret }
}

/** What the server is told besides what the launcher itself was told. */
export function serverEnvironment(options: {
  port: number
  publicUrl: string
  dataDir: string
  urls: DatabaseUrls
  acquirer: Acquirer | undefined
  /** What further counterparties add. */
  counterparties: NodeJS.ProcessEnv
}): NodeJS.ProcessEnv {
  const { acquirer } = options
  return {
    NODE_ENV: 'production',
    ...process.env,
    PORT: String(options.port),
    OKPAY_PUBLIC_URL: options.publicUrl,
    OKPAY_DATA_DIR: options.dataDir,
    // The server never connects as the owner: what it does not know, no bug of it can use.
    DATABASE_URL: '',
    DATABASE_APP_URL: options.urls.app,
    DATABASE_READER_URL: options.urls.reader,
    ...(acquirer && {
      STRIPE_API_URL: acquirer.url,
      STRIPE_SECRET_KEY: acquirer.secretKey,
      STRIPE_WEBHOOK_SECRET: acquirer.webhookSecret,
      ACQUIRER_STEERING_URL: acquirer.steeringUrl,
    }),
    ...options.counterparties,
  }
}

export function launchServer(
  around: Surroundings & { port: number; environment: NodeJS.ProcessEnv },
): Promise<Service> {
  return launchService({
    name: 'nameApp',
    logName: 'server',
    // Requests live for milliseconds: with room for a few thousand of them the collector works a sixth less.
    args: ['--max-semi-space-size=64', fileOf('./main.ts')],
    environment: around.environment,
    url: `http://${localHost(around.host)}:${around.port}`,
    readyPath: '/readyz',
    dataDir: around.dataDir,
    toTerminal: around.toTerminal,
  })
}

/** Serves the web application from its sources and passes everything else on to the server. */
export function launchVite(around: Surroundings & { port: number; apiUrl: string }): Promise<Service> {
  const vite = fileOf('../node_modules/vite/bin/vite.js')
  return launchService({
    name: 'nameVite',
    logName: 'vite',
    args: [
      vite,
      '--port',
      String(around.port),
      '--host',
      around.host,
      '--strictPort',
      '--clearScreen',
      'false',
    ],
    environment: { ...process.env, OKPAY_API: around.apiUrl },
    url: `http://${localHost(around.host)}:${around.port}`,
    readyPath: '/',
    dataDir: around.dataDir,
    toTerminal: true,
  })
}
