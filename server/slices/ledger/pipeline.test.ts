import { afterAll, expect, test } from 'vitest'
import { testDatabase } from '../../../test/db.ts'
import { idempotencyOf, move, openSmallBank, testScope, type Move } from '../../../test/model/small-bank.ts'
import { newId } from '../../platform/id.ts'
import { balancesOf, insert, type Decider, type RowSink } from './index.ts'
import { writeBooks } from './queries.ts'

const database = await testDatabase()
const bank = openSmallBank(database)
afterAll(() => bank.close())

async function customers(): Promise<[string, string]> {
  const [payer, payee] = [newId(), newId()]
  await bank.deposit(payer, 1_000n)
  return [payer, payee]
}

function moveOf(payer: string, payee: string, amount: bigint): Move {
  return {
    id: newId(),
    journalId: newId(),
    payer,
    payee,
    currency: 'EUR',
    amount,
    fee: 0n,
    now: bank.clock.now(),
  }
}

async function euros(owner: string): Promise<bigint> {
  return (await balancesOf(bank.db.pool, owner)).get('available/EUR') ?? 0n
}

/** A decider that also inserts a row somewhere. */
function withRow(sink: RowSink<string>): Decider<Move, { status: string }> {
  return {
    ...move,
    name: 'test.with_row',
    decide(view, command) {
      const decision = move.decide(view, command)
      if (decision.kind === 'refused') return decision
      return { ...decision, effects: { ...decision.effects, rows: [insert(sink, command.id)] } }
    },
  }
}

test('a row that cannot be written fails its own command, not the others of the batch', async () => {
  const [payer, payee] = await customers()
  const broken: RowSink<string> = {
    name: 'broken',
    insert: () => [{ name: 'broken', text: 'INSERT INTO no_such_table VALUES (1)', values: [] }],
  }
  const good = () => bank.run(move, moveOf(payer, payee, 10n))
  const bad = bank.run(withRow(broken), moveOf(payer, payee, 500n))
  const settled = await Promise.allSettled([good(), good(), bad, good()])
  expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
  await expect(bad).rejects.toThrow('no_such_table')
  expect([await euros(payer), await euros(payee)]).toEqual([970n, 30n])
})

test('a writer that throws has written nothing: COMMIT leaves only with all there is to write', async () => {
  const [payer, payee] = await customers()
  const confused: RowSink<string> = {
    name: 'confused',
    insert() {
      throw new Error('no idea how to write this')
    },
  }
  const key = newId()
  const failed = bank.run(withRow(confused), moveOf(payer, payee, 10n), { key })
  await expect(failed).rejects.toThrow('no idea')
  expect([await euros(payer), await euros(payee)]).toEqual([1_000n, 0n])
  await expect(bank.run(move, moveOf(payer, payee, 10n), { key })).resolves.toMatchObject({ replayed: false })
})

test('a statement under the name of another is found before anything is sent', async () => {
  const [payer, payee] = await customers()
  const clashing: RowSink<string> = {
    name: 'clashing',
    insert: () => [{ name: 'ledger.write_books', text: 'SELECT 1', values: [] }],
  }
  const failed = bank.run(withRow(clashing), moveOf(payer, payee, 10n))
  await expect(failed).rejects.toThrow('two texts')
  expect([await euros(payer), await euros(payee)]).toEqual([1_000n, 0n])
})

test('a commit without one of its writes is an error, however often it is asked again, and no success', async () => {
  const [payer, payee] = await customers()
  await bank.run(move, moveOf(payer, payee, 1n))
  // What the driver refuses by itself never reaches the server: here the name of a statement that reads.
  const unsent: RowSink<string> = {
    name: 'unsent',
    insert: () => [{ name: 'ledger.read_balances', text: 'SELECT 2', values: [] }],
  }
  const torn = bank.run(withRow(unsent), moveOf(payer, payee, 10n))
  await expect(torn).rejects.toThrow('committed without one of its writes')
  await expect(bank.run(move, moveOf(payer, payee, 1n))).resolves.toMatchObject({ replayed: false })
})

test('a decider that throws fails its own command and consumes nothing', async () => {
  const [payer, payee] = await customers()
  const command = moveOf(payer, payee, 10n)
  const key = newId()
  const buggy: typeof move = {
    ...move,
    decide() {
      throw new Error('a bug')
    },
  }
  const options = { idempotency: idempotencyOf('x', command, { key, scope: testScope }), now: command.now }
  const [first] = bank.pipelines
  const settled = await Promise.allSettled([
    bank.run(move, moveOf(payer, payee, 1n)),
    first.execute(buggy, command, options),
    bank.run(move, moveOf(payer, payee, 2n)),
  ])
  expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  await expect(first.execute(move, command, options)).resolves.toMatchObject({ replayed: false })
  expect(await euros(payee)).toBe(13n)
})

test('a decider that overdraws is stopped by the pipeline, alone', async () => {
  const [payer, payee] = await customers()
  const reckless: typeof move = {
    ...move,
    decide: (view, command) => move.decide({ ...view, balance: () => 1_000_000n }, command),
  }
  const settled = await Promise.allSettled([
    bank.run(move, moveOf(payer, payee, 1n)),
    bank.run(reckless, moveOf(payer, payee, 5_000n)),
    bank.run(move, moveOf(payer, payee, 2n)),
  ])
  expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(await euros(payer)).toBe(997n)
})

test('a refusal leaves no trace: its key is free for the next attempt', async () => {
  const [payer, payee] = await customers()
  const command = moveOf(payer, payee, 10n)
  const key = newId()
  const picky: typeof move = {
    ...move,
    decide: () => ({ kind: 'refused', refusal: { code: 'price_changed' } }),
  }
  await expect(bank.run(picky, command, { key })).rejects.toMatchObject({
    refusal: { code: 'price_changed' },
  })
  await expect(bank.run(move, command, { key })).resolves.toMatchObject({ replayed: false })
})

test('a balance row that is not there fails the transaction on the server', async () => {
  const client = await bank.db.connect()
  const account = { id: newId(), balance: 1n, sequence: 1n, floor: 0n, changed: true }
  const rows = { journals: [], postings: [], entries: [], outcomes: [], accounts: [account] }
  await expect(client.query(writeBooks(rows))).rejects.toThrow('0 of 1 rows of balance')
  await client.end()
})

test('the queue is bounded: what does not fit is told to come again', async () => {
  const small = openSmallBank(database, { maxQueue: 5, maxBatch: 1 })
  const [payer, payee] = await customers()
  const attempts = Array.from({ length: 20 }, () => small.run(move, moveOf(payer, payee, 1n)))
  const settled = await Promise.allSettled(attempts)
  const refused = settled.filter(({ status }) => status === 'rejected')
  expect(refused.length).toBeGreaterThan(0)
  expect(refused[0]).toMatchObject({ reason: { refusal: { code: 'overloaded', retryAfterSeconds: 1 } } })
  expect(await euros(payee)).toBe(BigInt(20 - refused.length))
  await small.close()
})

test('stopping lets what is queued finish and takes nothing new', async () => {
  const other = openSmallBank(database, { maxBatch: 2 })
  const [payer, payee] = await customers()
  const queued = Array.from({ length: 10 }, () => other.run(move, moveOf(payer, payee, 1n)))
  const stopped = other.close()
  await expect(other.run(move, moveOf(payer, payee, 1n))).rejects.toMatchObject({
    refusal: { code: 'overloaded' },
  })
  await expect(Promise.all(queued)).resolves.toHaveLength(10)
  await stopped
  expect(await euros(payee)).toBe(10n)
})
