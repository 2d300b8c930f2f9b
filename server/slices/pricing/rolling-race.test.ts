import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { startTestApp } from '../../../test/factories/app.ts'

/**
 * Two processes, many transfers of one customer at once, limits over every interval: what went through is exactly what
 * fits under the narrowest, and the book says so. Proved by sabotage (docs/decisions/0005-proved-by-sabotage.md).
 */
const world = await startTestApp({}, { processes: 2 })

test.each(['daily', 'weekly', 'monthly', 'rolling_24h'] as const)(
  'however many at once: no more than the %s limit, and all of it',
  async interval => {
    const { pricing } = world.app.slices
    const before = (await pricing.schedules()).limits.rules
    await pricing.publishLimits([
      ...before.filter(rule => rule.operation !== 'transfer'),
      { operation: 'transfer', interval, amounts: { EUR: '10' } },
    ])
    const [payer, payee] = [await world.person({ EUR: 1_000_00n }), await world.person()]
    const answers = await Promise.all(
      Array.from({ length: 60 }, () =>
        world.call('POST', '/v1/transfers', {
          token: payer.token,
          key: randomUUID(),
          body: { recipient: payee.accountNumber, amount: { value: '0.50', currency: 'EUR' } },
        }),
      ),
    )
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(20)
    const declined = answers.filter(({ body }) => body.code === 'limit_exceeded')
    expect(declined).toHaveLength(40)
    expect(new Set(declined.map(({ body }) => body.details.interval))).toEqual(new Set([interval]))
    const { body } = await world.call('GET', '/v1/limits?currency=EUR', { token: payer.token })
    expect(body.data.find((limit: { interval: string }) => limit.interval === interval)).toMatchObject({
      used: { value: '10.00' },
      remaining: { value: '0.00' },
    })
    await pricing.publishLimits(before)
  },
)

test('a publication in the middle of it: every decision names the version of its own time', async () => {
  const { pricing } = world.app.slices
  const [payer, payee] = [await world.person({ EUR: 1_000_00n }), await world.person()]
  const send = () =>
    world.call('POST', '/v1/transfers', {
      token: payer.token,
      key: randomUUID(),
      body: { recipient: payee.accountNumber, amount: { value: '0.10', currency: 'EUR' } },
    })
  const { rules } = (await pricing.schedules()).limits
  const answers = await Promise.all([
    ...Array.from({ length: 20 }, send),
    pricing.publishLimits(rules),
    ...Array.from({ length: 20 }, send),
  ])
  expect(answers).toHaveLength(41)
})

test('after all of it the books are in order', async () => {
  expect((await world.app.slices.ledger.watch.verifyAll()).findings).toEqual([])
})
