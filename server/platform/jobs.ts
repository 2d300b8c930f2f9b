import { EventEmitter } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  Logger as GraphileLogger,
  parseCronItems,
  run,
  type JobHelpers,
  type Runner,
  type TaskList,
  type WorkerEvents,
} from 'graphile-worker'
import { Pool } from 'pg'
import { Counter, Registry } from 'prom-client'
import type { z } from 'zod'
import type { Tx } from './db.ts'
import { guardJobs } from './jobs-guard.ts'
import { onAskingInVain } from './jobs-in-vain.ts'
import type { Logger } from './log.ts'
import { pause } from './pause.ts'
import * as queries from './queries-jobs.ts'
import type { Statement } from './statement.ts'

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

/**
 * Adds any number of jobs of one kind in one statement.
 * @param keyOf as `key` of `addJob`, for each.
 */
export async function addJobs<Payload>(
  tx: Tx,
  job: Job<Payload>,
  payloads: readonly Payload[],
  keyOf?: (payload: Payload) => string,
): Promise<void> {
  if (payloads.length === 0) return
  const jobs = payloads.map(payload => ({ payload: job.payload.parse(payload), key: keyOf?.(payload) }))
  await queries.addJobs(tx, { name: job.name, maxAttempts: job.maxAttempts }, jobs)
}

/** A job as the money pipeline writes it, with the decision that asks for it. */
export type PlannedJob = queries.NewJob

/** Names a job inside a pure decision; the pipeline's row sink writes it with `insertJobs`. */
export function planJob<Payload>(
  job: Job<Payload>,
  payload: Payload,
  options: { runAt?: Date; key?: string } = {},
): PlannedJob {
  return {
    name: job.name,
    payload: job.payload.parse(payload),
    maxAttempts: job.maxAttempts,
    runAt: options.runAt,
    key: options.key,
  }
}

/** Adds jobs, in one statement, for the money pipeline. */
export function insertJobs(planned: readonly PlannedJob[]): Statement {
  return queries.insertJobs(planned)
}

/**
 * Lets the time of all waiting jobs pass by `milliseconds` and everything periodic run once; called by the test
 * edition in the transaction that moves its clock.
 */
export async function advanceJobs(tx: Tx, milliseconds: number): Promise<void> {
  await queries.advanceJobs(tx, milliseconds)
}

export type WorkerOptions = {
  /** Address of the database under the application's role. */
  databaseUrl: string
  jobs: readonly Job[]
  crons?: readonly Cron[]
  log: Logger
  /** Where runs are counted; nowhere when absent. */
  registry?: Registry
  /** Jobs at the same time in this process. */
  concurrency?: number
}

export type Worker = {
  /** Takes no new jobs and waits for the running ones, at most `timeoutMs`; what is cut off runs again elsewhere. */
  stop(timeoutMs?: number): Promise<void>
}

/**
 * Runs jobs in this process until stopped. Whatever breaks the worker as a whole (the database went away in the
 * middle) is logged and it starts again; the jobs of a process that died are taken over within half a minute.
 */
export function startWorker(options: WorkerOptions): Worker {
  const { log, concurrency = 4 } = options
  const pool = openPool(options.databaseUrl, concurrency + 2, log)
  const state: WorkerState = {
    stopping: new AbortController(),
    runner: undefined,
    pool,
    runs: countRuns(options.registry ?? new Registry()),
  }
  const running = keepRunning(state, options, concurrency)
  return {
    async stop(timeoutMs = 10_000) {
      state.stopping.abort()
      const finished = await Promise.race([running.then(() => true), sleep(timeoutMs, false)])
      if (!finished) {
        log.warn('jobs that did not end in time are cut off and run again later')
        await state.runner
          ?.kill('stopped')
          .catch((error: unknown) => log.warn({ err: error }, 'the worker resisted'))
        await running
      }
      await pool.end()
    },
  }
}

type JobRuns = Counter<'job' | 'outcome'>

type WorkerState = { stopping: AbortController; runner: Runner | undefined; pool: Pool; runs: JobRuns }

function countRuns(registry: Registry): JobRuns {
  return new Counter({
    name: 'okpay_job_runs_total',
    help: 'Runs of background jobs by outcome; "given_up" will not be tried again and needs a person',
    labelNames: ['job', 'outcome'],
    registers: [registry],
  })
}

/** graphile-worker keeps 64-bit ids as strings, therefore a pool of its own with the driver's default types. */
function openPool(connectionString: string, max: number, log: Logger): Pool {
  const pool = new Pool({
    connectionString,
    max,
    application_name: 'okpay jobs',
    statement_timeout: 15_000,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
  })
  const warn = (error: Error) => log.warn({ error: error.message }, 'a connection of the job queue broke')
  pool.on('error', warn)
  pool.on('connect', client => client.on('error', warn))
  return pool
}

async function keepRunning(state: WorkerState, options: WorkerOptions, concurrency: number): Promise<void> {
  const { signal } = state.stopping
  while (!signal.aborted) {
    try {
      await runUntilItEnds(state, options, concurrency)
    } catch (error) {
      options.log.error({ err: error }, 'the job worker broke and starts again')
    }
    await pause(1_000, signal)
  }
}

async function runUntilItEnds(
  state: WorkerState,
  options: WorkerOptions,
  concurrency: number,
): Promise<void> {
  const { signal } = state.stopping
  const ended = new AbortController()
  const events: WorkerEvents = new EventEmitter()
  let guard: Promise<void> = Promise.resolve()
  events.on('pool:create', ({ workerPool }) => {
    guard = guardJobs({
      databaseUrl: options.databaseUrl,
      workerId: workerPool.id,
      log: options.log,
      until: ended.signal,
    })
  })
  const runner = await run({
    pgPool: state.pool,
    taskList: Object.fromEntries(
      options.jobs.map(job => [job.name, taskOf(job, state.runs, options.log)]),
    ) satisfies TaskList,
    parsedCronItems: parseCronItems((options.crons ?? []).map(cronItem)),
    concurrency,
    // A notification starts a job at once; polling finds what is due later.
    pollInterval: 1_000,
    noHandleSignals: true,
    logger: graphileLogger(options.log),
    events,
    // Without a delay the library does not wait for its own book-keeping and lets a failure of it end the process.
    preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
  })
  state.runner = runner
  const stop = () =>
    void runner.stop().catch((error: unknown) => options.log.debug({ err: error }, 'already stopped'))
  onAskingInVain(events, state.pool, () => {
    options.log.warn('the job worker gets no jobs from a database in good health and starts again')
    stop()
  })
  signal.addEventListener('abort', stop)
  if (signal.aborted) stop()
  try {
    await runner.promise
  } finally {
    signal.removeEventListener('abort', stop)
    ended.abort()
    await guard
  }
}

function cronItem({ schedule, job }: Cron) {
  return {
    task: job.name,
    match: schedule,
    identifier: job.name,
    options: { backfillPeriod: 0, jobKey: job.name },
  }
}

function taskOf(job: Job, runs: JobRuns, log: Logger) {
  return async (stored: unknown, { job: row }: Pick<JobHelpers, 'job'>): Promise<void> => {
    const isLastAttempt = row.attempts >= row.max_attempts
    try {
      await job.run(job.payload.parse(withoutCronStamp(stored)), { attempt: row.attempts, isLastAttempt })
      runs.inc({ job: job.name, outcome: 'done' })
    } catch (error) {
      runs.inc({ job: job.name, outcome: isLastAttempt ? 'given_up' : 'failed' })
      log.error(
        { err: error, job: job.name, job_id: row.id, attempt: row.attempts },
        isLastAttempt
          ? 'a job failed for the last time and needs a person'
          : 'a job failed and will be tried again',
      )
      throw error
    }
  }
}

/** Calendar jobs carry the library's own note of the minute they were due. */
function withoutCronStamp(stored: unknown): unknown {
  if (typeof stored !== 'object' || stored === null || !('_cron' in stored)) return stored
  const { _cron, ...payload } = stored
  return payload
}

/** Failures of jobs are told by `taskOf`, without the payload that the library would add. */
function graphileLogger(log: Logger): GraphileLogger {
  return new GraphileLogger(() => (level, message, meta) => {
    if (meta?.['failure'] === true) return
    if (level === 'error') log.error(message)
    else if (level === 'warning') log.warn(message)
    else log.debug(message)
  })
}
