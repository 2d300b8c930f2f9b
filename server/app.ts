import type { FastifyInstance } from 'fastify'
import { createAuditWriter } from './platform/audit.ts'
import { createTestClock, systemClock } from './platform/clock.ts'
import type { Config } from './platform/config.ts'
import type { DatabaseUrls } from './platform/database-urls.ts'
import { openDb, type Db } from './platform/db.ts'
import { startDispatcher, type Dispatcher } from './platform/dispatcher.ts'
import { createHttpApp } from './platform/http/app.ts'
import type { Route } from './platform/http/route.ts'
import { startWorker } from './platform/jobs.ts'
import type { Logger } from './platform/log.ts'
import { createMailer } from './platform/mail.ts'
import { createMetrics } from './platform/metrics.ts'
import { startRealtime } from './platform/realtime.ts'
import { databaseReadiness, untilDatabaseAnswers } from './platform/readiness.ts'
import type { Secrets } from './platform/secrets.ts'
import { startTelemetry } from './platform/telemetry.ts'
import { metaRoute } from './meta.ts'
import { createSlices, type Slices } from './slices.ts'

export type AppOptions = { config: Config; secrets: Secrets; urls: DatabaseUrls; log: Logger }

export type App = {
  http: FastifyInstance
  db: Db
  slices: Slices
  /** Starts what this process's role does besides answering: dispatcher, jobs. */
  startWork(): void
  stop(): Promise<void>
}

/** Platform → slices → HTTP, in one visible list. Nothing listens and nothing works yet. */
export async function createApp({ config, secrets, urls, log }: AppOptions): Promise<App> {
  /** What is to be undone at the stop, in the opposite order of its making. */
  const undo: (() => unknown)[] = []
  const telemetry = config.traceEndpoint
    ? await startTelemetry({ endpoint: config.traceEndpoint, serviceName: `okpay-${config.role}`, log })
    : undefined
  if (telemetry) undo.push(() => telemetry.stop())
  const db = openDb({ url: urls.app, maxConnections: config.database.maxConnections, log, name: 'okpay' })
  undo.push(() => db.close())
  await untilDatabaseAnswers(db, log)

  const edition = await openEdition({ config, db, log })
  undo.push(() => edition.stop())
  const mailer = createMailer({
    smtpUrl: edition.smtpUrl,
    from: config.mail.from,
    operator: { ...config.operator, publicUrl: config.http.publicUrl },
  })
  undo.push(() => mailer.close())

  let dispatcher: Dispatcher | undefined
  const { clock } = edition
  const onBatch = (): void => dispatcher?.wake()
  const slices = await createSlices({ config, secrets, urls, db, clock, log, mailer, onBatch })
  const { ledger, identity, wallet, pricing, transfers, funding, notifications } = slices
  undo.push(() => Promise.all([identity.close(), wallet.close()]))
  undo.push(() => ledger.pipeline.stop())

  const metrics = createMetrics({ processMetrics: true })
  const { registry } = metrics
  const http = createHttpApp({
    config,
    log,
    clock,
    audit: createAuditWriter(db),
    metrics,
    readiness: databaseReadiness(db),
    authenticate: identity.authenticate,
    ...(telemetry ? { annotateTrace: telemetry.annotate } : {}),
    routes: [
      metaRoute(config),
      ...identity.routes,
      ...wallet.routes({ transfer: transfers.details, deposit: funding.details }),
      ...pricing.routes,
      ...transfers.routes,
      ...funding.routes,
      ...edition.routes,
    ],
  })
  undo.push(() => http.close())
  const { aliveSessions, authenticate } = identity
  const realtime =
    config.role === 'worker'
      ? undefined
      : await startRealtime({
          server: http.server,
          config,
          db,
          clock,
          log,
          authenticate,
          aliveSessions,
          registry,
        })
  if (realtime) undo.push(() => realtime.stop())

  return {
    http,
    db,
    slices,
    startWork() {
      dispatcher = startDispatcher({ db, subscribers: notifications.subscribers, log, registry })
      undo.push(() => dispatcher?.stop())
      if (config.role === 'api') return
      const worker = startWorker({
        databaseUrl: urls.app,
        jobs: [...identity.jobs, ...ledger.jobs, ...funding.jobs, ...notifications.jobs],
        crons: [...identity.crons, ...ledger.crons, ...funding.crons],
        log,
        registry,
      })
      undo.push(() => worker.stop())
    },
    async stop() {
      while (undo.length > 0) await undo.pop()?.()
    },
  }
}

/** What differs between the editions: time, and where mails go. The live edition loads nothing of the other. */
async function openEdition({ config, db, log }: { config: Config; db: Db; log: Logger }) {
  if (config.edition === 'live') {
    const smtpUrl = config.mail.smtpUrl
    if (!smtpUrl) throw new Error('the live edition was started without SMTP_URL')
    return { clock: systemClock, smtpUrl, routes: [] as Route[], stop: () => Promise.resolve() }
  }
  const { createTestEdition } = await import('./test-edition/index.ts')
  const clock = createTestClock()
  const { apiUrl, steeringUrl } = config.stripe
  const acquirerUrl = steeringUrl === undefined ? undefined : apiUrl
  const testEdition = await createTestEdition({ db, clock, log, acquirerUrl })
  const { routes, stop } = testEdition
  return { clock, smtpUrl: config.mail.smtpUrl ?? testEdition.smtpUrl, routes, stop }
}
