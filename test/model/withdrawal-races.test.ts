import { randomInt } from 'node:crypto'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { withdrawalsIn } from '../../server/slices/withdrawals/withdrawals.fixture.ts'
import { startTestApp, type TestApp } from '../factories/app.ts'

/**
 * Withdrawals against the bank's queue, many at once, against a real PostgreSQL and through the real decisions, with two
 * programs on one database. Each race was seen to fail once with its guard removed:
 * docs/decisions/0005-proved-by-sabotage.md.
 */
let world: TestApp
let bank: ReturnType<typeof withdrawalsIn>
beforeAll(async () => {
  const limits = { OKPAY_RATE_LIMIT_SCALE: '100000', OKPAY_PIPELINE_QUEUE: '10000' }
  world = await startTestApp(limits, { processes: 2 })
  bank = withdrawalsIn(world)
})

/** After every race the books must hold, whatever the race did. */
afterEach(async () => {
  const { findings } = await world.app.slices.ledger.watch.verifyAll()
  if (findings.length > 0) throw new Error(`the books do not hold: ${JSON.stringify(findings)}`)
})

const pause = (milliseconds: number) => new Promise<void>(resolve => setTimeout(resolve, milliseconds))

test('canceled against the file that leaves: canceled or sent, never both', async () => {
  let [canceled, sent] = [0, 0]
  // How much earlier one of them begins. Who won begins later the next time: how fast which is differs by machine.
  let aheadMs = 0
  for (let round = 0; round < 40; round++) {
    const { who, id, uuid } = await bank.ordered('25.00')
    const [answer, left] = await Promise.all([
      pause(Math.max(0, -aheadMs) + randomInt(4)).then(() => bank.cancel(who, id)),
      pause(Math.max(0, aheadMs) + randomInt(4)).then(() => bank.move(uuid, 'batch')),
    ])
    aheadMs += left ? 2 : -2
    const { status } = await bank.get(who, id)
    const order = await bank.orderOf(uuid)
    expect([answer.status, status, order.status]).toEqual(
      left ? [200, 'pending', 'batched'] : [200, 'canceled', 'canceled'],
    )
    expect(await bank.books(who)).toEqual(
      left ? { available: 75_00n, reserved: 25_00n } : { available: 100_00n, reserved: 0n },
    )
    if (left) sent += 1
    else canceled += 1
  }
  // Both ends must have won some rounds, or nothing was raced.
  expect(Math.min(canceled, sent)).toBeGreaterThan(0)
}, 90_000)

test('canceled many times at once the money comes back once', async () => {
  const { who, id } = await bank.ordered('25.00')
  const answers = await Promise.all(Array.from({ length: 20 }, () => bank.cancel(who, id)))
  expect(new Set(answers.map(({ status, body }) => `${status} ${body.status}`))).toEqual(
    new Set(['200 canceled']),
  )
  expect(await bank.books(who)).toEqual({ available: 100_00n, reserved: 0n })
})

test('asked back against the bank’s word: given back or paid, never both', async () => {
  for (let round = 0; round < 10; round++) {
    const { who, id, uuid } = await bank.ordered('25.00')
    await bank.bankSays(uuid, 'batch', 'send')
    const settle = async () => {
      await pause(randomInt(6))
      await bank.move(uuid, 'settle')
      await bank.tell()
    }
    await Promise.all([bank.cancel(who, id), settle()])
    await bank.tell()
    expect((await bank.get(who, id)).status).toBe('paid')
    expect(await bank.books(who)).toEqual({ available: 75_00n, reserved: 0n })
  }
}, 60_000)

test('of 30 withdrawals of the whole balance at once one is set aside', async () => {
  const who = await world.person({ EUR: 100_00n })
  const method = await bank.bankAccount(who)
  const answers = await Promise.all(
    Array.from({ length: 30 }, () => bank.order(who, method, { value: '100.00' })),
  )
  const accepted = answers.filter(({ status }) => status === 201)
  expect([accepted.length, answers.filter(({ status }) => status === 402).length]).toEqual([1, 29])
  expect(await bank.books(who)).toEqual({ available: 0n, reserved: 100_00n })
})

test('an account removed while a withdrawal to it is decided: either way nothing is lost', async () => {
  for (let round = 0; round < 10; round++) {
    const who = await world.person({ EUR: 100_00n })
    const method = await bank.bankAccount(who)
    const [answer] = await Promise.all([
      bank.order(who, method),
      pause(randomInt(10)).then(() =>
        world.app.http.inject({
          method: 'DELETE',
          url: `/v1/payment_methods/${method}`,
          headers: { authorization: `Bearer ${who.token}` },
        }),
      ),
    ])
    const { reserved } = await bank.books(who)
    expect([answer.status, reserved]).toEqual(answer.status === 201 ? [201, 25_00n] : [422, 0n])
  }
}, 60_000)
