import { randomInt, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { z } from 'zod'
import { openStage, seedCustomers, type Api, type BenchCustomer } from '../factories/stage.ts'
import { countTransferOutcomes, sumOfAvailable } from '../../bench/queries.ts'

/**
 * kill -9 in the middle of load: the whole program as its own process, the database as its own processes, and
 * customers who repeat with the same key what got no answer, as the contract tells them to.
 */
const stage = await openStage()
afterAll(() => stage.close())

type Order = { payer: BenchCustomer; key: string; body: string; acknowledged: string | undefined }

const answerSchema = z.object({
  number: z.string().optional(),
  resource: z.object({ number: z.string() }).optional(),
})

/** The number of the stored transfer, completed or declined; undefined when there was no final answer. */
async function send(port: number, order: Order): Promise<string | undefined> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/v1/transfers`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${order.payer.token}`,
        'content-type': 'application/json',
        'idempotency-key': order.key,
      },
      body: order.body,
      signal: AbortSignal.timeout(15_000),
    })
    if (response.status !== 201 && response.status !== 402) {
      // Only "not now, ask again" may stand between an order and its outcome.
      expect(response.status).toBe(503)
      expect(response.headers.get('retry-after')).not.toBeNull()
      return undefined
    }
    const { number, resource } = answerSchema.parse(await response.json())
    return number ?? resource?.number
  } catch (error) {
    // A connection that broke or never came: the customer does not know.
    if (error instanceof TypeError || (error instanceof DOMException && error.name === 'TimeoutError'))
      return undefined
    throw error
  }
}

async function customer(
  port: number,
  people: readonly BenchCustomer[],
  orders: Order[],
  goesOn: () => boolean,
) {
  while (goesOn()) {
    const payer = people[randomInt(people.length)]
    const payee = people[randomInt(people.length)]
    if (!payer || !payee || payer === payee) continue
    const body = {
      recipient: payee.accountNumber,
      amount: { value: `${randomInt(1, 90)}.50`, currency: 'EUR' },
    }
    const order: Order = { payer, key: randomUUID(), body: JSON.stringify(body), acknowledged: undefined }
    orders.push(order)
    order.acknowledged = await send(port, order)
    if (order.acknowledged === undefined) await sleep(50)
  }
}

async function finalNumber(port: number, order: Order): Promise<string> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const number = await send(port, order)
    if (number !== undefined) return number
    await sleep(200)
  }
  throw new Error('an order never got its outcome')
}

async function untilDatabaseIsBack(): Promise<void> {
  for (let attempt = 0; stage.postgresPid() === undefined && attempt < 300; attempt++) await sleep(100)
  expect(stage.postgresPid()).toBeTypeOf('number')
}

function killPostgres(): void {
  const pid = stage.postgresPid()
  if (pid === undefined) throw new Error('the database is not running')
  process.kill(pid, 'SIGKILL')
}

test('what was acknowledged is there, everything else has exactly one outcome, the books hold', async () => {
  const people = await seedCustomers(stage, 40)
  const before = await sumOfAvailable(stage.ownerUrl)
  let api: Api = await stage.startApi()
  const { port } = api
  const orders: Order[] = []
  let loading = true
  const customers = Array.from({ length: 24 }, () => customer(port, people, orders, () => loading))

  for (let round = 0; round < 2; round++) {
    await sleep(1_500)
    await api.kill()
    api = await stage.startApi({ port })
    await sleep(1_500)
    killPostgres()
    await sleep(1_000)
    await untilDatabaseIsBack()
  }
  await sleep(1_000)
  killPostgres()
  await api.kill()
  await untilDatabaseIsBack()
  api = await stage.startApi({ port })
  await sleep(1_500)
  loading = false
  await Promise.all(customers)

  const unanswered = orders.filter(order => order.acknowledged === undefined)
  expect(orders.length - unanswered.length).toBeGreaterThan(100)
  expect(unanswered.length).toBeGreaterThan(0)
  const numbers = new Set<string>()
  while (orders.length > numbers.size) {
    const some = orders.slice(numbers.size, numbers.size + 100)
    const first = await Promise.all(some.map(order => finalNumber(port, order)))
    const again = await Promise.all(some.map(order => finalNumber(port, order)))
    expect(again).toEqual(first)
    expect(first).toEqual(some.map((order, index) => order.acknowledged ?? first[index]))
    const known = numbers.size
    for (const number of first) numbers.add(number)
    expect(numbers.size).toBe(known + some.length)
  }
  expect(numbers.size).toBe(orders.length)
  expect(await countTransferOutcomes(stage.ownerUrl)).toBe(orders.length)
  expect(await sumOfAvailable(stage.ownerUrl)).toBe(before)
  await api.stop()
  const app = await stage.openApp()
  const report = await app.slices.ledger.watch.verifyAll()
  await app.stop()
  expect(report.findings).toEqual([])
}, 240_000)
