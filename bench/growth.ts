import { randomUUID } from 'node:crypto'
import { money } from '../contract/money.ts'
import { newId } from '../server/platform/id.ts'
import { transferDecider, type TransferCommand } from '../server/slices/transfers/index.ts'
import { openStage, seedCustomers, type BenchCustomer, type Stage } from '../test/factories/stage.ts'
import { load, percentile, post } from './load.ts'
import { countJournals, durabilityOf } from './queries.ts'

/**
 * Does it stay fast? Posting and the first page of a history with ten thousand journals and with three million,
 * all made by the real pipeline. Prints one JSON object; progress goes to stderr.
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

/** Transfers through the pipeline in this process until the books hold `target` journals. */
async function grow(stage: Stage, people: readonly BenchCustomer[], target: number): Promise<void> {
  const app = await stage.openApp({ OKPAY_PIPELINE_BATCH: '1000' })
  const { ledger, pricing } = app.slices
  let missing = target - (await countJournals(stage.ownerUrl))
  async function worker(): Promise<void> {
    while (missing > 0) {
      missing -= 1
      if (missing % 100_000 === 0) console.error(`${missing} journals to go`)
      const now = new Date()
      const [payer, payee] = pair(people)
      const command = commandOf(payer, payee, pricing.today(now), now)
      const idempotency = { scope: payer.id, key: randomUUID(), requestHash: Buffer.alloc(32) }
      await ledger.pipeline.execute(transferDecider, command, { idempotency, now })
    }
  }
  await Promise.all(Array.from({ length: 3_000 }, worker))
  await app.stop()
}

let numbers = 0

function commandOf(
  payer: BenchCustomer,
  payee: BenchCustomer,
  today: TransferCommand['today'],
  now: Date,
): TransferCommand {
  numbers += 1
  return {
    id: newId(),
    journalId: newId(),
    number: `9${String(numbers).padStart(15, '0')}`,
    payerId: payer.id,
    payeeId: payee.id,
    amount: money(1n, 'EUR'),
    note: null,
    matchedBy: 'account_number',
    payeeName: 'B***',
    payeeAccount: '•••• •••• 0000',
    payerName: 'B***',
    expectedFee: null,
    now,
    today,
  }
}

async function measure(stage: Stage, people: readonly BenchCustomer[]): Promise<Result> {
  const api = await stage.startApi()
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

async function main(): Promise<void> {
  const stage = await openStage()
  try {
    const people = await seedCustomers(stage, customers)
    const results: Result[] = []
    for (const size of sizes) {
      await grow(stage, people, size)
      results.push(await measure(stage, people))
      console.error(JSON.stringify(results.at(-1)))
    }
    const first = results[0]?.transfers_per_s ?? 0
    const last = results.at(-1)?.transfers_per_s ?? 0
    console.log(
      JSON.stringify({
        results,
        posting_last_to_first: round(last / first),
        durability: await durabilityOf(stage.superuserUrl),
      }),
    )
  } finally {
    await stage.close()
  }
}

await main()
