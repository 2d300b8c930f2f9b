import { afterAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../test/db.ts'
import { openSmallBank } from '../../../test/model/small-bank.ts'
import { newId } from '../../platform/id.ts'
import { runStatements } from '../../platform/statement.ts'
import { createExpireHoldsJob } from './expire-holds.ts'
import { partsOf, resolveHold, type Hold, type HoldState, type Resolution } from './hold.ts'
import {
  balancesOf,
  captureHold,
  clearing,
  createPipeline,
  placeHold,
  releaseHold,
  type CaptureHold,
  type PlaceHold,
} from './index.ts'
import { lockAndReadHolds, writeHolds } from './queries-holds.ts'

const due = new Date('2026-03-01T12:00:00Z')
const before = new Date(due.getTime() - 1)

function holdOf(state: HoldState): Hold {
  const [id, owner, subject] = [newId(), newId(), newId()]
  return { id, owner, subject, amount: 500n, currency: 'EUR', createdAt: before, expiresAt: due, state }
}

describe('the states of a hold', () => {
  const active = holdOf({ status: 'active' })

  test.each<[Resolution, Date, string, bigint, bigint]>([
    [{ kind: 'capture', amount: 500n }, before, 'captured', 500n, 0n],
    [{ kind: 'capture', amount: 1n }, before, 'captured', 1n, 499n],
    [{ kind: 'release' }, before, 'released', 0n, 500n],
    [{ kind: 'release' }, due, 'released', 0n, 500n],
    [{ kind: 'expire' }, due, 'expired', 0n, 500n],
  ])('active: %o makes it %3$s', (resolution, now, status, captured, released) => {
    const resolved = resolveHold(active, resolution, now)
    expect(resolved).toMatchObject({ hold: { ...active, state: { status, resolvedAt: now } } })
    expect('hold' in resolved && partsOf(resolved.hold)).toEqual({ captured, released })
  })

  test.each<[string, Resolution, Date, string]>([
    ['a capture at the moment it expires', { kind: 'capture', amount: 1n }, due, 'transition_not_allowed'],
    ['a capture of more than it is', { kind: 'capture', amount: 501n }, before, 'amount_above_maximum'],
    ['to expire too early', { kind: 'expire' }, before, 'transition_not_allowed'],
  ])('active: refuses %s', (_, resolution, now, code) => {
    expect(resolveHold(active, resolution, now)).toMatchObject({ refusal: { code } })
  })

  test('what is resolved stays as it is', () => {
    const ends: HoldState[] = [
      { status: 'captured', captured: 5n, resolvedAt: before },
      { status: 'released', resolvedAt: before },
      { status: 'expired', resolvedAt: before },
    ]
    const tries: Resolution[] = [{ kind: 'capture', amount: 1n }, { kind: 'release' }, { kind: 'expire' }]
    const answers = ends.flatMap(state =>
      tries.map(resolution => resolveHold(holdOf(state), resolution, due)),
    )
    expect(answers).toHaveLength(9)
    expect(new Set(answers.map(answer => 'refusal' in answer && answer.refusal.code))).toEqual(
      new Set(['transition_not_allowed']),
    )
  })
})

const database = await testDatabase()
const bank = openSmallBank(database)
afterAll(() => bank.close())

async function reserved(owner: string): Promise<[bigint, bigint]> {
  const balances = await balancesOf(bank.db.pool, owner)
  return [balances.get('available/EUR') ?? 0n, balances.get('reserved/EUR') ?? 0n]
}

function placing(owner: string, amount: bigint, ttlMs = 60_000): PlaceHold {
  const now = bank.clock.now()
  const expiresAt = new Date(now.getTime() + ttlMs)
  return {
    holdId: newId(),
    journalId: newId(),
    subject: newId(),
    owner,
    amount,
    currency: 'EUR',
    expiresAt,
    now,
  }
}

async function funded(): Promise<string> {
  const owner = newId()
  await bank.deposit(owner, 1_000n)
  return owner
}

function capturing(owner: string, holdId: string, amount: bigint): CaptureHold {
  const to = clearing('test', 'EUR')
  return { holdId, journalId: newId(), owner, currency: 'EUR', amount, to, now: bank.clock.now() }
}

test('placed, captured in part: the rest is back at once', async () => {
  const owner = await funded()
  const command = placing(owner, 400n)
  await expect(bank.run(placeHold, command)).resolves.toMatchObject({ outcome: { status: 'active' } })
  expect(await reserved(owner)).toEqual([600n, 400n])
  const capture = await bank.run(captureHold, capturing(owner, command.holdId, 150n))
  expect(capture.outcome).toEqual({ status: 'captured', captured: '150', released: '250' })
  expect(await reserved(owner)).toEqual([850n, 0n])
})

test('placed and resolved in one batch', async () => {
  const owner = await funded()
  const command = placing(owner, 400n)
  const { holdId } = command
  const release = { holdId, journalId: newId(), owner, currency: 'EUR' as const, now: bank.clock.now() }
  const pipeline = createPipeline({
    connect: () => bank.db.connect({ pipeline: true }),
    maxBatch: 10,
    maxQueue: 10,
    inFlight: 1,
    patienceMs: 10_000,
    log: bank.log,
  })
  // The first command is a batch of its own; the others wait behind it and form the next.
  const first = bank.run(placeHold, placing(owner, 1n), { pipeline })
  const settled = await Promise.allSettled([
    bank.run(placeHold, command, { pipeline }),
    bank.run(captureHold, capturing(owner, holdId, 300n), { pipeline }),
    bank.run(releaseHold, release, { pipeline }),
  ])
  await first
  await pipeline.stop()
  expect(settled).toMatchObject([
    { value: { outcome: { status: 'active' } } },
    { value: { outcome: { status: 'captured' } } },
    { reason: { refusal: { code: 'transition_not_allowed' } } },
  ])
  expect(await reserved(owner)).toEqual([699n, 1n])
})

test('a hold of more than there is is declined, and the decline is kept', async () => {
  const owner = await funded()
  const command = placing(owner, 1_001n)
  const key = newId()
  const declined = { status: 'declined', reason: 'insufficient_funds' }
  await expect(bank.run(placeHold, command, { key })).resolves.toEqual({ outcome: declined, replayed: false })
  await bank.deposit(owner, 1n)
  await expect(bank.run(placeHold, command, { key })).resolves.toEqual({ outcome: declined, replayed: true })
})

test.each<[string, (owner: string, holdId: string) => CaptureHold]>([
  ['somebody else’s', (_owner, holdId) => capturing(newId(), holdId, 1n)],
  [
    'in another currency',
    (owner, holdId) => ({ ...capturing(owner, holdId, 1n), currency: 'JPY', to: clearing('test', 'JPY') }),
  ],
  ['unknown', owner => capturing(owner, newId(), 1n)],
])('a hold that is %s cannot be captured', async (_, command) => {
  const owner = await funded()
  const { holdId } = await place(owner, 100n)
  await expect(bank.run(captureHold, command(owner, holdId))).rejects.toMatchObject({
    refusal: { code: 'not_found' },
  })
  expect(await reserved(owner)).toEqual([900n, 100n])
})

async function place(owner: string, amount: bigint, ttlMs?: number): Promise<PlaceHold> {
  const command = placing(owner, amount, ttlMs)
  await bank.run(placeHold, command)
  return command
}

test('the job gives back what is due and nothing else, however often it runs', async () => {
  const owner = await funded()
  await place(owner, 100n, 10_000)
  await place(owner, 200n, 10_000)
  await place(owner, 300n, 60_000)
  const job = createExpireHoldsJob({ read: bank.db.read, pipeline: bank.pipelines[0], clock: bank.clock })
  const run = () => job.run({}, { attempt: 1, isLastAttempt: true })
  await run()
  expect(await reserved(owner)).toEqual([400n, 600n])
  bank.clock.advance(10_000)
  await Promise.all([run(), run()])
  await run()
  expect(await reserved(owner)).toEqual([700n, 300n])
  const { rows } = await bank.db.pool.query('SELECT status FROM hold WHERE owner_id = $1 ORDER BY amount', [
    owner,
  ])
  expect(rows.map(({ status }) => status)).toEqual(['expired', 'expired', 'active'])
})

test('a hold that was resolved meanwhile fails the transaction on the server', async () => {
  const owner = await funded()
  const { holdId } = await place(owner, 100n)
  const client = await bank.db.connect()
  const stale = await lockAndReadHolds(client, [holdId])
  await bank.run(releaseHold, { holdId, journalId: newId(), owner, currency: 'EUR', now: bank.clock.now() })
  await expect(runStatements(client, writeHolds(released(stale)))).rejects.toThrow('0 of 1 rows of hold')
  await client.end()
})

function released(holds: Awaited<ReturnType<typeof lockAndReadHolds>>): typeof holds {
  return new Map(
    Array.from(holds, ([id, known]) => {
      const state = { status: 'released' as const, resolvedAt: bank.clock.now() }
      return [id, { ...known, hold: { ...known.hold, state } }]
    }),
  )
}

test('after all of it the books are in order', async () => {
  await bank.dispatch()
  expect((await bank.watch.verifyAll()).findings).toEqual([])
})
