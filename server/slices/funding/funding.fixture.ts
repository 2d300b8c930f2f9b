import { Writable } from 'node:stream'
import { Client } from 'pg'
import { pino } from 'pino'
import { afterAll, afterEach } from 'vitest'
import { z } from 'zod'
import { startAcquirer } from '../../../simulators/acquirer/index.ts'
import { startEwallet } from '../../../simulators/ewallet/index.ts'
import { testDatabase } from '../../../test/db.ts'
import { createAuditWriter } from '../../platform/audit.ts'
import { relyingPartyOf } from '../../platform/authenticators/passkeys.ts'
import { createTestClock } from '../../platform/clock.ts'
import { readConfig } from '../../platform/config.ts'
import { openDb } from '../../platform/db.ts'
import { startDispatcher } from '../../platform/dispatcher.ts'
import { createHttpApp } from '../../platform/http/app.ts'
import { startWorker, type Worker } from '../../platform/jobs.ts'
import type { Logger } from '../../platform/log.ts'
import { createMetrics } from '../../platform/metrics.ts'
import { createNumberSource } from '../../platform/numbers.ts'
import { freePort } from '../../platform/ports.ts'
import { readNumberKey } from '../../platform/queries-numbers.ts'
import { counterpartyClock } from '../../test-edition/counterparty-clock.ts'
import { shareClock } from '../../test-edition/shared-clock.ts'
import { createIdentitySlice } from '../identity/index.ts'
import { bankCalendar } from '../bank-rail/index.ts'
import { createPipeline, lockBalancesOf } from '../ledger/index.ts'
import { createNameChecker, createPaymentMethodsSlice } from '../payment-methods/index.ts'
import { createPricingSlice } from '../pricing/index.ts'
import { createWalletSlice } from '../wallet/index.ts'
import type { FundingDeps } from './deps.ts'
import { fundingSliceOn } from './index.ts'
import { createFundingJobs } from './jobs.ts'
import { createBankDepositRail } from './rails/bank.ts'
import { createCardRail } from './rails/card.ts'
import { createEwalletRail } from './rails/ewallet.ts'
import type { Answer, Order, PaymentName, Rail } from './rails/rail.ts'

export type Funding = Awaited<ReturnType<typeof startFunding>>

/** Our own account at the bank, from the examples of the German IBAN. */
export const ownAccount = {
  currency: 'EUR' as const,
  holder: 'OKPay',
  account: 'DE89370400440532013000',
  bic: 'COBADEFFXXX',
}

export const webhookSecret = 'whsec_acquirer_in_process'

/**
 * The slice behind real HTTP on a real port, a real database, the real pipeline and worker, and a real acquirer
 * that sends its webhooks there. `rail` wraps the card rail, to let a test happen in the middle of a call.
 */
export async function startFunding({ rail = (real: Rail): Rail => real } = {}) {
  const database = await testDatabase()
  const { log, alerts } = collectingLog()
  const db = openDb({ url: database.appUrl, maxConnections: 20, log, name: 'test' })
  const clock = createTestClock()
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  const acquirer = await startAcquirer({
    webhookUrl: `${origin}/v1/webhooks/stripe`,
    webhookSecret,
    webhookRetryDelaysMs: [50, 200, 1_000, 2_000],
    settlementDelayMs: 3_600_000,
  })
  const ewallet = await startEwallet({
    notifyUrl: `${origin}/v1/webhooks/ewallet`,
    retryDelaysMs: [50, 200, 1_000, 2_000],
    settlementDelayMs: 3_600_000,
  })
  const moveCounterparties = clocksOf([acquirer.url, ewallet.url])
  const sharedClock = await shareClock({ db, clock, log, moveCounterparties })
  const rails = railsTo({ acquirer, ewallet }, { db, clock, rail })
  const { parts, deps, jobs } = await compose({ db, clock, log, origin, rails })
  const { funding, http, worker, dispatcher } = await serve({
    ...parts,
    deps,
    log,
    port,
    databaseUrl: database.appUrl,
  })
  const owner = new Client({ connectionString: database.ownerUrl })
  await owner.connect()
  worker.start()
  const close = once(async () => {
    await worker.stop()
    await dispatcher.stop()
    await http.close()
    await Promise.all([acquirer.close(), ewallet.close()])
    await sharedClock.stop()
    await parts.pipeline.stop()
    await Promise.all([parts.identity.close(), parts.wallet.close()])
    await db.close()
    await owner.end()
  })
  afterAll(close.run)
  afterEach(async () => {
    if (!close.begun()) await Promise.all([setFaults(acquirer.url, {}), setFaults(ewallet.url, {})])
  })
  return {
    ...parts,
    funding,
    database,
    db,
    clock,
    deps,
    alerts,
    acquirer,
    ewallet,
    origin,
    http,
    /** Looks into the database, and breaks it, as its owner. */
    rows: async (sql: string, values: unknown[] = []) =>
      (await owner.query<Record<string, unknown>>(sql, values)).rows,
    startJobs: worker.start,
    stopJobs: worker.stop,
    /** Ends everything but the database; after the tests it happens by itself. */
    close: close.run,
    setFaults: (faults: object) => setFaults(acquirer.url, faults),
    setWalletFaults: (faults: object) => setFaults(ewallet.url, faults),
    reconcile: () => jobs.reconcile.run({}, { attempt: 1, isLastAttempt: false }),
    /** Lets time pass for the wallet, its jobs and the acquirer. */
    advance: (minutes: number) => sharedClock.advance(minutes * 60_000),
  }
}

/** Of tests: what they write they can read. */
export const testSealKey = Buffer.alloc(32, 8)

function clocksOf(urls: readonly string[]): (offsetMs: number) => Promise<void> {
  const clocks = urls.map(counterpartyClock)
  return async offsetMs => {
    await Promise.all(clocks.map(move => move(offsetMs)))
  }
}

type Counterparties = {
  acquirer: Awaited<ReturnType<typeof startAcquirer>>
  ewallet: Awaited<ReturnType<typeof startEwallet>>
}

function railsTo(
  { acquirer, ewallet }: Counterparties,
  { db, clock, rail }: Pick<FundingDeps, 'db' | 'clock'> & { rail: (real: Rail) => Rail },
): Rail[] {
  const { secretKey } = acquirer.settings
  const { apiKey, notifySecret } = ewallet.settings
  return [
    rail(createCardRail({ secretKey, webhookSecret, apiUrl: acquirer.url })),
    createEwalletRail({ apiUrl: ewallet.url, apiKey, notifySecret }),
    createBankDepositRail({ db, clock, sealKey: testSealKey, currencies: ['EUR'] }),
  ]
}

type Base = Pick<FundingDeps, 'db' | 'clock' | 'log' | 'rails'> & { origin: string }

/** The slices below and this one's dependencies, as `server/slices.ts` puts them together. */
async function compose({ db, clock, log, origin, rails }: Base) {
  const numbers = createNumberSource(db, await readNumberKey(db.pool))
  const pipeline = createPipeline({
    connect: () => db.connect({ pipeline: true, name: 'pipeline' }),
    log,
    maxBatch: 256,
    maxQueue: 4_000,
    inFlight: 1,
    patienceMs: 5_000,
  })
  const wallet = createWalletSlice({ db, numbers, rateLimitScale: 1 })
  const identity = createIdentitySlice({
    db,
    clock,
    log,
    codeKey: Buffer.alloc(32, 7),
    sealKey: testSealKey,
    mailer: { sendMail: () => Promise.resolve() },
    sms: { sendSms: () => Promise.resolve('taken') },
    publicUrl: origin,
    relyingParty: relyingPartyOf({ publicUrl: origin, edition: 'test', name: 'OKPay' }),
    termsVersion: '2026-11-01',
    onCustomerCreated: [(tx, customer) => wallet.openWallet(tx, customer)],
    onRestrict: lockBalancesOf,
    staffNames: () => Promise.resolve(new Map()),
  })
  const pricing = createPricingSlice({ db, clock, timeZone: 'Asia/Shanghai', noticeDays: 60 })
  const paymentMethods = createPaymentMethodsSlice({
    db,
    clock,
    sealKey: testSealKey,
    codeKey: Buffer.alloc(32, 7),
    stepUp: identity.stepUp,
    nameChecker: createNameChecker(undefined, log),
  })
  const deps: FundingDeps = {
    db,
    pipeline,
    pricing,
    wallet,
    numbers,
    sealKey: testSealKey,
    clock,
    log,
    rails,
    paymentMethods,
    depositAccount: currency => (currency === 'EUR' ? ownAccount : undefined),
    bankArrival: (currency, now) => bankCalendar(currency).arrival({ submittedAt: now, speed: 'standard' }),
    publicUrl: origin,
    operatorName: 'OKPay',
  }
  return {
    parts: { numbers, pipeline, wallet, identity, pricing, paymentMethods },
    deps,
    jobs: createFundingJobs(deps),
  }
}

type Served = Pick<Awaited<ReturnType<typeof compose>>['parts'], 'wallet' | 'identity' | 'paymentMethods'> & {
  deps: FundingDeps
  log: Logger
  port: number
  databaseUrl: string
}

/** Listens, and has a worker that can be stopped and started. */
async function serve({ wallet, identity, paymentMethods, deps, log, port, databaseUrl }: Served) {
  const funding = fundingSliceOn(deps)
  const { db, clock, publicUrl } = deps
  const http = createHttpApp({
    config: readConfig({ NODE_ENV: 'test', OKPAY_PUBLIC_URL: publicUrl, OKPAY_RATE_LIMIT_SCALE: '1000' }),
    log,
    clock,
    routes: [
      ...funding.routes,
      ...paymentMethods.routes,
      ...wallet.routes({
        deposit: funding.details,
        transfer: funding.details,
        conversion: funding.details,
        withdrawal: funding.details,
        refund: funding.details,
        transfer_abroad: funding.details,
      }),
    ],
    authenticate: identity.authenticate,
    audit: createAuditWriter(db),
    metrics: createMetrics({ processMetrics: false }),
    readiness: {},
  })
  await http.listen({ port, host: '127.0.0.1' })
  let running: Worker | undefined
  const dispatcher = startDispatcher({ db, subscribers: funding.subscribers, log })
  return {
    funding,
    http,
    dispatcher,
    worker: {
      start: (): void => {
        running ??= startWorker({ databaseUrl, jobs: funding.jobs, log })
      },
      stop: async (): Promise<void> => {
        await running?.stop()
        running = undefined
      },
    },
  }
}

/** Tells the acquirer what is to go wrong from now on. */
async function setFaults(acquirerUrl: string, faults: object): Promise<void> {
  const answer = await fetch(`${acquirerUrl}/steer/api/faults`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(faults),
  })
  if (!answer.ok) throw new Error(`setting faults answered ${answer.status}: ${await answer.text()}`)
}

function once(work: () => Promise<void>) {
  let running: Promise<void> | undefined
  return { run: (): Promise<void> => (running ??= work()), begun: () => running !== undefined }
}

/** Keeps what is logged as an error, so that a test can tell an alert that must be from one that must not. */
function collectingLog(): { log: Logger; alerts: string[] } {
  const alerts: string[] = []
  const line = z.object({
    level: z.number(),
    msg: z.string(),
    err: z.object({ message: z.string() }).optional(),
  })
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      const { level, msg, err } = line.parse(JSON.parse(chunk.toString()))
      if (level >= 50) alerts.push(err ? `${msg}: ${err.message}` : msg)
      done()
    },
  })
  return { log: pino({ level: 'warn' }, stream), alerts }
}

/** What a test does in the middle of a call to the rail; `real` makes the call. */
export type During = {
  start?: (order: Order, real: () => Promise<Answer>) => Promise<Answer>
  advance?: (payment: PaymentName, real: () => Promise<Answer>) => Promise<Answer>
  cancel?: (payment: PaymentName, real: () => Promise<Answer>) => Promise<Answer>
}

/** A rail whose calls a test can interrupt; every test begins without interruption. */
export function interruptible(): { during: During; rail: (real: Rail) => Rail } {
  const during: During = {}
  afterEach(() => {
    delete during.start
    delete during.advance
    delete during.cancel
  })
  return {
    during,
    rail: real => ({
      ...real,
      start: order => (during.start ? during.start(order, () => real.start(order)) : real.start(order)),
      advance: payment =>
        during.advance ? during.advance(payment, () => real.advance(payment)) : real.advance(payment),
      cancel: payment =>
        during.cancel ? during.cancel(payment, () => real.cancel(payment)) : real.cancel(payment),
    }),
  }
}
