import { beforeAll, afterEach, describe, expect, test } from 'vitest'
import { remittancesIn } from '../../server/slices/remittances/remittances.fixture.ts'
import { withdrawalsIn } from '../../server/slices/withdrawals/withdrawals.fixture.ts'
import { startTestApp, type Person, type TestApp } from '../factories/app.ts'

/**
 * What was ordered before an account was frozen waits for hours, over a weekend for days, until its file is made. A
 * thief's order must not leave then, however long ago the owner said "freeze".
 */
let world: TestApp
let bank: ReturnType<typeof withdrawalsIn>
let abroad: Awaited<ReturnType<typeof remittancesIn>>
beforeAll(async () => {
  world = await startTestApp()
  bank = withdrawalsIn(world)
  abroad = await remittancesIn(world)
})

afterEach(async () => {
  const { findings } = await world.app.slices.ledger.watch.verifyAll()
  if (findings.length > 0) throw new Error(`the books do not hold: ${JSON.stringify(findings)}`)
})

async function freeze(who: Person): Promise<void> {
  const { status } = await world.call('POST', '/v1/security/freeze', { token: who.token })
  expect(status).toBe(200)
}

/** As if it had been lifted long ago. */
async function unfreeze(who: Person): Promise<void> {
  await world.app.db.pool.query(
    `UPDATE restriction SET placed_at = now() - interval '2 hours', lifted_at = now() - interval '1 hour'
     WHERE customer_id = $1`,
    [who.id],
  )
}

describe.each([
  ['a withdrawal', () => bank.ordered(), '/v1/withdrawals'],
  ['a transfer abroad', () => abroad.sent(), '/v1/transfers_abroad'],
] as const)('%s', (_name, order, path) => {
  test('stays while the account is frozen, and leaves with the next file afterwards', async () => {
    const [frozen, free] = [await order(), await order()]
    await freeze(frozen.who)
    await bank.makeFiles(free.uuid)
    await bank.makeFiles(frozen.uuid)
    expect((await bank.orderOf(free.uuid)).status).toBe('batched')
    expect((await bank.orderOf(frozen.uuid)).status).toBe('queued')
    await unfreeze(frozen.who)
    await bank.makeFiles(frozen.uuid)
    expect((await bank.orderOf(frozen.uuid)).status).toBe('batched')
  })

  test('can be taken back while the account is frozen', async () => {
    const { who, id, uuid } = await order()
    await freeze(who)
    await bank.makeFiles(uuid)
    const { status, body } = await world.call('POST', `${path}/${id}/cancel`, { token: who.token, key: null })
    expect([status, body.status]).toEqual([200, 'canceled'])
    expect((await bank.orderOf(uuid)).status).toBe('canceled')
  })
})
