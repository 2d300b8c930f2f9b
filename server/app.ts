import type { FastifyInstance } from 'fastify'
import type { Registry } from 'prom-client'
import { consoleRoutes } from './console/index.ts'
import { diagnosisRoutes } from './diagnosis/index.ts'
import { createAuditWriter } from './platform/audit.ts'
import { startAuditSealer } from './platform/audit-sealer.ts'
import type { Config } from './platform/config.ts'
import type { DatabaseUrls } from './platform/database-urls.ts'
import { openDb, type Db } from './platform/db.ts'
import { startDispatcher, type Dispatcher } from './platform/dispatcher.ts'
import { createHttpApp } from './platform/http/app.ts'
import { startWorker, type Worker } from './platform/jobs.ts'
import type { Logger } from './platform/log.ts'
import { createMailer } from './platform/mail.ts'
import { createSmsSender } from './platform/sms.ts'
import { createMetrics, type Metrics } from './platform/metrics.ts'
import { startRealtime } from './platform/realtime.ts'
import { readNumberKey } from './platform/queries-numbers.ts'
import { databaseReadiness, untilDatabaseAnswers } from './platform/readiness.ts'
import type { Secrets } from './platform/secrets.ts'
import { startTelemetry, type Telemetry } from './platform/telemetry.ts'
import { openEdition, type Edition } from './edition.ts'
import { metaRoute } from './meta.ts'
import { pipelineMetrics } from './pipeline-metrics.ts'
import { createSlices, type Slices } from './slices.ts'
import { explainTransaction } from './slices/wallet/index.ts'

export type AppOptions = { config: Config; secrets: Secrets; urls: DatabaseUrls; log: Logger }

export type App = {
  http: FastifyInstance
  db: Db
  slices: Slices
  /** Starts what this process's role does besides answering: dispatcher, jobs. */
  startWork(): void
  stop(): Promise<void>
}

/** What everything else stands on; `undo` is run in the opposite order of its making at the stop. */
type Ground = AppOptions & {
  db: Db
  edition: Edition
  metrics: Metrics
  telemetry: Telemetry | undefined
  undo: (() => unknown)[]
}

/** Platform → slices → HTTP, in one visible list. Nothing listens and nothing works yet. */
export async function createApp(options: AppOptions): Promise<App> {
  const ground = await openGround(options)
  const { config, secrets, urls, log, db, edition, metrics, undo } = ground
  const mailer = createMailer({
    smtpUrl: edition.smtpUrl,
    from: config.mail.from,
    operator: { ...config.operator, publicUrl: config.http.publicUrl },
  })
  undo.push(() => mailer.close())
  const sms = createSmsSender({
    provider: edition.smsProvider,
    operator: { name: config.operator.name, publicUrl: config.http.publicUrl },
  })

  let dispatcher: Dispatcher | undefined
  const flow = pipelineMetrics(metrics.registry)
  const slices = createSlices({
    config,
    secrets,
    urls,
    db,
    log,
    mailer,
    sms,
    registry: metrics.registry,
    clock: edition.clock,
    numberKey: await readNumberKey(db.pool),
    ratesUrl: edition.ratesUrl,
    onBatch(batch) {
      flow.observe(batch)
      dispatcher?.wake()
    },
  })
  flow.watchQueue(slices.ledger.pipeline)
  undo.push(() => Promise.all([slices.identity.close(), slices.wallet.close(), slices.records.close()]))
  undo.push(() => slices.ledger.pipeline.stop())
  const http = await openHttp(ground, slices)
  return {
    http,
    db,
    slices,
    startWork() {
      const subscribers = [...slices.notifications.subscribers, ...slices.funding.subscribers]
      dispatcher = startDispatcher({ db, subscribers, log, registry: metrics.registry })
      undo.push(() => dispatcher?.stop())
      if (config.role === 'api') return
      const worker = startSliceWorker(options, slices, metrics.registry)
      slices.fx
        .start()
        .catch((error: unknown) => log.error({ err: error }, 'rates were not asked for at the start'))
      undo.push(() => worker.stop())
      const sealer = startAuditSealer({ db, log, registry: metrics.registry })
      undo.push(() => sealer.stop())
    },
    async stop() {
      while (undo.length > 0) await undo.pop()?.()
    },
  }
}

async function openGround(options: AppOptions): Promise<Ground> {
  const { config, urls, log } = options
  const undo: Ground['undo'] = []
  // Before the first connection and the first request, or their libraries would not be traced.
  const telemetry = config.traceEndpoint
    ? await startTelemetry({ endpoint: config.traceEndpoint, serviceName: `okpay-${config.role}`, log })
    : undefined
  if (telemetry) undo.push(() => telemetry.stop())
  const db = openDb({ url: urls.app, maxConnections: config.database.maxConnections, log, name: 'okpay' })
  undo.push(() => db.close())
  await untilDatabaseAnswers(db, log)
  const edition = await openEdition({ config, db, log })
  undo.push(() => edition.stop())
  return { ...options, db, edition, metrics: createMetrics({ processMetrics: true }), telemetry, undo }
}

async function openHttp(ground: Ground, slices: Slices): Promise<FastifyInstance> {
  const { config, log, db, edition, metrics, telemetry, undo } = ground
  const { identity, wallet, pricing, transfers, fx, funding, notifications } = slices
  const { clock } = edition
  const http = createHttpApp({
    config,
    log,
    clock,
    metrics,
    authenticate: identity.authenticate,
    authenticateHalf: identity.authenticateHalf,
    authenticateStaff: slices.staff.authenticate,
    audit: createAuditWriter(db),
    readiness: databaseReadiness(db),
    ...(telemetry ? { annotateTrace: telemetry.annotate } : {}),
    routes: [
      metaRoute(config),
      ...identity.routes,
      ...slices.staff.routes,
      ...consoleRoutes({
        db,
        standing: identity.standing,
        pricing,
        fx,
        staffNames: slices.staff.staffNames,
        traceOf: (...asked) => slices.records.traceOf(...asked),
        sealKey: ground.secrets.sealKey,
        calendarEnds: slices.bankRail.calendarEnds,
      }),
      ...wallet.routes(slices.details),
      ...slices.records.routes,
      ...diagnosisRoutes({
        db,
        operator: config.operator,
        explain: which => explainTransaction(db.read, slices.details, which),
        statusOf: ids => wallet.statusOf(ids),
      }),
      ...pricing.routes,
      ...slices.paymentMethods.routes,
      ...slices.withdrawals.routes,
      ...slices.remittances.routes,
      ...slices.officialChannels.routes,
      ...transfers.routes,
      ...fx.routes,
      ...funding.routes,
      ...notifications.routes,
      ...edition.routes,
    ],
  })
  undo.push(() => http.close())
  if (config.role === 'worker') return http
  const realtime = await startRealtime({
    server: http.server,
    config,
    db,
    clock,
    log,
    authenticate: identity.authenticate,
    aliveSessions: (sessionIds, now) => identity.aliveSessions(sessionIds, now),
    registry: metrics.registry,
  })
  undo.push(() => realtime.stop())
  return http
}

function startSliceWorker({ urls, log }: AppOptions, slices: Slices, registry: Registry): Worker {
  const {
    identity,
    staff,
    ledger,
    transfers,
    fx,
    funding,
    notifications,
    bankRail,
    withdrawals,
    remittances,
  } = slices
  return startWorker({
    databaseUrl: urls.app,
    jobs: [
      ...identity.jobs,
      ...staff.jobs,
      ...ledger.jobs,
      ...slices.pricing.jobs,
      ...transfers.jobs,
      ...fx.jobs,
      ...funding.jobs,
      ...slices.paymentMethods.jobs,
      ...notifications.jobs,
      ...bankRail.jobs,
      ...withdrawals.jobs,
      ...remittances.jobs,
      ...slices.records.jobs,
    ],
    crons: [
      ...identity.crons,
      ...staff.crons,
      ...ledger.crons,
      ...transfers.crons,
      ...fx.crons,
      ...funding.crons,
      ...slices.paymentMethods.crons,
      ...bankRail.crons,
      ...withdrawals.crons,
      ...remittances.crons,
      ...slices.records.crons,
    ],
    log,
    registry,
  })
}
