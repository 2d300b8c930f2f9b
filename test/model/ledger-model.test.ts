import * as fc from 'fast-check'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createPipeline, sealAll, type Pipeline } from '../../server/slices/ledger/index.ts'
import { testDatabase } from '../db.ts'
import { createModel, type Model, type Result } from './pure-model.ts'
import { openSmallBank } from './small-bank.ts'
import { story } from './story.ts'
import { createTeller, orderTable, type Request } from './teller.ts'

/**
 * The real pipeline on the real database against a model told in the simplest way. A failure prints fast-check's
 * seed and path: give them to `fc.assert` as `{ seed, path }` to see it again.
 */
vi.setConfig({ testTimeout: 180_000 })
const database = await testDatabase()
const bank = openSmallBank(database)

beforeAll(async () => {
  const client = new Client({ connectionString: database.ownerUrl })
  await client.connect()
  await client.query(orderTable)
  await client.query('GRANT ALL ON model_order, model_order_position_seq TO PUBLIC')
  await client.end()
})
afterAll(() => bank.close())

/** What is found is then told ever more simply; that ends in time for the test to say what was found. */
const stories = { numRuns: Number(process.env['OKPAY_MODEL_RUNS'] ?? 20), interruptAfterTimeLimit: 120_000 }

test('one pipeline, batches of any size: every outcome and refusal is the model’s, in order', async () => {
  await fc.assert(
    fc.asyncProperty(story, fc.integer({ min: 1, max: 9 }), async (rounds, maxBatch) => {
      const pipeline = openPipeline({ maxBatch, inFlight: 1 })
      const teller = createTeller(bank)
      const model = createModel()
      const decided = new Map<string, { label: string; result: Result }>()
      for (const round of rounds) {
        const requests = await teller.requestsOf(round)
        const answers = await Promise.all(requests.map(request => request.send(pipeline)))
        const wanted = requests.map(request => expected(model, decided, request))
        expect(answers.map(({ kind, text }) => ({ kind, text }))).toEqual(wanted)
      }
      await pipeline.stop()
      await expectBooks(model, teller.owners)
    }),
    stories,
  )
})

test('two pipelines at once: there is an order in which the model gives every outcome', async () => {
  await fc.assert(
    fc.asyncProperty(story, fc.integer({ min: 1, max: 9 }), async (rounds, maxBatch) => {
      const pipelines = [openPipeline({ maxBatch, inFlight: 2 }), openPipeline({ maxBatch: 3, inFlight: 2 })]
      const teller = createTeller(bank)
      const sent: { request: Request; answer: Result }[] = []
      for (const round of rounds) {
        const requests = await teller.requestsOf(round)
        const answers = await Promise.all(
          requests.map((request, index) => request.send(pipelines[index % 2] ?? bank.pipelines[0])),
        )
        sent.push(...requests.map((request, index) => ({ request, answer: answers[index] ?? missing })))
      }
      await Promise.all(pipelines.map(pipeline => pipeline.stop()))
      const model = createModel()
      const results = await replay(
        model,
        sent.map(({ request }) => request),
      )
      expect(sent.filter(({ request, answer }) => !isPossible(results, request, answer))).toEqual([])
      await expectBooks(model, teller.owners)
    }),
    stories,
  )
})

const missing: Result = { kind: 'refused', text: 'never answered' }

function openPipeline(options: { maxBatch: number; inFlight: number }): Pipeline {
  const connect = () => bank.db.connect({ pipeline: true })
  return createPipeline({ connect, ...options, maxQueue: 1_000, patienceMs: 20_000, log: bank.log })
}

/** What the model says to a request, keys included: a decided key is replayed, to another request it is reused. */
function expected(
  model: Model,
  decided: Map<string, { label: string; result: Result }>,
  { key, label, op }: Request,
): Result {
  const known = decided.get(key)
  if (known) return known.label === label ? known.result : { kind: 'refused', text: 'idempotency_key_reused' }
  const result = model.apply(op)
  if (result.kind === 'decided') decided.set(key, { label, result })
  return result
}

/** Lets the model decide in the order the database did. Commands that share no account may stand in any order. */
async function replay(model: Model, requests: readonly Request[]): Promise<Map<string, Result>> {
  const byLabel = new Map(requests.map(request => [request.label, request]))
  const { rows } = await bank.db.pool.query<{ label: string }>(
    'SELECT label FROM model_order WHERE label = ANY($1) ORDER BY position',
    [Array.from(byLabel.keys())],
  )
  const results = new Map<string, Result>()
  for (const { label } of rows) {
    const request = byLabel.get(label)
    expect(results.has(label), `${label} was decided twice`).toBe(false)
    if (request) results.set(label, model.apply(request.op))
  }
  return results
}

/** Codes a request may be refused with while others are at it at the same time. */
const possible = [
  'not_found',
  'transition_not_allowed',
  'amount_above_maximum',
  'insufficient_funds',
  'idempotency_key_reused',
]

function isPossible(results: ReadonlyMap<string, Result>, request: Request, { kind, text }: Result): boolean {
  if (kind === 'refused') return possible.includes(text)
  return results.get(request.label)?.text === text
}

/** Balances and holds as the model has them, and nothing for the verifier to say. */
async function expectBooks(model: Model, owners: readonly string[]): Promise<void> {
  const { rows: balances } = await bank.db.pool.query<{ key: string; balance: bigint }>(
    `SELECT a.owner_id || '/' || a.purpose || '/' || a.currency AS key, b.balance
     FROM account a JOIN balance b ON b.account_id = a.id WHERE a.owner_id = ANY($1) AND b.balance <> 0`,
    [owners],
  )
  const held = Array.from(model.balances).filter(([, balance]) => balance !== 0n)
  expect(new Map(balances.map(({ key, balance }) => [key, balance]))).toEqual(new Map(held))

  const { rows: holds } = await bank.db.pool.query<{ id: string; status: string; captured: bigint }>(
    'SELECT id, status, captured FROM hold WHERE owner_id = ANY($1)',
    [owners],
  )
  const modelled = Array.from(
    model.holds,
    ([id, { status, captured }]) => [id, { status, captured }] as const,
  )
  expect(new Map(holds.map(({ id, status, captured }) => [id, { status, captured }]))).toEqual(
    new Map(modelled),
  )

  await bank.dispatch()
  await sealAll(bank.db)
  const recent = await bank.watch.verifyRecent()
  expect(recent.findings).toEqual([])
}

test('after all of it nothing is wrong anywhere', async () => {
  const { findings, journals } = await bank.watch.verifyAll()
  expect(findings).toEqual([])
  expect(journals).toBeGreaterThan(100n)
})
