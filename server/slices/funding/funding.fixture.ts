import { Writable } from 'node:stream'
import { Client } from 'pg'
import { pino } from 'pino'
import { afterAll, afterEach, vi } from 'vitest'
import { z } from 'zod'
import { depositSchema } from '../../../contract/api/funding.ts'
import { fromTypeId } from '../../../contract/ids.ts'
import type { WireMoney } from '../../../contract/money.ts'
import {
  startAcquirer,
  payWithCard,
  TEST_CARDS,
  type CardDetails,
} from '../../../simulators/acquirer/index.ts'
import { testDatabase } from '../../../test/db.ts'
import { makeCustomer, makeSession } from '../../../test/factories/customers.ts'
import { createAuditWriter } from '../../platform/audit.ts'
import { createTestClock } from '../../platform/clock.ts'
import { readConfig } from '../../platform/config.ts'
import { openDb } from '../../platform/db.ts'
import { createHttpApp } from '../../platform/http/app.ts'
import { startWorker, type Worker } from '../../platform/jobs.ts'
import type { Logger } from '../../platform/log.ts'
import { createMetrics } from '../../platform/metrics.ts'
import { createNumberSource } from '../../platform/numbers.ts'
import { freePort } from '../../platform/ports.ts'
import { readNumberKey } from '../../platform/queries-numbers.ts'
import { shareClock } from '../../test-edition/shared-clock.ts'
import { createIdentitySlice } from '../identity/index.ts'
import { createPipeline } from '../ledger/index.ts'
import { createPricingSlice } from '../pricing/index.ts'
import { createWalletSlice } from '../wallet/index.ts'
import type { FundingDeps } from './deps.ts'
import { fundingSliceOn } from './index.ts'
import { createFundingJobs } from './jobs.ts'
import { createCardRail } from './rails/card.ts'
import type { Rail } from './rails/rail.ts'

export type WireDeposit = z.output<typeof depositSchema>
export type TestCard = keyof typeof TEST_CARDS
export type Funding = Awaited<ReturnType<typeof startFunding>>
export type Customer = { id: string }

export const webhookSecret = 'whsec_acquirer_in_process'

/**
 * The slice behind real HTTP on a real port, a real database, the real pipeline and worker, and a real acquirer
 * that sends its webhooks there. `rail` wraps the card rail, to let a test happen in the middle of a call.
 */
export async function startFunding(options: { rail?: (real: Rail) => Rail } = {}) {
  const database = await testDatabase()
  const { log, alerts } = collectingLog()
  const db = openDb({ url: database.appUrl, maxConnections: 20, log, name: 'test' })
  const clock = createTestClock()
  const sharedClock = await shareClock({ db, clock, log })
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  const acquirer = await startAcquirer({
    webhookUrl: `${origin}/v1/webhooks/stripe`,
    webhookSecret,
    webhookRetryDelaysMs: [50, 200, 1_000, 2_000],
    settlementDelayMs: 3_600_000,
  })
  const { parts, deps, jobs } = await compose({ db, clock, log, origin, acquirer, ...options })
  const funding = fundingSliceOn(deps)
  const metrics = createMetrics({ processMetrics: false })
  const http = createHttpApp({
    config: readConfig({ OKPAY_PUBLIC_URL: origin, OKPAY_RATE_LIMIT_SCALE: '1000' }),
    log,
    clock,
    routes: [
      ...funding.routes,
      ...parts.wallet.routes({ deposit: funding.details, transfer: funding.details }),
    ],
    authenticate: parts.identity.authenticate,
    audit: createAuditWriter(db),
    metrics,
    readiness: {},
  })
  await http.listen({ port, host: '127.0.0.1' })
  let worker: Worker | undefined
  const startJobs = (): void => {
    worker ??= startWorker({ databaseUrl: database.appUrl, jobs: funding.jobs, log })
  }
  const stopJobs = async (): Promise<void> => {
    await worker?.stop()
    worker = undefined
  }
  const owner = new Client({ connectionString: database.ownerUrl })
  await owner.connect()
  startJobs()
  let closed: Promise<void> | undefined
  const close = (): Promise<void> => (closed ??= closeAll())
  const closeAll = async (): Promise<void> => {
    await stopJobs()
    await http.close()
    await acquirer.close()
    await sharedClock.stop()
    await parts.pipeline.stop()
    await Promise.all([parts.identity.close(), parts.wallet.close()])
    await db.close()
    await owner.end()
  }
  afterAll(close)

  async function steer(method: 'POST' | 'PUT', path: string, body: unknown = {}): Promise<void> {
    const answer = await fetch(`${acquirer.url}/steer/api${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`)
  }
  afterEach(() => (closed ? undefined : steer('PUT', '/faults')))

  const rows = async (sql: string, values: unknown[] = []) =>
    (await owner.query<Record<string, unknown>>(sql, values)).rows

  return {
    ...parts,
    database,
    db,
    clock,
    deps,
    alerts,
    acquirer,
    origin,
    http,
    rows,
    steer,
    /** Ends everything but the database; after the tests it happens by itself. */
    close,
    startJobs,
    stopJobs,
    setFaults: (faults: object) => steer('PUT', '/faults', faults),
    reconcile: () => jobs.reconcile.run({}, { attempt: 1, isLastAttempt: false }),
    /** Lets time pass for the wallet, its jobs and the acquirer. */
    async advance(minutes: number) {
      const offset = clock.offsetMs() + minutes * 60_000
      await steer('PUT', '/clock', { offset_ms: offset })
      await sharedClock.advance(minutes * 60_000)
    },
  }
}

type Base = Pick<FundingDeps, 'db' | 'clock' | 'log'> & {
  origin: string
  acquirer: Awaited<ReturnType<typeof startAcquirer>>
  rail?: (real: Rail) => Rail
}

async function compose({ db, clock, log, origin, acquirer, rail = real => real }: Base) {
  const numbers = createNumberSource(db, await readNumberKey(db.pool))
  const connect = () => db.connect({ pipeline: true, name: 'pipeline' })
  const pipeline = createPipeline({
    connect,
    log,
    maxBatch: 256,
    maxQueue: 4_000,
    inFlight: 1,
    patienceMs: 5_000,
  })
  const wallet = createWalletSlice({ db, numbers })
  const identity = await createIdentitySlice({
    db,
    clock,
    log,
    codeKey: Buffer.alloc(32, 7),
    mailer: { sendMail: () => Promise.resolve() },
    publicUrl: origin,
    termsVersion: '2026-11-01',
    onCustomerCreated: [wallet.openWallet],
  })
  const pricing = createPricingSlice({ db, timeZone: 'Asia/Shanghai' })
  const { secretKey } = acquirer.settings
  const deps: FundingDeps = {
    db,
    pipeline,
    pricing,
    wallet,
    numbers,
    clock,
    log,
    publicUrl: origin,
    operatorName: 'OKPay',
    rail: rail(createCardRail({ secretKey, webhookSecret, apiUrl: acquirer.url })),
  }
  return { parts: { numbers, pipeline, wallet, identity, pricing }, deps, jobs: createFundingJobs(deps) }
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

/** A customer who can sign in. */
export async function aCustomer(funding: Funding): Promise<Customer> {
  const { id } = await makeCustomer(funding)
  return { id }
}

export type Sent = { status: number; body: unknown; code: string | undefined; replayed: boolean }

const problemShape = z.object({ code: z.string() })

/** A request over HTTP. Each signs in anew: tests let days pass, which no session outlives. */
export async function send(
  funding: Funding,
  customer: Customer | null,
  request: { method: 'GET' | 'POST'; path: string; body?: unknown; key?: string },
): Promise<Sent> {
  const { method, path, body, key } = request
  const session = customer ? await makeSession(funding, customer) : undefined
  const response = await funding.http.inject({
    method,
    url: path,
    headers: {
      ...(session ? { authorization: `Bearer ${session.token}` } : {}),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
  })
  const json: unknown = response.body === '' ? undefined : response.json()
  return {
    status: response.statusCode,
    body: json,
    code: response.statusCode >= 400 ? problemShape.parse(json).code : undefined,
    replayed: response.headers['idempotency-replayed'] === 'true',
  }
}

let keys = 0

export const tenEuros: WireMoney = { value: '10.00', currency: 'EUR' }

/** Opens a top-up over HTTP; fails when it is refused. */
export async function openDeposit(
  funding: Funding,
  customer: Customer,
  { amount = tenEuros, key = `key-${(keys += 1)}` }: { amount?: WireMoney; key?: string } = {},
): Promise<WireDeposit> {
  const sent = await send(funding, customer, {
    method: 'POST',
    path: '/v1/deposits',
    body: { amount, method: 'card' },
    key,
  })
  if (sent.status !== 201) throw new Error(`opening a deposit answered ${sent.status} ${sent.code}`)
  return depositSchema.parse(sent.body)
}

/** Pays on the hosted page as a browser does. */
export function pay(deposit: Pick<WireDeposit, 'action'>, card: TestCard | CardDetails) {
  if (!deposit.action) throw new Error('the deposit has no page to pay on')
  return payWithCard(deposit.action.url, typeof card === 'string' ? TEST_CARDS[card].number : card)
}

export async function getDeposit(funding: Funding, customer: Customer, id: string): Promise<WireDeposit> {
  const sent = await send(funding, customer, { method: 'GET', path: `/v1/deposits/${id}` })
  return depositSchema.parse(sent.body)
}

/** Waits until the deposit is as wished and answers it. */
export async function untilDeposit(
  funding: Funding,
  customer: Customer,
  id: string,
  check: (deposit: WireDeposit) => boolean,
): Promise<WireDeposit> {
  return vi.waitFor(
    async () => {
      const deposit = await getDeposit(funding, customer, id)
      if (!check(deposit)) throw new Error(`the deposit is ${JSON.stringify(deposit)}`)
      return deposit
    },
    { timeout: 15_000, interval: 30 },
  )
}

export const is =
  (status: WireDeposit['status']) =>
  (deposit: WireDeposit): boolean =>
    deposit.status === status

/** What the ledger says the customer has, in minor units, and by how many credits. */
export async function balanceOf(funding: Funding, customer: Customer, currency = 'EUR') {
  const [row] = await funding.rows(
    `SELECT coalesce(max(b.balance), 0)::text AS balance, count(e.*) FILTER (WHERE e.amount > 0)::int AS credits
     FROM account a JOIN balance b ON b.account_id = a.id LEFT JOIN entry e ON e.account_id = a.id
     WHERE a.owner_id = $1 AND a.purpose = 'available' AND a.currency = $2`,
    [customer.id, currency],
  )
  return row
}

export function uuidOf(deposit: { id: string }): string {
  const uuid = fromTypeId('deposit', deposit.id)
  if (uuid === undefined) throw new Error(`${deposit.id} is no deposit's id`)
  return uuid
}

/** When nothing waits for the worker now, every job that was due has run. */
export async function jobsDone(funding: Funding): Promise<void> {
  await vi.waitFor(
    async () => {
      const [row] = await funding.rows(
        `SELECT count(*)::int AS due FROM graphile_worker._private_jobs WHERE run_at <= now() AND attempts < max_attempts`,
      )
      if (row?.['due'] !== 0) throw new Error('jobs are waiting')
    },
    { timeout: 15_000, interval: 20 },
  )
}
