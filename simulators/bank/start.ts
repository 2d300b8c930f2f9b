import { join } from 'node:path'
import Fastify, { type FastifyInstance } from 'fastify'
import { currencies } from '../../contract/money.ts'
import { createClock } from '../shared/clock.ts'
import { closeDatabase, inTransaction, joinTransaction, type ReadDb } from '../shared/queries-store.ts'
import { sharedAssetRoutes } from '../shared/assets/routes.ts'
import type { Bank } from './bank.ts'
import { dateAt, firstBankingDay } from './days.ts'
import { createFaultSwitch, faultsSchema, type Faults } from './faults.ts'
import { openFolders } from './folders.ts'
import type { BankSettings } from './settings.ts'
import { startFileServer } from './sftp/server.ts'
import { steerRoutes } from './steer/routes.ts'
import { hasTask, readSetting, writeSetting } from './store/queries-agenda.ts'
import { openDatabase } from './store/queries-database.ts'
import { createAgenda } from './work/agenda.ts'
import { planClose } from './work/close-day.ts'

export type RunningBank = {
  /** Base address of steering and name checks. */
  readonly url: string
  readonly sftpUrl: string
  /** Fingerprint of the file server's key, `SHA256:…`. */
  readonly hostKey: string
  readonly close: () => Promise<void>
}

function loadFaults(db: ReadDb): Faults {
  const stored = readSetting(db, 'faults')
  return faultsSchema.parse(stored === null ? {} : JSON.parse(stored))
}

/** Each account's day closes, from the first banking day there is. */
function planFirstCloses(bank: Bank): void {
  inTransaction(bank.db, tx => {
    for (const currency of currencies)
      if (!hasTask(tx, 'close_day', currency))
        planClose(tx, currency, firstBankingDay(currency, dateAt(currency, bank.clock.now())))
  })
}

function createServer(bank: Bank, settled: () => Promise<void>): FastifyInstance {
  const app = Fastify({
    bodyLimit: 64 * 1024,
    requestTimeout: 120_000,
    // Kept-alive connections of clients that wait for nothing must not hold up a stop.
    forceCloseConnections: true,
    exposeHeadRoutes: false,
  })
  void app.register(async steer => steerRoutes(steer, bank, settled))
  void app.register(sharedAssetRoutes)
  app.get('/', async (_request, reply) => reply.redirect('/steer', 302))
  return app
}

function say(sentence: string): void {
  process.stderr.write(`${sentence}\n`)
}

/**
 * Starts a bank in this process. `offsetMs`: how far its clock is ahead where the folder's state does not say.
 * Throws `StoreError` when the state cannot be used.
 */
export async function startBank(settings: BankSettings, offsetMs = 0): Promise<RunningBank> {
  const db = openDatabase(settings.dataDir)
  const clock = createClock(Number(readSetting(db, 'clock_offset_ms') ?? offsetMs))
  const faults = createFaultSwitch(loadFaults(db), changed =>
    joinTransaction(db, tx => writeSetting(tx, 'faults', JSON.stringify(changed))),
  )
  const folders = openFolders(join(settings.dataDir, 'files'))
  const bank: Bank = {
    settings,
    db,
    clock,
    faults,
    folders,
    wake: () => agenda.wake(),
    cutOff: () => files.cutOff(),
  }
  // A bank whose books do not add up must not go on as if they did.
  const agenda = createAgenda(bank, error => {
    console.error(error)
    process.exitCode = 1
    setImmediate(() => process.exit(1))
  })
  const isOpen = () => !faults.unreachable(clock.now())
  const { host, user, clientKey, hostKey } = settings
  const files = await startFileServer({
    host,
    port: settings.sftpPort,
    user,
    clientKey,
    hostKey,
    isOpen,
    log: say,
    root: folders.root,
    onArrival: bank.wake,
  })
  const app = createServer(bank, agenda.settled)
  const close = async () => {
    await Promise.all([agenda.stop(), app.close(), files.close()])
    closeDatabase(db)
  }
  try {
    const url = await app.listen({ host, port: settings.port })
    planFirstCloses(bank)
    bank.wake()
    return { url, sftpUrl: `sftp://${new URL(url).hostname}:${files.port}`, hostKey: files.hostKey, close }
  } catch (error) {
    await close()
    throw error
  }
}
