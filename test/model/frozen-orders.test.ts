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

async function eventsOf(uuid: string): Promise<string[]> {
  const found = await abroad.eventsOf(uuid)
  return found.filter(type => /held|late|overdue/.test(type))
}

/** Moves what was promised into the past and lets the job of every minute look. */
async function pass(table: string, uuid: string, name: string): Promise<void> {
  await world.app.db.pool.query(
    `UPDATE ${table} SET expected_by = now() - interval '1 minute' WHERE id = $1`,
    [uuid],
  )
  const { withdrawals, remittances } = world.app.slices
  const job = [...withdrawals.jobs, ...remittances.jobs].find(each => each.name === name)
  if (!job) throw new Error(`there is no job ${name}`)
  await job.run(job.payload.parse({}), { attempt: 1, isLastAttempt: false })
}

describe.each([
  ['a withdrawal', () => bank.ordered(), '/v1/withdrawals', 'withdrawal', 'withdrawals.sweep'],
  ['a transfer abroad', () => abroad.sent(), '/v1/transfers_abroad', 'transfer_abroad', 'remittances.due'],
] as const)('%s', (_name, order, path, table, job) => {
  const read = async (who: Person, id: string) =>
    (await world.call('GET', `${path}/${id}`, { token: who.token })).body

  test('is told to be held, once, and not that somebody asks the bank', async () => {
    const { who, id, uuid } = await order()
    await freeze(who)
    const before = await read(who, id)
    await pass(table, uuid, job)
    const held = await read(who, id)
    expect(held).toMatchObject({ status: before.status, status_reason: 'account_restricted' })
    expect(held.actions).toContain('cancel')
    expect(held.timeline.at(-1).text).toMatch(/_held$/)
    await pass(table, uuid, job)
    expect((await read(who, id)).timeline).toHaveLength(held.timeline.length)
    expect(await eventsOf(uuid)).toEqual([`${table}.held`])
  })

  test('that was held leaves once the account is free, by a new time, and is late if it does not', async () => {
    const [leaving, stuck] = [await order(), await order()]
    for (const { who, uuid } of [leaving, stuck]) {
      await freeze(who)
      await pass(table, uuid, job)
      await unfreeze(who)
    }
    const before = await read(leaving.who, leaving.id)
    await bank.bankSays(leaving.uuid, 'batch', 'send')
    const left = await read(leaving.who, leaving.id)
    expect(left.status_reason).toBeNull()
    expect(left.expected_by).not.toBe(before.expected_by)
    expect(Date.parse(left.expected_by)).toBeGreaterThan(Date.now())
    await pass(table, stuck.uuid, job)
    expect(await eventsOf(stuck.uuid)).toEqual([`${table}.held`, `${table}.late`])
  })

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
