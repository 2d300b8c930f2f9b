import type pg from 'pg'
import { isDatabaseUnavailable } from '../../platform/db.ts'
import { DomainError } from '../../platform/errors.ts'
import type { Logger } from '../../platform/log.ts'
import { createAccountDirectory } from './account-directory.ts'
import { runBatch, type Settled, type Submission } from './batch.ts'
import type { Decider, Idempotency, JsonValue } from './decision.ts'

/**
 * The one way money moves. Commands that arrive while a batch is in the database form the next batch; an idle
 * pipeline sends at once, there is no timer. So one command alone takes one transaction, and five thousand a
 * second take a few dozen, each lock wait, fsync and round trip shared by all commands of the batch.
 */
export type Pipeline = {
  /**
   * Decides and, if decided, commits a command. Resolves only after the commit. A repeated key gives the first
   * outcome with `replayed`; a refusal, a full queue or a database that stays away rejects with `DomainError`.
   * After an `overloaded` the outcome may exist: asking again with the same key tells.
   */
  execute<Command, Outcome extends JsonValue>(
    decider: Decider<Command, Outcome>,
    command: Command,
    options: { idempotency: Idempotency; now: Date },
  ): Promise<{ outcome: Outcome; replayed: boolean }>
  /** Lets what is queued finish and closes the connections. */
  stop(): Promise<void>
  /** For metrics. */
  queueLength(): number
}

export type PipelineOptions = {
  connect: () => Promise<pg.Client>
  maxBatch: number
  maxQueue: number
  /** How many batches may be in the database at once. */
  inFlight: number
  /** How long a command may wait for a database that is away before its caller gets 503. */
  patienceMs: number
  log: Logger
  onBatch?: (facts: { size: number; durationMs: number }) => void
}

type Waiting = Submission & { settle(settled: Settled): void; deadlineAt: number }

/** A command that loses a race for a unique key or a lock is tried again this often, alone. */
const maxAttemptsAlone = 5

export function createPipeline(options: PipelineOptions): Pipeline {
  const directory = createAccountDirectory()
  const queue: Waiting[] = []
  const idle = new Set<number>(Array.from({ length: options.inFlight }, (_, slot) => slot))
  const clients = new Map<number, pg.Client>()
  let stopping = false
  let drained: (() => void) | undefined

  function pump(): void {
    for (const slot of idle) {
      if (queue.length === 0) break
      idle.delete(slot)
      void work(slot, queue.splice(0, options.maxBatch))
    }
    if (stopping && queue.length === 0 && idle.size === options.inFlight) drained?.()
  }

  async function work(slot: number, batch: Waiting[]): Promise<void> {
    const startedAt = performance.now()
    await settleBatch(slot, batch)
    options.onBatch?.({ size: batch.length, durationMs: performance.now() - startedAt })
    idle.add(slot)
    pump()
  }

  async function clientOf(slot: number): Promise<pg.Client> {
    const existing = clients.get(slot)
    if (existing) return existing
    const client = await options.connect()
    client.once('end', () => {
      if (clients.get(slot) === client) clients.delete(slot)
    })
    clients.set(slot, client)
    return client
  }

  function dropClient(slot: number): void {
    const client = clients.get(slot)
    clients.delete(slot)
    client
      ?.end()
      .catch((error: unknown) => options.log.debug({ error }, 'closing a broken connection failed'))
  }

  /** Never throws: every command of the batch is settled one way or the other. */
  async function settleBatch(slot: number, batch: Waiting[]): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        const settled = await runBatch(await clientOf(slot), directory, batch)
        settled.forEach((result, index) => batch[index]?.settle(result))
        return
      } catch (error) {
        if (isDatabaseUnavailable(error) || !clients.has(slot)) {
          dropClient(slot)
          batch = giveUpOverdue(batch, error)
          if (batch.length === 0) return
          await new Promise(resolve => setTimeout(resolve, Math.min(50 * attempt, 500)))
        } else if (batch.length > 1) {
          options.log.warn(
            { error: describe(error), size: batch.length },
            'a batch failed; its commands run one by one',
          )
          for (const alone of batch) await settleBatch(slot, [alone])
          return
        } else if (attempt >= maxAttemptsAlone || !isLostRace(error)) {
          options.log.error({ error: describe(error), decider: batch[0]?.decider.name }, 'a command failed')
          batch[0]?.settle({
            kind: 'refused',
            error: error instanceof Error ? error : new Error(String(error)),
          })
          return
        }
      }
    }
  }

  /**
   * While the database is away a batch is repeated: each command carries its key, so a commit whose answer was
   * lost is found as a stored outcome and not done twice. Callers who waited long enough are told to ask again.
   */
  function giveUpOverdue(batch: Waiting[], error: unknown): Waiting[] {
    const now = performance.now()
    const overdue = batch.filter(waiting => stopping || waiting.deadlineAt <= now)
    for (const waiting of overdue)
      waiting.settle({ kind: 'refused', error: new DomainError('overloaded', { retryAfterSeconds: 2 }) })
    if (overdue.length > 0)
      options.log.warn(
        { error: describe(error), commands: overdue.length },
        'the database is away; callers were told to retry',
      )
    return batch.filter(waiting => !overdue.includes(waiting))
  }

  return {
    execute(decider, command, { idempotency, now }) {
      if (stopping || queue.length >= options.maxQueue)
        return Promise.reject(new DomainError('overloaded', { retryAfterSeconds: 1 }))
      return new Promise((resolve, reject) => {
        queue.push({
          decider,
          command,
          idempotency,
          now,
          deadlineAt: performance.now() + options.patienceMs,
          settle(settled) {
            if (settled.kind === 'refused') reject(settled.error)
            // The outcome is the decider's own: just made by it, or stored by it under this key earlier.
            else
              resolve({ outcome: settled.outcome as OutcomeOf<typeof decider>, replayed: settled.replayed })
          },
        })
        pump()
      })
    },
    async stop() {
      stopping = true
      await new Promise<void>(resolve => {
        drained = resolve
        pump()
      })
      await Promise.all(Array.from(clients.values(), client => client.end()))
    },
    queueLength: () => queue.length,
  }
}

type OutcomeOf<D> = D extends Decider<infer _Command, infer Outcome> ? Outcome : never

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}

/** Unique violation, deadlock, serialization failure, lock timeout: another transaction was there first. */
function isLostRace(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    ['23505', '40P01', '40001', '55P03'].includes(String(error.code))
  )
}
