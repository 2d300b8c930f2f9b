import { randomUUID } from 'node:crypto'
import { openStage, seedCustomers, type BenchCustomer, type Stage } from '../test/factories/stage.ts'
import { load, percentile, post } from './load.ts'
import { growBySets, untilDispatched } from './queries-grow.ts'
import { countJournals, durabilityOf } from './queries.ts'

/**
 * Does it stay fast? Posting and the first page of a history with ten thousand journals and with three million. The
 * books are filled set by set, as the pipeline would have left them; what is measured goes through the whole
 * program over HTTP. `BENCH_VERIFY=1` runs the verifier over all of it at the end. Prints one JSON object; progress
 * goes to stderr.
 */
const sizes = (process.env['BENCH_JOURNALS'] ?? '10000,3000000').split(',').map(Number)
const seconds = Number(process.env['BENCH_SECONDS'] ?? 15)
const customers = 2_000
const connections = 64
const pagesRead = 300

type Result = {
  journals: number
  transfers_per_s: number
  p50_ms: number
  p99_ms: number
  history_p50_ms: number
  history_p99_ms: number
}

const round = (value: number): number => Number(value.toFixed(2))

function pick(people: readonly BenchCustomer[]): BenchCustomer {
  const person = people[Math.floor(Math.random() * people.length)]
  if (!person) throw new Error('nobody to pick from')
  return person
}

function pair(people: readonly BenchCustomer[]): [BenchCustomer, BenchCustomer] {
  const payer = pick(people)
  for (;;) {
    const payee = pick(people)
    if (payee !== payer) return [payer, payee]
  }
}

/** Adds journals until the books hold `target` of them. */
async function grow(stage: Stage, target: number): Promise<void> {
  const first = await countJournals(stage.ownerUrl)
  const transfers = target - first
  if (transfers <= 0) return
  // The dispatcher must have placed what there is: the new events follow its last position.
  const app = await stage.openApp({ OKPAY_ROLE: 'api' })
  app.startWork()
  await untilDispatched(stage.ownerUrl)
  await app.stop()
  await growBySets(stage.superuserUrl, {
    transfers,
    first,
    timeZone: 'Asia/Shanghai',
    log: line => console.error(line),
  })
}

async function measure(stage: Stage, people: readonly BenchCustomer[]): Promise<Result> {
  // The worker is left out: sealing and verifying three million journals that appeared at once is not posting.
  const api = await stage.startApi({ env: { OKPAY_ROLE: 'api' } })
  const posting = await load({
    port: api.port,
    connections,
    seconds,
    warmUpSeconds: 4,
    expectedStatus: 201,
    next: () => {
      const [payer, payee] = pair(people)
      const body = `{"recipient":"${payee.accountNumber}","amount":{"value":"0.01","currency":"EUR"}}`
      return post({ port: api.port, path: '/v1/transfers', token: payer.token, key: randomUUID(), body })
    },
  })
  const history = await readHistories(api.port, people)
  await api.stop()
  return {
    journals: await countJournals(stage.ownerUrl),
    transfers_per_s: Math.round(posting.perSecond),
    p50_ms: round(posting.p50Ms),
    p99_ms: round(posting.p99Ms),
    history_p50_ms: round(percentile(history, 0.5)),
    history_p99_ms: round(percentile(history, 0.99)),
  }
}

/** From request to the last byte of the first page, as a client on the same machine sees it. */
async function readHistories(port: number, people: readonly BenchCustomer[]): Promise<number[]> {
  const latencies: number[] = []
  for (let index = 0; index < pagesRead; index++) {
    const headers = { authorization: `Bearer ${pick(people).token}` }
    const startedAt = performance.now()
    const response = await fetch(`http://127.0.0.1:${port}/v1/transactions`, { headers })
    await response.arrayBuffer()
    if (response.status !== 200) throw new Error(`history answered ${response.status}`)
    latencies.push(performance.now() - startedAt)
  }
  return latencies.toSorted((a, b) => a - b)
}

async function verifyBooks(stage: Stage): Promise<number> {
  const app = await stage.openApp()
  const { findings } = await app.slices.ledger.watch.verifyAll()
  await app.stop()
  console.error(JSON.stringify(findings).slice(0, 2_000))
  return findings.length
}

async function main(): Promise<void> {
  const stage = await openStage()
  try {
    const people = await seedCustomers(stage, customers)
    const results: Result[] = []
    for (const size of sizes) {
      await grow(stage, size)
      results.push(await measure(stage, people))
      console.error(JSON.stringify(results.at(-1)))
    }
    const first = results[0]?.transfers_per_s ?? 0
    const last = results.at(-1)?.transfers_per_s ?? 0
    console.log(
      JSON.stringify({
        results,
        posting_last_to_first: round(last / first),
        ...(process.env['BENCH_VERIFY'] === '1' ? { findings: await verifyBooks(stage) } : {}),
        durability: await durabilityOf(stage.superuserUrl),
      }),
    )
  } finally {
    await stage.close()
  }
}

await main()
