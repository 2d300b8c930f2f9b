import type pg from 'pg'
import { isDatabaseUnavailable } from '../../platform/db.ts'
import { DomainError } from '../../platform/errors.ts'
import type { Logger } from '../../platform/log.ts'
import type { AccountDirectory } from './account-directory.ts'
import { runBatch, TornBatch, type Settled, type Submission } from './batch.ts'

/** A command whose caller waits; at `deadlineAt` (of `performance.now()`) it is told to ask again. */
export type Waiting = Submission & { settle(settled: Settled): void; deadlineAt: number }

/** Runs one batch at a time on a connection of its own and sees to it that every caller gets an answer. */
export type BatchRunner = {
  /** Never throws: every command of the batch is settled one way or the other, at the latest in the next turn. */
  run(batch: readonly Waiting[]): Promise<void>
  /** From now on nothing is waited for any more. */
  hurry(): void
  close(): Promise<void>
}

export type BatchRunnerOptions = {
  connect: () => Promise<pg.Client>
  directory: AccountDirectory
  log: Logger
}

/** A command that loses a race for a unique key or a lock is tried again this often, alone. */
const maxAttemptsAlone = 5

/** A database that does not answer for so long is given up: its callers must hear something, a frozen one is silent. */
const silenceMs = 8_000

type Runner = BatchRunnerOptions & { client: pg.Client | undefined; hurried: boolean }

export function createBatchRunner(options: BatchRunnerOptions): BatchRunner {
  const runner: Runner = { ...options, client: undefined, hurried: false }
  return {
    run: batch => settleBatch(runner, batch),
    hurry() {
      runner.hurried = true
    },
    async close() {
      await runner.client?.end()
    },
  }
}

/**
 * While the database is away a batch is repeated: each command carries its key, so a commit whose answer was lost
 * is found as a stored outcome and is not done twice. A batch that fails for another reason is halved until the
 * bad command is alone, so that it does not take the others with it: of 256 that takes some 16 transactions, not 256.
 */
async function settleBatch(runner: Runner, given: readonly Waiting[]): Promise<void> {
  let batch = given
  for (let attempt = 1; batch.length > 0; attempt++) {
    try {
      const settled = await withConnection(runner, client => runBatch(client, runner.directory, batch))
      // The next batch leaves first: PostgreSQL would wait while some dozens of answers are written.
      const answered = batch
      setImmediate(() => settled.forEach((result, index) => answered[index]?.settle(result)))
      return
    } catch (error) {
      if (error instanceof TornBatch) {
        fail(runner, batch, error)
        return
      } else if (isDatabaseUnavailable(error) || !runner.client) {
        dropConnection(runner)
        batch = giveUpOverdue(runner, batch, error)
        if (batch.length > 0) await new Promise(resolve => setTimeout(resolve, Math.min(50 * attempt, 500)))
      } else if (batch.length > 1) {
        const facts = { error: describe(error), size: batch.length }
        runner.log.warn(facts, 'a batch failed; its halves run one after the other')
        const middle = Math.ceil(batch.length / 2)
        await settleBatch(runner, batch.slice(0, middle))
        await settleBatch(runner, batch.slice(middle))
        return
      } else if (attempt >= maxAttemptsAlone || !isLostRace(error)) {
        fail(runner, batch, error)
        return
      }
    }
  }
}

async function withConnection<Result>(
  runner: Runner,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = runner.client ?? (await connect(runner))
  const silence = setTimeout(() => client.connection.stream.destroy(), silenceMs)
  try {
    return await work(client)
  } finally {
    clearTimeout(silence)
  }
}

async function connect(runner: Runner): Promise<pg.Client> {
  const client = await runner.connect()
  client.once('end', () => {
    if (runner.client === client) runner.client = undefined
  })
  runner.client = client
  return client
}

function dropConnection(runner: Runner): void {
  const client = runner.client
  runner.client = undefined
  client
    ?.end()
    .catch((error: unknown) => runner.log.debug({ error: describe(error) }, 'a broken connection resisted'))
}

function giveUpOverdue(runner: Runner, batch: readonly Waiting[], error: unknown): Waiting[] {
  const now = performance.now()
  const isOverdue = (waiting: Waiting): boolean => runner.hurried || waiting.deadlineAt <= now
  const overdue = batch.filter(isOverdue)
  for (const waiting of overdue)
    waiting.settle({ kind: 'refused', error: new DomainError('overloaded', { retryAfterSeconds: 2 }) })
  if (overdue.length > 0) {
    const facts = { error: describe(error), commands: overdue.length }
    runner.log.warn(facts, 'the database is away; callers were told to ask again')
  }
  return batch.filter(waiting => !isOverdue(waiting))
}

function fail(runner: Runner, batch: readonly Waiting[], error: unknown): void {
  runner.log.error({ error: describe(error), decider: batch[0]?.decider.name }, 'a command failed')
  const reason = error instanceof Error ? error : new Error(String(error))
  for (const waiting of batch) waiting.settle({ kind: 'refused', error: reason })
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}

/** Unique violation, deadlock, serialization failure, lock timeout: another transaction was there first. */
function isLostRace(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return ['23505', '40P01', '40001', '55P03'].includes(code)
}
