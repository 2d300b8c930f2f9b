import { load, post } from './load.ts'
import { durabilityOf } from './queries.ts'
import { openStage, seedCustomers, type BenchCustomer } from '../test/factories/stage.ts'
import { measureTpcbByDriver, measureTpcbOverHttp, prepareTpcb, startTpcbServer } from './tpcb.ts'

/**
 * Transfers per second over HTTP with everything on (session, idempotency key, limits, fee, two histories, two
 * events, dispatcher, background checks), against TPC-B-like transactions over HTTP, one per request, by the same
 * driver, framework and load generator, on the same durable database in the same run. The baseline is also
 * measured without HTTP. Prints one JSON object; progress goes to stderr.
 */
const connectionCounts = [1, 16, 64, 256]
const seconds = Number(process.env['BENCH_SECONDS'] ?? 10)
const warmUpSeconds = 3
const customers = 2_000

type Run = {
  connections: number
  accounts: 'uniform' | 'hot'
  transfers_per_s: number
  p50_ms: number
  p99_ms: number
  refused: number
}

const round = (value: number, digits = 1): number => Number(value.toFixed(digits))

let keyCounter = 0

/** A payer at random pays another at random, or everybody pays the one hot account. */
function transferMaker(
  people: readonly BenchCustomer[],
  port: number,
  accounts: Run['accounts'],
): () => Buffer {
  const [hot] = people
  const pick = (): BenchCustomer => {
    const person = people[1 + Math.floor(Math.random() * (people.length - 1))]
    if (!person) throw new Error('nobody to pick from')
    return person
  }
  return () => {
    const payer = pick()
    let payee = accounts === 'hot' && hot ? hot : pick()
    while (payee === payer) payee = pick()
    keyCounter += 1
    const amount = `0.${String(10 + (keyCounter % 90))}`
    return post({
      port,
      path: '/v1/transfers',
      token: payer.token,
      key: `bench-${process.pid}-${keyCounter}`,
      body: `{"recipient":"${payee.accountNumber}","amount":{"value":"${amount}","currency":"EUR"},"note":"bench"}`,
    })
  }
}

async function measureRuns(port: number, people: readonly BenchCustomer[]): Promise<Run[]> {
  const runs: Run[] = []
  for (const connections of connectionCounts) {
    for (const accounts of ['uniform', 'hot'] as const) {
      const result = await load({
        port,
        connections,
        seconds,
        warmUpSeconds,
        expectedStatus: 201,
        next: transferMaker(people, port, accounts),
      })
      const refused = Object.entries(result.statuses).reduce(
        (sum, [status, n]) => sum + (status === '201' ? 0 : n),
        0,
      )
      runs.push({
        connections,
        accounts,
        transfers_per_s: Math.round(result.perSecond),
        p50_ms: round(result.p50Ms, 2),
        p99_ms: round(result.p99Ms, 2),
        refused,
      })
      console.error(JSON.stringify(runs.at(-1)), JSON.stringify(result.statuses))
    }
  }
  return runs
}

type Baseline = { connections: number; per_s: number; per_s_without_http: number }

async function measureBaseline(url: string): Promise<Baseline[]> {
  const server = await startTpcbServer(url)
  const baseline: Baseline[] = []
  for (const connections of connectionCounts) {
    const measurement = { connections, seconds, warmUpSeconds }
    const overHttp = await measureTpcbOverHttp(server.port, measurement)
    const byDriver = await measureTpcbByDriver(url, measurement)
    baseline.push({ connections, per_s: Math.round(overHttp), per_s_without_http: Math.round(byDriver) })
    console.error(JSON.stringify(baseline.at(-1)))
  }
  server.stop()
  return baseline
}

async function main(): Promise<void> {
  const stage = await openStage()
  try {
    const people = await seedCustomers(stage, customers)
    await prepareTpcb(stage.superuserUrl)
    // Fees and events are part of the work: 0.1 % and at least one cent of every transfer.
    const app = await stage.openApp()
    await app.slices.pricing.publishFees([
      {
        id: 'bench',
        operation: 'transfer',
        currency: null,
        fixed: '0',
        basis_points: 10,
        minimum: null,
        maximum: null,
      },
    ])
    await app.stop()
    const tpcb = await measureBaseline(stage.superuserUrl)
    const api = await stage.startApi()
    const runs = await measureRuns(api.port, people)
    await api.stop()
    const at64 = (accounts: Run['accounts']): number =>
      runs.find(run => run.connections === 64 && run.accounts === accounts)?.transfers_per_s ?? 0
    const best = Math.max(...tpcb.map(run => run.per_s))
    const bestByDriver = Math.max(...tpcb.map(run => run.per_s_without_http))
    console.log(
      JSON.stringify({
        runs,
        tpcb,
        ratio_to_tpcb: round(at64('uniform') / best, 2),
        ratio_to_tpcb_without_http: round(at64('uniform') / bestByDriver, 2),
        hot_to_uniform: round(at64('hot') / at64('uniform'), 2),
        durability: await durabilityOf(stage.superuserUrl),
      }),
    )
  } finally {
    await stage.close()
  }
}

await main()
