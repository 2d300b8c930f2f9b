import { setTimeout as sleep } from 'node:timers/promises'
import { makeCustomer, makeDevice, usualPassword } from '../test/factories/customers.ts'
import { openStage, seedCustomers, type Api, type Stage } from '../test/factories/stage.ts'
import { load, percentile, post } from './load.ts'
import { residentMib, watchMemory } from './memory.ts'
import { durabilityOf } from './queries.ts'

/**
 * Sign-ins per second with address and password on known devices, everything on (argon2id behind its gate, counters,
 * device, session, history); what memory they take at most; and how long somebody else's request for their wallet
 * takes meanwhile, twenty a second. Prints one JSON object; progress goes to stderr.
 */
const connectionCounts = [1, 16, 64, 200]
const seconds = Number(process.env['BENCH_SECONDS'] ?? 10)
/** A core does a dozen or more a second: by then everybody has been served once. */
const warmUpSecondsOf = (connections: number): number => 2 + connections / 12
const customers = 400

type Account = { email: string; device: string }
type Others = { requests: number; failed: number; p50_ms: number; p99_ms: number; max_ms: number }

type Run = {
  connections: number
  sign_ins_per_s: number
  p50_ms: number
  p99_ms: number
  refused: number
  rss_peak_mib: number
  others: Others
}

const round = (value: number, digits = 1): number => Number(value.toFixed(digits))

async function openAccounts(stage: Stage): Promise<Account[]> {
  const app = await stage.openApp()
  const world = { db: app.db, clock: { now: () => new Date() }, identity: app.slices.identity }
  const accounts: Account[] = []
  while (accounts.length < customers) {
    const { id, email } = await makeCustomer(world, { email: `sign-in-${accounts.length}@bench.invalid` })
    const { token } = await makeDevice(world, { id })
    accounts.push({ email, device: token })
  }
  await app.stop()
  return accounts
}

let turn = 0

/** One after the other, so that the same account is not asked for twice at once. */
function signInMaker(accounts: readonly Account[], port: number): () => Buffer {
  return () => {
    turn += 1
    const account = accounts[turn % accounts.length]
    if (!account) throw new Error('nobody to sign in')
    const { email, device } = account
    return post({
      port,
      path: '/v1/sessions',
      body: JSON.stringify({ email, password: usualPassword, delivery: 'token', device_token: device }),
    })
  }
}

/** Asks for a wallet twenty times a second, whether or not the last answer has come, and measures every answer. */
function askMeanwhile({ port }: Api, token: string): { stop(): Promise<Others> } {
  const latencies: number[] = []
  const asked: Promise<void>[] = []
  let failed = 0
  const ask = async (): Promise<void> => {
    const startedAt = performance.now()
    const answer = await fetch(`http://127.0.0.1:${port}/v1/wallet`, {
      headers: { authorization: `Bearer ${token}` },
    })
    await answer.text()
    if (answer.ok) latencies.push(performance.now() - startedAt)
    else failed += 1
  }
  const timer = setInterval(() => asked.push(ask()), 50)
  return {
    async stop() {
      clearInterval(timer)
      await Promise.all(asked)
      latencies.sort((a, b) => a - b)
      return {
        requests: latencies.length,
        failed,
        p50_ms: round(percentile(latencies, 0.5)),
        p99_ms: round(percentile(latencies, 0.99)),
        max_ms: round(latencies.at(-1) ?? 0),
      }
    },
  }
}

async function measure(
  api: Api,
  { accounts, token, connections }: { accounts: readonly Account[]; token: string; connections: number },
): Promise<Run> {
  const memory = watchMemory(api.pid)
  const asking = askMeanwhile(api, token)
  const result = await load({
    port: api.port,
    connections,
    seconds,
    warmUpSeconds: warmUpSecondsOf(connections),
    slow: true,
    expectedStatus: 201,
    next: signInMaker(accounts, api.port),
  })
  const others = await asking.stop()
  const { peakMib } = await memory.stop()
  const refused = Object.entries(result.statuses).reduce(
    (sum, [status, n]) => sum + (status === '201' ? 0 : n),
    0,
  )
  console.error(connections, JSON.stringify(result.statuses))
  return {
    connections,
    sign_ins_per_s: round(result.perSecond),
    p50_ms: round(result.p50Ms),
    p99_ms: round(result.p99Ms),
    refused,
    rss_peak_mib: peakMib,
    others,
  }
}

async function measureIdle(api: Api, token: string): Promise<{ rss_mib: number; others: Others }> {
  await fetch(`http://127.0.0.1:${api.port}/v1/wallet`, { headers: { authorization: `Bearer ${token}` } })
  const asking = askMeanwhile(api, token)
  await sleep(Math.min(seconds, 5) * 1_000)
  return { rss_mib: await residentMib(api.pid), others: await asking.stop() }
}

async function main(): Promise<void> {
  const stage = await openStage()
  try {
    const [somebody] = await seedCustomers(stage, 1)
    if (!somebody) throw new Error('nobody was seeded')
    const { token } = somebody
    const accounts = await openAccounts(stage)
    const api = await stage.startApi()
    const idle = await measureIdle(api, token)
    const runs: Run[] = []
    for (const connections of connectionCounts) {
      runs.push(await measure(api, { accounts, token, connections }))
      console.error(JSON.stringify(runs.at(-1)))
    }
    await api.stop()
    console.log(JSON.stringify({ runs, idle, durability: await durabilityOf(stage.superuserUrl) }))
  } finally {
    await stage.close()
  }
}

await main()
