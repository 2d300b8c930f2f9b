import { mkdirSync, rmdirSync } from 'node:fs'
import { Client } from 'pg'
import { afterAll, afterEach, expect, test } from 'vitest'
import { IBANS } from '../../../simulators/bank/index.ts'
import { camt053, camt054, together } from './bank-messages.fixture.ts'
import { startBankRail } from './bank-rail.fixture.ts'
import { batchOrders } from './batch.ts'
import { recallNow } from './client.fixture.ts'
import { composeFiles } from './compose.ts'
import { exchange } from './exchange.ts'
import { railHealth } from './health.ts'

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

test('a client that cannot say what it holds back keeps its own orders, and nobody else’s', async () => {
  const { withdrawal } = deps.clients
  if (!withdrawal) throw new Error('somebody hears of payouts')
  deps.clients.transfer_abroad = withdrawal
  const [asked, free] = [await world.payout(), await world.payout({ client: 'transfer_abroad' })]
  const heldBack = () => Promise.reject(new Error('the wallet is broken'))
  const broken = { ...deps, clients: { ...deps.clients, withdrawal: { ...withdrawal, heldBack } } }
  await expect(exchange(broken)).rejects.toMatchObject({
    errors: [
      { message: 'what is held back of withdrawal is not known', cause: { message: 'the wallet is broken' } },
    ],
  })
  expect((await world.order(asked.id)).status).toBe('queued')
  expect((await world.order(free.id)).status).toBe('sent')
  await exchange(deps)
  expect((await world.order(asked.id)).status).toBe('sent')
})

/** Other bytes under the file of an order, until what this gives back is called. */
async function breakFileOf(order: { id: string }): Promise<() => Promise<void>> {
  const { file } = await world.order(order.id)
  const bytes = await deps.db.pool.query<{ content: Buffer }>(
    `SELECT content FROM bank_file_content WHERE number = $1`,
    [file?.number],
  )
  const put = (content: Buffer | undefined) =>
    asOwner(`UPDATE bank_file_content SET content = $2 WHERE number = $1`, [file?.number, content])
  await put(Buffer.from('<a'))
  return () => put(bytes.rows[0]?.content)
}

test('a file whose bytes were changed is not sent, and stops neither other files nor money that comes in', async () => {
  const [broken, sound] = [await composed(), await composed()]
  const mend = await breakFileOf(broken)
  world.put('beside.xml', camt054([{ reference: 'H-2', amount: '4.00', side: 'CRDT' }]))
  const before = await world.balance('safeguarding:bank')
  await expect(exchange(deps)).rejects.toThrow('are not those it was made of')
  expect((await world.order(broken.id)).status).toBe('batched')
  expect((await world.order(sound.id)).status).toBe('sent')
  expect(await world.balance('safeguarding:bank')).toBe(before - 4_00n)
  await mend()
  await world.round()
  expect((await world.order(broken.id)).status).toBe('sent')
})

test('a file the server of the bank does not take stops neither other files nor money that comes in', async () => {
  const [broken, refused, sound] = [await composed(), await composed(), await composed()]
  const mend = await breakFileOf(broken)
  const inTheWay = world.folder(`in/${await world.messageOf(refused.id)}-pain.001.xml`)
  mkdirSync(inTheWay)
  world.put('refused.xml', camt054([{ reference: 'H-3', amount: '5.00', side: 'CRDT' }]))
  const before = await world.balance('safeguarding:bank')
  // What else failed is told as well.
  await expect(exchange(deps)).rejects.toThrow('are not those it was made of')
  expect(await railHealth(deps.db.pool)).toMatchObject({ state: 'down' })
  expect(world.alerts.splice(0)).toEqual(['the bank cannot be reached; files wait'])
  expect((await world.order(refused.id)).status).toBe('batched')
  expect((await world.order(sound.id)).status).toBe('sent')
  expect(await world.balance('safeguarding:bank')).toBe(before - 5_00n)
  rmdirSync(inTheWay)
  await mend()
  await world.round()
  expect((await world.order(refused.id)).status).toBe('sent')
  expect(await railHealth(deps.db.pool)).toMatchObject({ state: 'up' })
})

const euros = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => ({
    reference: `M-${from + index}`,
    amount: '1.00',
    side: 'CRDT' as const,
  }))

/** Everything but the entry with this reference can be booked. */
function without(reference: string): typeof deps {
  const { pipeline } = deps
  const poisoned: typeof pipeline = {
    ...pipeline,
    execute: (decider, command, options) =>
      options.idempotency.key.endsWith(` ${reference}`)
        ? Promise.reject(new Error(`${reference} breaks a rule`))
        : pipeline.execute(decider, command, options),
  }
  return { ...deps, pipeline: poisoned }
}

test('an entry that cannot be booked holds up none behind it, and is booked when it can be', async () => {
  world.put('many.xml', camt054(euros(0, 300)))
  const before = await world.balance('safeguarding:bank')
  await expect(exchange(without('M-7'))).rejects.toThrow('could not be applied')
  expect(await world.balance('safeguarding:bank')).toBe(before - 299_00n)
  await world.round()
  expect(await world.balance('safeguarding:bank')).toBe(before - 300_00n)
})

test('so it is where it alone is new among what was told before; what failed is named', async () => {
  world.put('told.xml', camt054([...euros(1_000, 1_100), ...euros(1_101, 1_250)]))
  await world.round()
  const before = await world.balance('safeguarding:bank')
  world.put('again.xml', camt054(euros(1_000, 1_260)))
  await expect(exchange(without('M-1100'))).rejects.toMatchObject({
    errors: [
      {
        message: expect.stringMatching(/^bank file \d+ could not be applied$/),
        cause: { errors: [{ message: 'entry M-1100 could not be booked', cause: expect.any(Error) }] },
      },
    ],
  })
  expect(await world.balance('safeguarding:bank')).toBe(before - 10_00n)
  await world.round()
  expect(await world.balance('safeguarding:bank')).toBe(before - 11_00n)
})

/** The same message on the account in the other currency. */
const inDollars = (message: string): string =>
  message.replaceAll(IBANS.EUR, IBANS.USD).replaceAll('EUR', 'USD')
/** The first of two pages: the statement is compared with nothing. */
const firstPage = {
  sequence: 1,
  opening: '0.00',
  closing: '2.00',
  page: [1, false] satisfies [number, boolean],
}

test.each([
  ['a notification', (reference: string) => camt054([{ reference, amount: '1.00', side: 'CRDT' }])],
  [
    'a statement',
    (reference: string) => camt053({ ...firstPage, lines: [{ reference, amount: '1.00', side: 'CRDT' }] }),
  ],
])('an account of which an entry cannot be booked holds up no other of %s', async (what, told) => {
  const reference = (currency: string) => `${what.slice(2, 5)}-${currency}`
  world.put(`${what}.xml`, together(told(reference('E')), inDollars(told(reference('U')))))
  const balances = () =>
    Promise.all(['EUR', 'USD'].map(currency => world.balance('safeguarding:bank', null, currency)))
  const [euro = 0n, dollar = 0n] = await balances()
  await expect(exchange(without(reference('E')))).rejects.toThrow('could not be applied')
  expect(await balances()).toEqual([euro, dollar - 1_00n])
  await world.round()
  expect(await balances()).toEqual([euro - 1_00n, dollar - 1_00n])
})
