import { createHash } from 'node:crypto'
import type { Currency } from '../../contract/money.ts'
import { createTestClock, type TestClock } from '../../server/platform/clock.ts'
import { roleOf } from '../../server/platform/database-urls.ts'
import { openDb, type Db } from '../../server/platform/db.ts'
import { newId } from '../../server/platform/id.ts'
import { createLogger, type Logger } from '../../server/platform/log.ts'
import type { NewEvent } from '../../server/platform/outbox.ts'
import { moveBatch } from '../../server/platform/queries-dispatcher.ts'
import { Registry } from 'prom-client'
import {
  available,
  clearing,
  createPipeline,
  createWatch,
  fees,
  ledgerChecks,
  type Decider,
  type Idempotency,
  type JsonValue,
  type Pipeline,
  type Watch,
} from '../../server/slices/ledger/index.ts'

/**
 * The least that moves money through the real pipeline: deposits and transfers with a fee, without customers,
 * limits or HTTP. For tests that are about the pipeline and the books, not about a slice.
 */
export type Move = {
  id: string
  journalId: string
  payer: string
  payee: string
  currency: Currency
  amount: bigint
  fee: bigint
  now: Date
}

export type MoveOutcome = { status: 'moved'; journal: string } | { status: 'declined' }

export const move: Decider<Move, MoveOutcome> = {
  name: 'test.move',
  outgoing: true,
  accounts: ({ payer, payee, currency }) => [
    available(payer, currency),
    available(payee, currency),
    fees('test', currency),
  ],
  facts: () => [],
  decide(view, { id, journalId, payer, payee, currency, amount, fee, now }) {
    const from = available(payer, currency)
    if (view.balance(from) < amount + fee)
      return { kind: 'decided', outcome: { status: 'declined' }, effects: {} }
    const postings = [{ kind: 'principal', from, to: available(payee, currency), amount }]
    if (fee > 0n) postings.push({ kind: 'fee', from, to: fees('test', currency), amount: fee })
    return {
      kind: 'decided',
      outcome: { status: 'moved', journal: journalId },
      effects: {
        journals: [{ id: journalId, kind: 'test.move', subject: id, recordedAt: now, postings }],
        events: [payer, payee].map(stream => eventOf('test.moved', stream, id, journalId, now)),
      },
    }
  },
}

export type Deposit = {
  id: string
  journalId: string
  owner: string
  currency: Currency
  amount: bigint
  now: Date
}

export const deposit: Decider<Deposit, MoveOutcome> = {
  name: 'test.deposit',
  outgoing: false,
  accounts: ({ owner, currency }) => [clearing('test', currency), available(owner, currency)],
  facts: () => [],
  decide: (_view, { id, journalId, owner, currency, amount, now }) => ({
    kind: 'decided',
    outcome: { status: 'moved', journal: journalId },
    effects: {
      journals: [
        {
          id: journalId,
          kind: 'test.deposit',
          subject: id,
          recordedAt: now,
          postings: [
            { kind: 'principal', from: clearing('test', currency), to: available(owner, currency), amount },
          ],
        },
      ],
      events: [eventOf('test.deposited', owner, id, journalId, now)],
    },
  }),
}

function eventOf(type: string, stream: string, subject: string, journal: string, occurredAt: Date): NewEvent {
  return { type, version: 1, stream, subject, journal, payload: { id: subject }, occurredAt }
}

export type SmallBank = {
  db: Db
  clock: TestClock
  log: Logger
  /** Two, as two processes would have them: they share nothing but the database. */
  pipelines: [Pipeline, Pipeline]
  watch: Watch
  run<Command extends { now: Date }, Outcome extends JsonValue>(
    decider: Decider<Command, Outcome>,
    command: Command,
    options?: { key?: string; scope?: string; pipeline?: Pipeline },
  ): Promise<{ outcome: Outcome; replayed: boolean }>
  deposit(owner: string, amount: bigint, currency?: Currency): Promise<void>
  /** Gives all committed events their positions, as the dispatcher would. */
  dispatch(): Promise<void>
  /** Where the watch counts its hits. */
  registry: Registry
  close(): Promise<void>
}

export type BankUrls = { appUrl: string; readerUrl: string }

/** Pipelines warn when a batch failed and its commands ran one by one: nothing that should happen in order. */
export function openSmallBank(
  { appUrl, readerUrl }: BankUrls,
  options: { maxBatch?: number; maxQueue?: number; patienceMs?: number; log?: Logger } = {},
): SmallBank {
  const log = options.log ?? createLogger({ level: 'silent', name: 'test' })
  const clock = createTestClock()
  const db = openDb({ url: appUrl, maxConnections: 4, log, name: 'test' })
  const pipeline = (): Pipeline =>
    createPipeline({
      connect: () => db.connect({ pipeline: true }),
      maxBatch: options.maxBatch ?? 64,
      maxQueue: options.maxQueue ?? 20_000,
      inFlight: 2,
      patienceMs: options.patienceMs ?? 20_000,
      log,
    })
  const pipelines: [Pipeline, Pipeline] = [pipeline(), pipeline()]
  const registry = new Registry()
  const watch = createWatch({ db, readerUrl, checks: ledgerChecks(roleOf(appUrl)), clock, log, registry })
  const bank: SmallBank = {
    db,
    clock,
    log,
    pipelines,
    watch,
    registry,
    run(decider, command, { key = newId(), scope = testScope, pipeline = pipelines[0] } = {}) {
      return pipeline.execute(decider, command, {
        idempotency: idempotencyOf(decider.name, command, { key, scope }),
        now: command.now,
      })
    },
    async deposit(owner, amount, currency = 'EUR') {
      await bank.run(deposit, { id: newId(), journalId: newId(), owner, currency, amount, now: clock.now() })
    },
    async dispatch() {
      const client = await db.pool.connect()
      try {
        while ((await moveBatch(client, 0n, 2_000)).count > 0);
      } finally {
        client.release()
      }
    },
    async close() {
      await Promise.all(pipelines.map(each => each.stop()))
      await db.close()
    },
  }
  return bank
}

/** Whose keys the tests use when they do not say. */
export const testScope = '00000000-0000-7000-8000-00000000c0de'

/** As the HTTP layer does it: the request without the ids and the time the server gives it. */
export function idempotencyOf(
  name: string,
  command: object,
  { key, scope }: { key: string; scope: string },
): Idempotency {
  const request = Object.entries(command).filter(([field]) => !['id', 'journalId', 'now'].includes(field))
  const text = JSON.stringify([name, request], (_, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  )
  return { scope, key, requestHash: createHash('sha256').update(text).digest() }
}
