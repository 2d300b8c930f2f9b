import Fastify, { type FastifyInstance } from 'fastify'
import { createAlarm } from '../shared/alarm.ts'
import { createClock } from '../shared/clock.ts'
import { closeDatabase, joinTransaction } from '../shared/queries-store.ts'
import { apiRoutes } from './api.ts'
import { createFaultSwitch, faultsSchema } from './faults.ts'
import { deliverDue } from './notify.ts'
import { pageRoutes } from './pages.ts'
import { letTimePass } from './pay.ts'
import { nextDue, openWalletStore, readSetting, writeSetting } from './queries.ts'
import { defaultRetryDelaysMs, type EwalletSettings } from './settings.ts'
import { steerRoutes } from './steer.ts'
import type { WalletHouse } from './wallet-house.ts'

export type RunningEwallet = {
  /** Base address of API, pages and steering. */
  readonly url: string
  readonly settings: EwalletSettings
  readonly close: () => Promise<void>
}

const defaults: EwalletSettings = {
  host: '127.0.0.1',
  port: 0,
  apiKey: 'test_ewallet_in_this_process',
  notifySecret: 'whsec_ZXdhbGxldCBpbiB0aGlzIHByb2Nlc3M=',
  notifyUrl: null,
  dataDir: null,
  publicUrl: null,
  merchantName: 'OKPay',
  settlementDelayMs: 120_000,
  retryDelaysMs: defaultRetryDelaysMs,
}

/** Does what is due, one round at a time, and sleeps until the next is. */
function createKeeper(house: Omit<WalletHouse, 'wake'>) {
  let running = false
  let again = false
  let over: Promise<void> = Promise.resolve()
  const alarm = createAlarm(house.clock, wake)
  const whole: WalletHouse = { ...house, wake }

  async function work(): Promise<void> {
    running = true
    do {
      again = false
      letTimePass(whole)
      await deliverDue(whole)
    } while (again && !house.stopping.aborted)
    running = false
    if (!house.stopping.aborted) alarm.setFor(nextDue(house.db))
  }

  function wake(): void {
    if (house.stopping.aborted) return
    if (running) again = true
    else
      over = work().catch((error: unknown) => {
        running = false
        console.error(error)
        alarm.setFor(house.clock.now() + 1_000)
      })
  }

  return {
    house: whole,
    async stopped() {
      alarm.clear()
      await over
    },
  }
}

function createServer(house: WalletHouse): FastifyInstance {
  const app = Fastify({ bodyLimit: 64 * 1024, requestTimeout: 30_000, forceCloseConnections: true })
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    async (_request: unknown, body: unknown) => body,
  )
  void app.register(async api => apiRoutes(api, house), { prefix: '/v1' })
  void app.register(async pages => pageRoutes(pages, house))
  void app.register(async steer => steerRoutes(steer, house))
  app.get('/', async (_request, reply) => reply.redirect('/steer', 302))
  return app
}

/** Starts the partner in this process; every setting has a default that suits a test. */
export async function startEwallet(options: Partial<EwalletSettings> = {}): Promise<RunningEwallet> {
  const settings: EwalletSettings = { ...defaults, ...options }
  const db = openWalletStore(settings.dataDir)
  const clock = createClock(Number(readSetting(db, 'clock_offset_ms') ?? 0))
  const stored = readSetting(db, 'faults')
  const faults = createFaultSwitch(faultsSchema.parse(stored === null ? {} : JSON.parse(stored)), changed =>
    joinTransaction(db, tx => writeSetting(tx, 'faults', JSON.stringify(changed))),
  )
  const stopping = new AbortController()
  let address = ''
  const keeper = createKeeper({
    settings,
    db,
    clock,
    faults,
    stopping: stopping.signal,
    publicUrl: () => settings.publicUrl ?? address,
  })
  const app = createServer(keeper.house)
  const close = async () => {
    stopping.abort()
    await Promise.all([app.close(), keeper.stopped()])
    closeDatabase(db)
  }
  try {
    address = await app.listen({ host: settings.host, port: settings.port })
  } catch (error) {
    await close()
    throw error
  }
  keeper.house.wake()
  return { url: address, settings, close }
}
