import type { ChildProcess } from 'node:child_process'
import { readdir, statfs } from 'node:fs/promises'
import { availableParallelism, totalmem } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { prepareHome, type Home } from './embedded-postgres-home.ts'
import {
  clearRemains,
  createCluster,
  spawnGuard,
  spawnServer,
  supportsLz4,
} from './embedded-postgres-process.ts'
import { postgresSettings } from './embedded-postgres-settings.ts'
import { lastLines, rotateLog, sizeOf } from './log-file.ts'
import { freePort, isPortFree } from './ports.ts'

/** The major version of the npm package's binaries; a cluster of another one must be moved by a dump. */
const majorVersion = '18'

export type PostgresLog = Record<'info' | 'warn' | 'error', (sentence: string) => void>

export type EmbeddedPostgres = {
  /** Connection address of the superuser for a database; it holds the password. */
  superuserUrl(database: string): string
  port: number
  /** Process id of the server's main process; undefined while it is down. */
  pid(): number | undefined
  /** Calls the listener whenever the server died by itself. It is being restarted then. */
  onDown(listener: () => void): void
  /** Calls the listener whenever the server takes connections again after it was down. */
  onUp(listener: () => void): void
  /** Ends the server in order: sessions are cut, everything is written. At most about `stopTimeoutMs` + 5 s. */
  stop(): Promise<void>
}

type Options = {
  /** An existing folder. The caller must hold it alone: whatever still runs on its database is ended. */
  dataDir: string
  log: PostgresLog
  /** Server settings that win over the computed ones, as PostgreSQL names them. */
  settings?: Record<string, string>
  /** How long sessions may take to end before the server is cut off and recovers at the next start. */
  stopTimeoutMs?: number
}

type Supervision = {
  home: Home
  cluster: string
  logFile: string
  settings: Record<string, string>
  port: number
  log: PostgresLog
  server: ChildProcess | undefined
  guard: ChildProcess | undefined
  stopping: boolean
  restarting: Promise<void> | undefined
  listeners: { down: (() => void)[]; up: (() => void)[] }
}

/**
 * Starts the PostgreSQL server of a data folder and keeps it running until `stop`: when its main process dies,
 * it is started again on the same port. Resolves when connections are taken; throws a sentence that says how to
 * mend it when the server does not start.
 */
export async function startEmbeddedPostgres(options: Options): Promise<EmbeddedPostgres> {
  const supervision = await prepare(options)
  const { home, port } = supervision
  await start(supervision)
  const logRotation = setInterval(() => void rotate(supervision), 60 * 60_000)
  logRotation.unref()
  return {
    superuserUrl: database => urlOf(home, port, database),
    port,
    pid: () => supervision.server?.pid,
    onDown: listener => void supervision.listeners.down.push(listener),
    onUp: listener => void supervision.listeners.up.push(listener),
    stop: () => {
      clearInterval(logRotation)
      return stop(supervision, options.stopTimeoutMs ?? 10_000)
    },
  }
}

async function prepare(options: Options): Promise<Supervision> {
  const home = await prepareHome(options.dataDir)
  const cluster = join(home.directory, majorVersion)
  const versions = await readdir(home.directory)
  if (!versions.includes(majorVersion)) {
    const other = versions.find(name => /^\d+$/.test(name))
    if (other)
      throw new Error(`The database is of PostgreSQL ${other}; dump it and load it into ${majorVersion}.`)
    options.log.info('creating the database (first start)')
    await createCluster(home, cluster)
  }
  await clearRemains(cluster, options.log.warn)
  const port = await choosePort(home)
  const logFile = join(options.dataDir, 'logs', 'postgres.log')
  const disk = await statfs(home.directory)
  const machine = {
    memoryBytes: Math.min(totalmem(), process.constrainedMemory() || Infinity),
    cpuCount: availableParallelism(),
    freeDiskBytes: disk.bavail * disk.bsize,
  }
  const computed = postgresSettings(machine, await supportsLz4(home, cluster))
  const settings = { ...computed, ...options.settings, port: String(port) }
  const listeners = { down: [], up: [] }
  const { log } = options
  return {
    home,
    cluster,
    logFile,
    settings,
    port,
    log,
    server: undefined,
    guard: undefined,
    stopping: false,
    restarting: undefined,
    listeners,
  }
}

/** Starts the server once and waits until it takes connections. */
async function start(supervision: Supervision): Promise<void> {
  const { home, cluster, settings, logFile } = supervision
  const logStart = await sizeOf(logFile)
  const server = await spawnServer(home, cluster, settings, logFile)
  const ended = new Promise<string>(resolve => {
    server.once('error', error => resolve(error.message))
    server.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`))
  })
  if (server.pid === undefined) throw new Error(`PostgreSQL could not be started: ${await ended}`)
  supervision.server = server
  supervision.guard = spawnGuard(server.pid, cluster, home.account)
  if (supervision.stopping) server.kill('SIGINT')
  const failure = await Promise.race([ended, ready(supervision, server)])
  if (failure === undefined) {
    void ended.then(how => onEnd(supervision, how))
    return
  }
  server.kill('SIGINT')
  await ended
  release(supervision)
  throw new Error(`PostgreSQL did not start (${failure}):\n${await lastLines(logFile, logStart)}`)
}

/**
 * Resolves with nothing when a connection is accepted, with a reason when none ever will be. Recovery after a
 * crash can take minutes and is never cut short.
 */
async function ready(supervision: Supervision, server: ChildProcess): Promise<string | undefined> {
  const begun = Date.now()
  let told = begun
  for (;;) {
    const client = new Client({
      connectionString: urlOf(supervision.home, supervision.port, 'postgres'),
      connectionTimeoutMillis: 5_000,
    })
    // A server that dies in the middle is seen by its exit; the socket's error says nothing more.
    client.on('error', () => undefined)
    try {
      await client.connect()
      await client.end()
      return undefined
    } catch (error) {
      if (!isStarting(error)) return String(error)
    }
    if (server.exitCode !== null || server.signalCode !== null) return 'it ended'
    if (Date.now() - told > 10_000) {
      told = Date.now()
      supervision.log.info(`the database is still starting (${Math.round((told - begun) / 1000)} s)`)
    }
    await sleep(50)
  }
}

/** Not yet listening, or listening and still replaying its log (57P03). */
function isStarting(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error ? error.code : undefined
  if (code === 'ECONNREFUSED' || code === 'ECONNRESET' || code === '57P03') return true
  return /terminated|timeout/i.test(error.message)
}

function release(supervision: Supervision): void {
  supervision.server = undefined
  supervision.guard?.kill('SIGKILL')
  supervision.guard = undefined
}

async function onEnd(supervision: Supervision, how: string): Promise<void> {
  release(supervision)
  if (supervision.stopping) return
  supervision.log.error(`the database server died (${how}); starting it again`)
  for (const listener of supervision.listeners.down) listener()
  supervision.restarting = restart(supervision)
  await supervision.restarting
}

/** Tries until it runs again, at first at once and then every few seconds: a full disk may be emptied any time. */
async function restart(supervision: Supervision): Promise<void> {
  for (let pauseMs = 100; !supervision.stopping; pauseMs = Math.min(pauseMs * 2, 5_000)) {
    try {
      await clearRemains(supervision.cluster, supervision.log.warn)
      await start(supervision)
    } catch (error) {
      if (supervision.stopping) return
      supervision.log.error(error instanceof Error ? error.message : String(error))
      await sleep(pauseMs)
      continue
    }
    supervision.log.info('the database server runs again')
    for (const listener of supervision.listeners.up) listener()
    return
  }
}

async function stop(supervision: Supervision, timeoutMs: number): Promise<void> {
  supervision.stopping = true
  const { server } = supervision
  if (server) await stopServer(server, timeoutMs, supervision.log)
  await supervision.restarting
}

async function stopServer(server: ChildProcess, timeoutMs: number, log: PostgresLog): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  const ended = new Promise<void>(resolve => server.once('exit', () => resolve()))
  const cut = setTimeout(() => {
    log.warn('the database server did not stop in time and is cut off; it recovers at the next start')
    server.kill('SIGQUIT')
  }, timeoutMs)
  const kill = setTimeout(() => server.kill('SIGKILL'), timeoutMs + 5_000)
  server.kill('SIGINT')
  await ended
  clearTimeout(cut)
  clearTimeout(kill)
}

async function rotate(supervision: Supervision): Promise<void> {
  await rotateLog(supervision.logFile).catch((error: unknown) => {
    supervision.log.warn(`the database's log file could not be rotated: ${String(error)}`)
  })
}

function urlOf(home: Home, port: number, database: string): string {
  return `postgres://postgres:${home.settings.superuserPassword}@127.0.0.1:${port}/${database}`
}

/** The remembered port while it is free, so that addresses stay the same over restarts. */
async function choosePort(home: Home): Promise<number> {
  const remembered = home.settings.port
  if (remembered !== undefined && (await isPortFree(remembered))) return remembered
  const port = await freePort()
  await home.save({ port })
  return port
}
