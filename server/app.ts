import type { FastifyInstance } from 'fastify'
import { termsVersion } from '../contract/terms.ts'
import { createAuditWriter } from './platform/audit.ts'
import type { Clock } from './platform/clock.ts'
import type { Config } from './platform/config.ts'
import { roleOf, type DatabaseUrls } from './platform/database-urls.ts'
import { openDb, type Db } from './platform/db.ts'
import { startDispatcher, type Dispatcher } from './platform/dispatcher.ts'
import { createHttpApp } from './platform/http/app.ts'
import type { Logger } from './platform/log.ts'
import { createMetrics } from './platform/metrics.ts'
import { createNumberSource } from './platform/numbers.ts'
import { databaseReadiness } from './platform/readiness.ts'
import type { Secrets } from './platform/secrets.ts'
import { readNumberKey } from './platform/queries-numbers.ts'
import { createIdentitySlice } from './slices/identity/index.ts'
import { createLedgerSlice } from './slices/ledger/index.ts'
import { createPricingSlice } from './slices/pricing/index.ts'
import { createTransfersSlice } from './slices/transfers/index.ts'
import { createWalletSlice } from './slices/wallet/index.ts'

export type AppOptions = { config: Config; secrets: Secrets; urls: DatabaseUrls; log: Logger; clock: Clock }

export type App = { http: FastifyInstance; db: Db; slices: Slices; stop(): Promise<void> }

/** The slices in the order in which they may know each other. */
export type Slices = Awaited<ReturnType<typeof composeSlices>>

async function composeSlices(options: AppOptions & { db: Db; wake: () => void }) {
  const { config, db, log } = options
  const numbers = createNumberSource(db, await readNumberKey(db.pool))
  const ledger = createLedgerSlice({
    db,
    readerUrl: options.urls.reader,
    appRole: roleOf(options.urls.app),
    config: config.pipeline,
    log,
    clock: options.clock,
    checks: [],
    onBatch: options.wake,
  })
  const wallet = createWalletSlice({ db, numbers })
  const identity = await createIdentitySlice({
    db,
    log,
    clock: options.clock,
    codeKey: options.secrets.codeKey,
    mailer: {} as never,
    publicUrl: config.http.publicUrl,
    termsVersion,
    onCustomerCreated: [wallet.openWallet],
  })
  const pricing = createPricingSlice({ db, timeZone: config.operator.timeZone })
  const transfers = createTransfersSlice({
    db,
    numbers,
    wallet,
    pricing,
    pipeline: ledger.pipeline,
    timeZone: config.operator.timeZone,
  })
  return { ledger, identity, wallet, pricing, transfers }
}

/** Platform → slices → HTTP, in one visible list. Nothing listens yet. */
export async function createApp(options: AppOptions): Promise<App> {
  const { config, urls, log, clock } = options
  const db = openDb({ url: urls.app, maxConnections: config.database.maxConnections, log, name: 'okpay' })
  let dispatcher: Dispatcher | undefined
  const slices = await composeSlices({ ...options, db, wake: () => dispatcher?.wake() })
  const { ledger, identity, wallet, pricing, transfers } = slices
  dispatcher = startDispatcher({ db, subscribers: [], log })
  const http = createHttpApp({
    config,
    log,
    clock,
    audit: createAuditWriter(db),
    metrics: createMetrics({ processMetrics: true }),
    authenticate: identity.authenticate,
    readiness: databaseReadiness(db),
    routes: [
      ...wallet.routes({ transfer: transfers.details, deposit: transfers.details }),
      ...pricing.routes,
      ...transfers.routes,
    ],
  })
  return {
    http,
    db,
    slices,
    async stop() {
      await http.close()
      await ledger.pipeline.stop()
      await dispatcher?.stop()
      await Promise.all([identity.close(), wallet.close()])
      await db.close()
    },
  }
}
