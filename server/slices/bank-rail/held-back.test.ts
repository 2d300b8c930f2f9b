import { Client } from 'pg'
import { afterAll, afterEach, expect, test } from 'vitest'
import { camt054 } from './bank-messages.fixture.ts'
import { startBankRail } from './bank-rail.fixture.ts'
import { batchOrders } from './batch.ts'
import { recallNow } from './client.fixture.ts'
import { composeFiles } from './compose.ts'
import { exchange } from './exchange.ts'

const world = await startBankRail()
const { deps } = world

afterAll(() => world.books())
afterEach(() => {
  world.expectNoAlerts()
})

/** What no program of ours may do. */
async function asOwner(sql: string, values: unknown[]): Promise<void> {
  const client = new Client({ connectionString: world.database.ownerUrl })
  await client.connect()
  await client.query(sql, values)
  await client.end()
}

async function stopped(work: () => Promise<void>): Promise<void> {
  await deps.db.pool.query(`INSERT INTO outgoing_stop (reason) VALUES ('a test')`)
  try {
    await work()
  } finally {
    await deps.db.pool.query(`DELETE FROM outgoing_stop`)
  }
}

async function composed() {
  const order = await world.payout()
  await batchOrders(deps)
  if (deps.bank) await composeFiles(deps, deps.bank)
  return order
}

test('while outgoing money is stopped no order is put into a file; it leaves when the stop is lifted', async () => {
  const order = await world.payout()
  await stopped(async () => {
    await world.round()
    expect((await world.order(order.id)).status).toBe('queued')
  })
  await world.round()
  expect((await world.order(order.id)).status).toBe('sent')
})

test('a file that was made before the stop stays here; what asks money back leaves, what comes in is booked', async () => {
  const sent = await world.payout()
  await world.round()
  const waiting = await composed()
  await stopped(async () => {
    await recallNow(deps, sent)
    world.put('stop.xml', camt054([{ reference: 'H-1', amount: '3.00', side: 'CRDT' }]))
    await world.round()
    expect((await world.order(waiting.id)).status).toBe('batched')
    expect(world.sent().filter(name => name.includes('camt.056'))).toHaveLength(1)
    expect(await world.balance('suspense')).toBe(3_00n)
  })
  await world.round()
  expect((await world.order(waiting.id)).status).toBe('sent')
})

test('who may not pay any more is held back, and keeps nobody else', async () => {
  const [frozen, free] = [await world.payout(), await world.payout()]
  const { withdrawal } = deps.clients
  if (!withdrawal) throw new Error('somebody hears of payouts')
  const heldBack = () => Promise.resolve(new Set([frozen.id]))
  await exchange({ ...deps, clients: { withdrawal: { ...withdrawal, heldBack } } })
  expect((await world.order(frozen.id)).status).toBe('queued')
  expect((await world.order(free.id)).status).toBe('sent')
  await exchange(deps)
  expect((await world.order(frozen.id)).status).toBe('sent')
})

test('a file whose bytes were changed is not sent, and stops neither other files nor money that comes in', async () => {
  const [broken, sound] = [await composed(), await composed()]
  const { file } = await world.order(broken.id)
  const bytes = await deps.db.pool.query<{ content: Buffer }>(
    `SELECT content FROM bank_file_content WHERE number = $1`,
    [file?.number],
  )
  const put = (content: Buffer | undefined) =>
    asOwner(`UPDATE bank_file_content SET content = $2 WHERE number = $1`, [file?.number, content])
  await put(Buffer.from('<a'))
  world.put('beside.xml', camt054([{ reference: 'H-2', amount: '4.00', side: 'CRDT' }]))
  const before = await world.balance('safeguarding:bank')
  await expect(exchange(deps)).rejects.toThrow('are not those it was made of')
  expect((await world.order(broken.id)).status).toBe('batched')
  expect((await world.order(sound.id)).status).toBe('sent')
  expect(await world.balance('safeguarding:bank')).toBe(before - 4_00n)
  await put(bytes.rows[0]?.content)
  await world.round()
  expect((await world.order(broken.id)).status).toBe('sent')
})

test('an entry that cannot be booked holds up none behind it, and is booked when it can be', async () => {
  const entries = Array.from({ length: 300 }, (_, index) => ({
    reference: `M-${index}`,
    amount: '1.00',
    side: 'CRDT' as const,
  }))
  world.put('many.xml', camt054(entries))
  const before = await world.balance('safeguarding:bank')
  const { pipeline } = deps
  const poisoned: typeof pipeline = {
    ...pipeline,
    execute: (decider, command, options) =>
      options.idempotency.key.endsWith(' M-7')
        ? Promise.reject(new Error('M-7 breaks a rule'))
        : pipeline.execute(decider, command, options),
  }
  await expect(exchange({ ...deps, pipeline: poisoned })).rejects.toThrow('could not be applied')
  expect(await world.balance('safeguarding:bank')).toBe(before - 299_00n)
  await world.round()
  expect(await world.balance('safeguarding:bank')).toBe(before - 300_00n)
})
