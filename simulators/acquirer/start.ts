import Fastify, { type FastifyInstance } from 'fastify'
import type { Acquirer } from './acquirer.ts'
import { apiRoutes } from './api/routes.ts'
import { assetRoutes } from './assets/routes.ts'
import { createClock } from '../shared/clock.ts'
import { createFaultSwitch, faultsSchema, type Faults } from './faults.ts'
import { hostedRoutes } from './hosted/routes.ts'
import { createTimekeeper } from './payments/timekeeper.ts'
import { DEFAULT_RETRY_DELAYS_MS, type AcquirerSettings } from './settings.ts'
import { readSetting, writeSetting } from './store/queries-calls.ts'
import { openDatabase } from './store/queries-database.ts'
import { addSavedTables } from './store/queries-saved.ts'
import { closeDatabase, joinTransaction, type ReadDb } from '../shared/queries-store.ts'
import { steerRoutes } from './steer/routes.ts'
import { createDispatcher } from './webhooks/dispatcher.ts'

export type RunningAcquirer = {
  /** Base address of API, hosted pages and steering. */
  readonly url: string
  /** What the official client needs to talk to this process: `new Stripe(secretKey, {host, port, protocol})`. */
  readonly client: { readonly host: string; readonly port: number; readonly protocol: 'http' }
  readonly settings: AcquirerSettings
  /** Stops listening, cuts off deliveries that are under way (they are made again later), and closes the state. */
  readonly close: () => Promise<void>
}

const DEFAULTS: AcquirerSettings = {
  host: '127.0.0.1',
  port: 0,
  secretKey: 'sk_test_acquirer_in_process',
  webhookSecret: 'whsec_acquirer_in_process',
  webhookUrl: null,
  webhookEvents: ['*'],
  dataDir: null,
  publicUrl: null,
  merchantName: 'OKPay',
  settlementDelayMs: 120_000,
  webhookRetryDelaysMs: DEFAULT_RETRY_DELAYS_MS,
  webhookTimeoutMs: 10_000,
}

function loadFaults(db: ReadDb): Faults {
  const stored = readSetting(db, 'faults')
  return faultsSchema.parse(stored === null ? {} : JSON.parse(stored))
}

function createServer(acquirer: Acquirer): FastifyInstance {
  const app = Fastify({
    bodyLimit: 64 * 1024,
    requestTimeout: 30_000,
    // Kept-alive connections of clients that wait for nothing must not hold up a stop.
    forceCloseConnections: 'idle',
    exposeHeadRoutes: false,
  })
  // A connection that is kept alive after its last answer would hold up the stop for a minute.
  app.addHook('onSend', async (_request, reply) => {
    if (acquirer.stopping.aborted) void reply.header('Connection', 'close')
  })
  void app.register(async api => apiRoutes(api, acquirer), { prefix: '/v1' })
  void app.register(async hosted => hostedRoutes(hosted, acquirer))
  void app.register(async steer => steerRoutes(steer, acquirer))
  void app.register(assetRoutes)
  app.get('/', async (_request, reply) => reply.redirect('/steer', 302))
  return app
}

/**
 * Starts an acquirer in this process. Everything has a default that suits a test: a free port, state in memory, no
 * webhook endpoint. Throws `StoreError` when the folder's state cannot be used.
 */
export async function startAcquirer(options: Partial<AcquirerSettings> = {}): Promise<RunningAcquirer> {
  const settings: AcquirerSettings = { ...DEFAULTS, ...options }
  const db = openDatabase(settings.dataDir)
  addSavedTables(db)
  const clock = createClock(Number(readSetting(db, 'clock_offset_ms') ?? 0))
  // A fault may strike inside a transaction that is under way; its count is then kept together with that change.
  const faults = createFaultSwitch(loadFaults(db), changed =>
    joinTransaction(db, tx => writeSetting(tx, 'faults', JSON.stringify(changed))),
  )
  const stopping = new AbortController()
  let address = ''
  const acquirer: Acquirer = {
    settings,
    db,
    clock,
    faults,
    stopping: stopping.signal,
    publicUrl: () => settings.publicUrl ?? address,
    wake: () => {
      timekeeper.wake()
      dispatcher.wake()
    },
    deliverNow: events => dispatcher.deliverNow(events),
  }
  const dispatcher = createDispatcher(acquirer)
  const timekeeper = createTimekeeper(acquirer, dispatcher.wake)
  const app = createServer(acquirer)
  const stop = async () => {
    stopping.abort()
    timekeeper.stop()
    await Promise.all([app.close(), dispatcher.stopped()])
    closeDatabase(db)
  }
  try {
    address = await app.listen({ host: settings.host, port: settings.port })
  } catch (error) {
    await stop()
    throw error
  }
  acquirer.wake()
  const { hostname, port } = new URL(address)
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  return { url: address, client: { host, port: Number(port), protocol: 'http' }, settings, close: stop }
}
