import { afterAll, beforeEach, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/db.ts'
import { move, openSmallBank, type SmallBank } from '../../../test/model/small-bank.ts'
import { newId } from '../../platform/id.ts'
import { appendEvents } from '../../platform/outbox.ts'
import { sealNext } from './queries-seal.ts'
import { sealAll } from './seal.ts'

let database: TestDatabase
let bank: SmallBank

/** An empty chain for every test. */
beforeEach(async () => {
  await close()
  database = await createTestDatabase()
  bank = openSmallBank(database)
})
afterAll(close)

async function close(): Promise<void> {
  if (!database) return
  await bank.close()
  await database.drop()
}

async function deposits(count: number): Promise<void> {
  for (let made = 0; made < count; made += 1) await bank.deposit(newId(), 10n)
}

/** Something happens that moves no money. */
async function happens(): Promise<void> {
  const [stream, subject] = [newId(), newId()]
  const event = { type: 'test.said', version: 1, stream, subject, journal: null, payload: {} }
  await bank.db.transaction(tx => appendEvents(tx, [{ ...event, occurredAt: bank.clock.now() }]))
}

type Block = { number: bigint; first: bigint; last: bigint; journals: number }

async function blocks(): Promise<Block[]> {
  const { rows } = await bank.db.pool.query<Block>(
    'SELECT number, first_position AS first, last_position AS last, journals FROM ledger_block ORDER BY number',
  )
  return rows
}

async function findings(): Promise<unknown> {
  return (await bank.watch.verifyAll()).findings
}

test('where nothing happened there is nothing to seal', async () => {
  expect(await sealAll(bank.db)).toEqual({ blocks: 0, journals: 0 })
  expect(await blocks()).toEqual([])
})

test('seals what has a position, once, and goes on from there', async () => {
  await deposits(3)
  await bank.dispatch()
  await deposits(1)
  expect(await sealAll(bank.db)).toEqual({ blocks: 1, journals: 3 })
  expect(await sealAll(bank.db)).toEqual({ blocks: 0, journals: 0 })
  await bank.dispatch()
  expect(await sealAll(bank.db)).toEqual({ blocks: 1, journals: 1 })
  expect(await blocks()).toEqual([
    { number: 1n, first: 1n, last: 3n, journals: 3 },
    { number: 2n, first: 4n, last: 4n, journals: 1 },
  ])
  expect(await findings()).toEqual([])
})

test('events without money wait for a journal, or until they fill a block', async () => {
  await happens()
  await happens()
  await bank.dispatch()
  expect(await sealAll(bank.db)).toEqual({ blocks: 0, journals: 0 })
  expect(await bank.db.transaction(tx => sealNext(tx, 2))).toEqual({ number: 1n, journals: 0 })
  await happens()
  await deposits(1)
  await bank.dispatch()
  expect(await sealAll(bank.db)).toEqual({ blocks: 1, journals: 1 })
  expect(await findings()).toEqual([])
})

test('a journal whose events fall into two blocks is in both', async () => {
  const [payer, payee] = [newId(), newId()]
  await bank.deposit(payer, 100n)

  const now = bank.clock.now()
  const ids = { id: newId(), journalId: newId() }
  await bank.run(move, { ...ids, payer, payee, currency: 'EUR', amount: 5n, fee: 1n, now })
  await bank.dispatch()
  const sealed = [
    await bank.db.transaction(tx => sealNext(tx, 2)),
    await bank.db.transaction(tx => sealNext(tx, 2)),
    await bank.db.transaction(tx => sealNext(tx, 2)),
  ]
  expect(sealed).toEqual([{ number: 1n, journals: 2 }, { number: 2n, journals: 1 }, undefined])
  expect(await findings()).toEqual([])
})

test('of several who seal at once, one seals', async () => {
  await deposits(20)
  await bank.dispatch()
  const sealed = await Promise.all(Array.from({ length: 4 }, () => sealAll(bank.db)))
  expect(sealed.reduce((sum, { journals }) => sum + journals, 0)).toBe(20)
  expect(await blocks()).toHaveLength(1)
  expect(await findings()).toEqual([])
})
