import type { z } from 'zod'
import type { Tx } from './db.ts'
import * as queries from './queries-jobs.ts'

/**
 * Work that happens after a commit, at least once, with retries: graphile-worker over PostgreSQL. A job is added
 * in the transaction of the fact that asks for it, so it exists exactly when the fact does.
 *
 * A job may run twice (a worker can die between its effect and the record of it), therefore `run` must be
 * harmless to repeat. The payload is plain JSON and holds no secrets: it lies in the database.
 */
export type Job<Payload = unknown> = {
  /** `slice.verb_object`, for example `identity.send_code`; stored with every job, so it must not change. */
  name: string
  payload: z.ZodType<Payload>
  /** 25 unless told: with a pause of e^attempt seconds (at most 6 hours) that is about four days. */
  maxAttempts?: number
  run(payload: Payload, context: JobContext): Promise<void>
}

export type JobContext = {
  /** 1 the first time. */
  attempt: number
  /** Whether another attempt follows should this one fail. */
  isLastAttempt: boolean
}

/** A job that runs by the calendar. Every process may name it; each time it runs once. */
export type Cron = {
  /** Five fields as in cron(5), in UTC. */
  schedule: string
  job: Job<Record<string, never>>
}

export function defineJob<Payload>(job: Job<Payload>): Job<Payload> {
  return job
}

/**
 * Adds a job to be run once this transaction has committed.
 * @param options.runAt earliest time, by the injected clock; at once when absent.
 * @param options.key at most one waiting job has a key: it is replaced. One that is already running is not touched.
 */
export async function addJob<Payload>(
  tx: Tx,
  job: Job<Payload>,
  payload: Payload,
  options: { runAt?: Date; key?: string } = {},
): Promise<void> {
  await queries.addJob(tx, {
    name: job.name,
    payload: job.payload.parse(payload),
    maxAttempts: job.maxAttempts,
    runAt: options.runAt,
    key: options.key,
  })
}

/** Adds any number of jobs of one kind in one statement. */
export async function addJobs<Payload>(tx: Tx, job: Job<Payload>, payloads: readonly Payload[]): Promise<void> {
  if (payloads.length === 0) return
  const parsed = payloads.map(payload => job.payload.parse(payload))
  await queries.addJobs(tx, job.name, parsed, job.maxAttempts)
}

/**
 * Lets the time of all waiting jobs pass by `milliseconds` and everything periodic run once; called by the test
 * edition in the transaction that moves its clock.
 */
export async function advanceJobs(tx: Tx, milliseconds: number): Promise<void> {
  await queries.advanceJobs(tx, milliseconds)
}
