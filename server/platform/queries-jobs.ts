import { sql } from 'kysely'
import type pg from 'pg'
import type { Tx } from './db.ts'
import { bigintArray, jsonArray, textArray, timeArray } from './sql-arrays.ts'
import type { Statement } from './statement.ts'

export type NewJob = {
  name: string
  payload: unknown
  maxAttempts: number | undefined
  runAt: Date | undefined
  key: string | undefined
}

/**
 * `run_at` is in the system's time. In the test edition the clock may be ahead; its row is locked against being
 * moved until this transaction ends, or a job added meanwhile would stay behind by the step.
 */
export async function addJob(tx: Tx, job: NewJob): Promise<void> {
  await sql`
    SELECT graphile_worker.add_job(
      ${job.name}::text,
      payload => ${JSON.stringify(job.payload)}::json,
      run_at => ${job.runAt ?? null}::timestamptz - coalesce(
        (SELECT offset_ms FROM test_clock WHERE ${job.runAt !== undefined}::boolean FOR SHARE) * interval '1 millisecond',
        interval '0'
      ),
      max_attempts => ${job.maxAttempts ?? null}::int,
      job_key => ${job.key ?? null}::text
    )`.execute(tx)
}

/** Any number of jobs of one kind in one statement, to be run at once. */
export async function addJobs(
  tx: Tx,
  kind: Pick<NewJob, 'name' | 'maxAttempts'>,
  jobs: readonly Pick<NewJob, 'payload' | 'key'>[],
): Promise<void> {
  const specifications = jobs.map(({ payload, key }) => ({
    identifier: kind.name,
    payload,
    max_attempts: kind.maxAttempts ?? null,
    job_key: key ?? null,
  }))
  await sql`
    SELECT count(*) FROM graphile_worker.add_jobs(
      ARRAY(SELECT json_populate_recordset(null::graphile_worker.job_spec, ${JSON.stringify(specifications)}::json))
    )`.execute(tx)
}

/** Jobs of any kind and time in one statement on a bare connection; see `addJob` for the two clocks. */
export function insertJobs(jobs: readonly NewJob[]): Statement {
  return {
    name: 'jobs.insert',
    text: `WITH ahead AS MATERIALIZED (SELECT offset_ms * interval '1 millisecond' AS of FROM test_clock FOR SHARE)
           SELECT count(graphile_worker.add_job(
             planned.name,
             payload => planned.payload::json,
             run_at => planned.run_at - coalesce((SELECT of FROM ahead), interval '0'),
             max_attempts => planned.max_attempts,
             job_key => planned.key
           ))
           FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::int[], $5::text[])
             AS planned (name, payload, run_at, max_attempts, key)`,
    values: [
      textArray(jobs.map(job => job.name)),
      jsonArray(jobs.map(job => job.payload)),
      timeArray(jobs.map(job => job.runAt ?? null)),
      bigintArray(jobs.map(job => job.maxAttempts ?? null)),
      textArray(jobs.map(job => job.key ?? null)),
    ],
  }
}

/**
 * Moves every waiting job nearer by `milliseconds` and lets everything periodic run once, so that after a jump
 * of the clock all is as if the time had passed.
 */
export async function advanceJobs(tx: Tx, milliseconds: number): Promise<void> {
  await sql`
    UPDATE graphile_worker._private_jobs
    SET run_at = run_at - ${milliseconds}::bigint * interval '1 millisecond'
    WHERE locked_at IS NULL`.execute(tx)
  await sql`
    SELECT graphile_worker.add_job(identifier, payload => '{}', job_key => 'clock:' || identifier)
    FROM graphile_worker._private_known_crontabs`.execute(tx)
  await sql`SELECT pg_notify('jobs:insert', '{"count":100}')`.execute(tx)
}

/** Namespace of the advisory locks by which workers show that they live; any number, the same everywhere. */
const workerLocks = 7_102_027

/** Held by the session as long as the worker's process lives; waits for a predecessor's end. */
export async function holdWorkerLock(client: pg.ClientBase, workerId: string): Promise<void> {
  // A frozen process loses the lock; without this its session would outlive it by the network's patience.
  await client.query(`SET idle_session_timeout = '20s'`)
  await client.query('SELECT pg_advisory_lock($1, hashtext($2))', [workerLocks, workerId])
}

/** Workers that hold jobs for more than 10 s although their process is gone (nobody holds their lock). */
export async function findDeadWorkers(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ worker: string }>(
    `SELECT locked_by AS worker
     FROM (
       SELECT DISTINCT locked_by FROM graphile_worker._private_jobs
       WHERE locked_by IS NOT NULL AND locked_at < now() - interval '10 seconds'
     ) AS holder
     WHERE NOT EXISTS (
       SELECT 1 FROM pg_locks
       WHERE locktype = 'advisory' AND classid = $1 AND granted AND objsubid = 2
         AND objid = (hashtext(locked_by)::bigint & 4294967295)::oid
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
     )`,
    [workerLocks],
  )
  return rows.map(row => row.worker)
}

export async function releaseJobsOf(client: pg.ClientBase, workers: readonly string[]): Promise<void> {
  await client.query('SELECT graphile_worker.force_unlock_workers($1::text[])', [workers])
}
