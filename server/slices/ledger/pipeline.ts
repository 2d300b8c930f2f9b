import type pg from 'pg'
import { DomainError } from '../../platform/errors.ts'
import type { Logger } from '../../platform/log.ts'
import { createAccountDirectory } from './account-directory.ts'
import { createBatchRunner, type BatchRunner, type Waiting } from './batch-runner.ts'
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

export function createPipeline(options: PipelineOptions): Pipeline {
  const directory = createAccountDirectory()
  const queue: Waiting[] = []
  const runners = Array.from({ length: options.inFlight }, () => createBatchRunner({ ...options, directory }))
  const idle = new Set(runners)
  let drained: (() => void) | undefined

  let pumping = false
  /**
   * After this turn of the event loop: commands of a burst that meets an idle pipeline belong in one batch. No timer,
   * nobody waits longer.
   */
  function pumpSoon(): void {
    if (pumping) return
    pumping = true
    setImmediate(() => {
      pumping = false
      pump()
    })
  }

  function pump(): void {
    for (const runner of idle) {
      if (queue.length === 0) break
      idle.delete(runner)
      void work(runner, queue.splice(0, options.maxBatch))
    }
    if (queue.length === 0 && idle.size === runners.length) drained?.()
  }

  async function work(runner: BatchRunner, batch: Waiting[]): Promise<void> {
    const startedAt = performance.now()
    await runner.run(batch)
    options.onBatch?.({ size: batch.length, durationMs: performance.now() - startedAt })
    idle.add(runner)
    pump()
  }

  return {
    execute(decider, command, { idempotency, now }) {
      if (drained || queue.length >= options.maxQueue)
        return Promise.reject(new DomainError('overloaded', { retryAfterSeconds: 1 }))
      return new Promise((resolve, reject) => {
        const deadlineAt = performance.now() + options.patienceMs
        queue.push({
          decider,
          command,
          idempotency,
          now,
          deadlineAt,
          settle(settled) {
            if (settled.kind === 'refused') reject(settled.error)
            // The outcome is the decider's own: just made by it, or stored by it under this key earlier.
            else
              resolve({ outcome: settled.outcome as OutcomeOf<typeof decider>, replayed: settled.replayed })
          },
        })
        pumpSoon()
      })
    },
    async stop() {
      for (const runner of runners) runner.hurry()
      await new Promise<void>(resolve => {
        drained = resolve
        pump()
      })
      // Callers are answered in the turn after their batch.
      await new Promise(resolve => setImmediate(resolve))
      await Promise.all(runners.map(runner => runner.close()))
    },
    queueLength: () => queue.length,
  }
}

type OutcomeOf<D> = D extends Decider<infer _Command, infer Outcome> ? Outcome : never
