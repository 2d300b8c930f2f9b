import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Currency } from '../../contract/money.ts'
import { DomainError } from '../../server/platform/errors.ts'
import { newId } from '../../server/platform/id.ts'
import {
  balancesOf,
  captureHold,
  clearing,
  placeHold,
  readJournal,
  releaseHold,
  reverseJournal,
} from '../../server/slices/ledger/index.ts'
import { testDatabase } from '../db.ts'
import { move, openSmallBank, type Move } from './small-bank.ts'

/**
 * Two pipelines, as two processes have them, on one database: nothing but its locks stands between them. Each race
 * was seen to fail once with its guard removed: docs/decisions/0005-proved-by-sabotage.md.
 */
vi.setConfig({ testTimeout: 120_000 })
const database = await testDatabase()
const warnings: string[] = []
const log = pino({ level: 'warn' }, { write: (line: string) => void warnings.push(line) })
const bank = openSmallBank(database, { log })
afterAll(() => bank.close())

beforeEach(() => {
  warnings.length = 0
})

/** After every race the books must hold, whatever the race did. */
afterEach(async () => {
  await bank.dispatch()
  const { findings } = await bank.watch.verifyAll()
  if (findings.length > 0) throw new Error(`the books are broken: ${JSON.stringify(findings)}`)
})

type Wanted = { payer: string; payee: string; amount: bigint; fee?: bigint; currency?: Currency }

function moveOf({ payer, payee, amount, fee = 0n, currency = 'EUR' }: Wanted): Move {
  return { id: newId(), journalId: newId(), payer, payee, currency, amount, fee, now: bank.clock.now() }
}

/** Every second one through the other pipeline. */
const pipelineFor = (index: number) => bank.pipelines[index % 2 === 0 ? 0 : 1]

async function pay(wanted: Wanted, index: number): Promise<string> {
  const { outcome } = await bank.run(move, moveOf(wanted), { pipeline: pipelineFor(index) })
  return outcome.status
}

/** `decided` with its status, or the code it was refused with. */
async function told(attempt: Promise<{ outcome: { status: string } }>): Promise<string> {
  try {
    return (await attempt).outcome.status
  } catch (error) {
    if (error instanceof DomainError) return error.refusal.code
    throw error
  }
}

async function customers(count: number, amount: bigint): Promise<string[]> {
  const ids = Array.from({ length: count }, newId)
  if (amount > 0n) await Promise.all(ids.map(id => bank.deposit(id, amount)))
  return ids
}

async function euros(owner: string, purpose = 'available'): Promise<bigint> {
  return (await balancesOf(bank.db.pool, owner)).get(`${purpose}/EUR`) ?? 0n
}

const counted = (values: readonly string[]): Record<string, number> =>
  Object.fromEntries(
    Array.from(
      Map.groupBy(values, value => value),
      ([value, all]) => [value, all.length],
    ),
  )

const times = <Result>(count: number, attempt: (index: number) => Promise<Result>): Promise<Result[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => attempt(index)))

test('of 100 transfers of the whole balance at once, one succeeds', async () => {
  const [payer = '', ...payees] = await customers(11, 0n)
  await bank.deposit(payer, 10_000n)
  const statuses = await times(100, index =>
    pay({ payer, payee: payees[index % 10] ?? '', amount: 9_990n, fee: 10n }, index),
  )
  expect(counted(statuses)).toEqual({ moved: 1, declined: 99 })
  expect(await euros(payer)).toBe(0n)
  const received = await Promise.all(payees.map(payee => euros(payee)))
  expect(received.reduce((sum, each) => sum + each)).toBe(9_990n)
  expect(warnings).toEqual([])
})

test('5,000 random transfers in a ring of 50 accounts lose and make nothing', async () => {
  const ring = await customers(50, 1_000n)
  const statuses = await times(5_000, index => {
    const place = randomInt(50)
    const payee = ring[(place + 1) % 50] ?? ''
    return pay({ payer: ring[place] ?? '', payee, amount: BigInt(randomInt(1, 800)) }, index)
  })
  const { moved = 0, declined = 0 } = counted(statuses)
  expect(moved + declined).toBe(5_000)
  expect(Math.min(moved, declined)).toBeGreaterThan(100)
  const balances = await Promise.all(ring.map(owner => euros(owner)))
  expect(balances.reduce((sum, each) => sum + each)).toBe(50_000n)
  expect(warnings).toEqual([])
})

test('one key 50 times at once has one effect and 50 equal answers', async () => {
  const [payer = '', payee = ''] = await customers(2, 1_000n)
  const key = newId()
  const answers = await times(50, index =>
    bank.run(move, moveOf({ payer, payee, amount: 100n }), { key, pipeline: pipelineFor(index) }),
  )
  expect(new Set(answers.map(({ outcome }) => JSON.stringify(outcome))).size).toBe(1)
  expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1)
  expect(await euros(payee)).toBe(1_100n)
})

test('a decline is remembered: the same key is declined again when there would be money now', async () => {
  const [payer = '', payee = ''] = await customers(2, 0n)
  const key = newId()
  const answer = () => bank.run(move, moveOf({ payer, payee, amount: 100n }), { key })
  await expect(answer()).resolves.toEqual({ outcome: { status: 'declined' }, replayed: false })
  await bank.deposit(payer, 1_000n)
  await expect(answer()).resolves.toEqual({ outcome: { status: 'declined' }, replayed: true })
  expect(await euros(payee)).toBe(0n)
})

test('one key for two requests at once: the one that comes first counts, the other is told', async () => {
  const [payer = '', one = '', other = ''] = await customers(3, 1_000n)
  const key = newId()
  const answers = await times(20, index =>
    told(
      bank.run(move, moveOf({ payer, payee: index % 2 === 0 ? one : other, amount: 100n }), {
        key,
        pipeline: pipelineFor(index),
      }),
    ),
  )
  expect(counted(answers)).toEqual({ moved: 10, idempotency_key_reused: 10 })
  expect((await euros(one)) + (await euros(other))).toBe(2_100n)
})

test('opposite directions at once neither wait in a circle nor lose a cent', async () => {
  const [one = '', other = ''] = await customers(2, 100_000n)
  const statuses = await times(4_000, index =>
    pay(
      index % 2 === 0 ? { payer: one, payee: other, amount: 7n } : { payer: other, payee: one, amount: 7n },
      index,
    ),
  )
  expect(counted(statuses)).toEqual({ moved: 4_000 })
  expect([await euros(one), await euros(other)]).toEqual([100_000n, 100_000n])
  expect(warnings).toEqual([])
  expect(await deadlocks()).toBe(0n)
})

test('accounts opened from both sides at once are opened once each, without waiting in a circle', async () => {
  for (let round = 0; round < 25; round += 1) {
    const [payee = '', ...owners] = await customers(61, 0n)
    const [before, after] = [owners, owners.toReversed()]
    const answers = await times(120, index => {
      const payer = (index % 2 === 0 ? before : after)[index >> 1] ?? ''
      const command = moveOf({
        payer,
        payee,
        amount: 1n,
        currency: 'JPY',
      })
      return bank.run(move, command, { pipeline: pipelineFor(index) })
    })
    expect(counted(answers.map(({ outcome }) => outcome.status))).toEqual({ declined: 120 })
  }
  expect(warnings).toEqual([])
  expect(await deadlocks()).toBe(0n)
})

/** Counted by the server when a backend reports its statistics, at the latest a second after it went idle. */
async function deadlocks(): Promise<bigint> {
  await sleep(1_200)
  const { rows } = await bank.db.pool.query<{ deadlocks: bigint }>(
    'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()',
  )
  return rows[0]?.deadlocks ?? -1n
}

async function hold(owner: string, amount: bigint): Promise<string> {
  const now = bank.clock.now()
  const holdId = newId()
  const expiresAt = new Date(now.getTime() + 60_000)
  const ids = { holdId, journalId: newId(), subject: newId() }
  await bank.run(placeHold, { ...ids, owner, amount, currency: 'EUR', expiresAt, now })
  return holdId
}

test('a hold captured and released 40 times at once is resolved once', async () => {
  const [owner = ''] = await customers(1, 1_000n)
  const holdId = await hold(owner, 400n)
  const answers = await times(40, index => {
    const command = { holdId, journalId: newId(), owner, currency: 'EUR' as const, now: bank.clock.now() }
    const options = { pipeline: pipelineFor(index) }
    if (index % 4 >= 2) return told(bank.run(releaseHold, command, options))
    return told(bank.run(captureHold, { ...command, amount: 150n, to: clearing('test', 'EUR') }, options))
  })
  const { captured = 0, released = 0, transition_not_allowed: refused = 0 } = counted(answers)
  expect([captured + released, refused]).toEqual([1, 39])
  expect(await euros(owner)).toBe(captured === 1 ? 850n : 1_000n)
  expect(await euros(owner, 'reserved')).toBe(0n)
})

test('a journal reversed 20 times at once is reversed once', async () => {
  const [payer = '', payee = ''] = await customers(2, 1_000n)
  const { outcome } = await bank.run(move, moveOf({ payer, payee, amount: 300n, fee: 5n }))
  const original = await readJournal(bank.db.read, outcome.status === 'moved' ? outcome.journal : '')
  if (!original) throw new Error('the journal is not there')
  const answers = await times(20, index => {
    const command = { original, journalId: newId(), now: bank.clock.now() }
    return told(bank.run(reverseJournal, command, { pipeline: pipelineFor(index) }))
  })
  expect(counted(answers)).toEqual({ reversed: 1, transition_not_allowed: 19 })
  expect([await euros(payer), await euros(payee)]).toEqual([1_000n, 1_000n])
})

test('a reversal that cannot be covered is refused as a whole', async () => {
  const [payer = '', payee = '', third = ''] = await customers(3, 1_000n)
  const { outcome } = await bank.run(move, moveOf({ payer, payee, amount: 900n, fee: 5n }))
  const original = await readJournal(bank.db.read, outcome.status === 'moved' ? outcome.journal : '')
  if (!original) throw new Error('the journal is not there')
  await bank.run(move, moveOf({ payer: payee, payee: third, amount: 1_500n }))
  const reversal = bank.run(reverseJournal, { original, journalId: newId(), now: bank.clock.now() })
  await expect(reversal).rejects.toMatchObject({ refusal: { code: 'insufficient_funds' } })
  expect([await euros(payer), await euros(payee)]).toEqual([95n, 400n])
})
