import { money } from '../contract/money.ts'
import { giveMoney } from '../test/factories/money.ts'
import { moveClock, untilQuiet } from '../test/sim/play-month.ts'
import { seedPeople, type Person } from '../test/sim/people.ts'
import { connectAsOwner } from '../test/sim/queries.ts'
import { ask } from '../test/sim/talk.ts'
import { openWorld, type World } from '../test/sim/world.ts'
import { residentMib, watchMemory } from './memory.ts'
import { countPaidWithdrawals, countSentFiles, countSentOrders } from './queries-bank-rail.ts'

/**
 * How long 10,000 withdrawals take into files to the bank, and how long its answer of 10,000 booked entries takes to
 * be matched: every withdrawal paid, in the books and in the history. With everything on (database on disk, SFTP,
 * validation by schema, the worker as its own process), and a tenth of the size before it, to show how memory grows.
 * Prints one JSON object; progress goes to stderr.
 */
const sizes = (process.env['BENCH_WITHDRAWALS'] ?? '1000,10000').split(',').map(Number)
const people = 1_000
const atOnce = 24
const patienceMs = 900_000

type Measured = { seconds: number; per_second: number; worker_mib_before: number; worker_mib_peak: number }
type Round = { withdrawals: number; files: number; batched: Measured; matched: Measured }

async function order(world: World, customers: readonly Person[], from: number, count: number): Promise<void> {
  const queue = Array.from({ length: count }, (_, index) => from + index).values()
  const customer = async (): Promise<void> => {
    for (const index of queue) {
      const me = customers[index % customers.length]
      if (!me) throw new Error('nobody orders')
      const answer = await ask(world.apiUrl, me, {
        method: 'POST',
        path: '/v1/withdrawals',
        key: `bench-${index}`,
        body: { payment_method: me.bankAccounts.EUR, amount: { value: '1.00', currency: 'EUR' } },
      })
      if (answer.status !== 201) throw new Error(`a withdrawal was refused: ${JSON.stringify(answer.body)}`)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, customer))
}

/** Time and memory of the worker from now until `done` says so. */
async function measure(pid: number, count: number, done: () => Promise<boolean>): Promise<Measured> {
  const before = await residentMib(pid)
  const memory = watchMemory(pid)
  const begun = performance.now()
  while (!(await done())) {
    if (performance.now() - begun > patienceMs) throw new Error('it takes too long')
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  const seconds = (performance.now() - begun) / 1_000
  const { peakMib } = await memory.stop()
  return {
    seconds: Number(seconds.toFixed(1)),
    per_second: Math.round(count / seconds),
    worker_mib_before: before,
    worker_mib_peak: peakMib,
  }
}

async function main(): Promise<void> {
  const world = await openWorld()
  try {
    const customers = await seedPeople(world, people)
    const app = await world.openApp()
    await Promise.all(
      customers.map(({ id }) => giveMoney(app.slices.ledger.pipeline, id, money(100_000n, 'EUR'))),
    )
    await app.stop()
    const client = await connectAsOwner(world.ownerUrl)
    const rounds: Round[] = []
    let done = 0
    for (const size of sizes) {
      console.error(`ordering ${size} withdrawals`)
      await order(world, customers, done, size)
      await untilQuiet(world, client, 60_000)
      done += size
      const [all, filesBefore] = [done, await countSentFiles(client)]
      const pid = world.worker.pid()
      // To the next banking day: what was ordered is due.
      await moveClock(world, 86_400)
      const batched = await measure(pid, size, async () => (await countSentOrders(client)) >= all)
      console.error(JSON.stringify(batched))
      await moveClock(world, 86_400)
      const matched = await measure(pid, size, async () => (await countPaidWithdrawals(client)) >= all)
      console.error(JSON.stringify(matched))
      const files = (await countSentFiles(client)) - filesBefore
      rounds.push({ withdrawals: size, files, batched, matched })
      await untilQuiet(world, client, 120_000)
    }
    await client.end()
    console.log(JSON.stringify({ benchmark: 'bank-rail', rounds }))
  } finally {
    await world.close()
  }
}

await main()
