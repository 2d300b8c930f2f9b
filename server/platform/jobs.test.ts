import { afterAll, expect, test, vi } from 'vitest'
import { Client } from 'pg'
import { z } from 'zod'
import { testDatabase } from '../../test/db.ts'
import { openDb } from './db.ts'
import {
  addJob,
  addJobs,
  advanceJobs,
  defineJob,
  insertJobs,
  planJob,
  startWorker,
  type Cron,
  type Job,
} from './jobs.ts'
import { createLogger } from './log.ts'

const database = await testDatabase()
const log = createLogger({ level: 'silent', name: 'test' })
const db = openDb({ url: database.appUrl, maxConnections: 5, log, name: 'test' })
afterAll(() => db.close())

const ran: string[] = []
const payload = z.strictObject({ label: z.string() })
const note = defineJob({ name: 'test.note', payload, run: async ({ label }) => void ran.push(label) })
const stubborn = defineJob({
  name: 'test.stubborn',
  payload,
  maxAttempts: 2,
  run: async ({ label }, { attempt, isLastAttempt }) => {
    ran.push(`${label} ${attempt} ${isLastAttempt}`)
    throw new Error('not yet')
  },
})

async function withWorker(
  work: () => Promise<void>,
  jobs: Job[] = [note, stubborn],
  crons: Cron[] = [],
): Promise<void> {
  ran.length = 0
  const worker = startWorker({ databaseUrl: database.appUrl, jobs, crons, log })
  try {
    await work()
  } finally {
    await worker.stop()
  }
}

async function asOwner<Row extends object>(sql: string): Promise<Row[]> {
  const client = new Client({ connectionString: database.ownerUrl })
  await client.connect()
  try {
    return (await client.query<Row>(sql)).rows
  } finally {
    await client.end()
  }
}

const soon = { timeout: 20_000, interval: 20 }

test('a job runs after the commit, as the application role, and never when the transaction rolls back', async () => {
  await withWorker(async () => {
    await expect(
      db.transaction(async tx => {
        await addJob(tx, note, { label: 'rolled back' })
        throw new Error('undo')
      }),
    ).rejects.toThrow('undo')
    await db.transaction(async tx => {
      await addJob(tx, note, { label: 'committed' })
      await new Promise(resolve => setTimeout(resolve, 300))
      expect(ran).toEqual([])
    })
    await vi.waitFor(() => expect(ran).toEqual(['committed']), soon)
    await db.transaction(tx => addJobs(tx, note, [{ label: 'a' }, { label: 'b' }]))
    await vi.waitFor(() => expect(ran.toSorted()).toEqual(['a', 'b', 'committed']), soon)
  })
  expect(await asOwner('SELECT * FROM graphile_worker._private_jobs')).toEqual([])
})

test('a payload that does not fit is refused where it is added, and again where it is run', async () => {
  const lenient: Job = { ...note, payload: z.unknown() }
  await expect(
    db.transaction(tx => addJob(tx, note, Object.assign({}, { label: 'x', more: 1 }))),
  ).rejects.toThrow('unrecognized_keys')
  await withWorker(async () => {
    await db.transaction(tx => addJob(tx, lenient, { label: 'x', more: 1 }))
    await vi.waitFor(async () => {
      const [row] = await asOwner<{ last_error: string }>(
        'SELECT last_error FROM graphile_worker._private_jobs',
      )
      expect(row?.last_error).toContain('unrecognized_keys')
    }, soon)
  })
  expect(ran).toEqual([])
  await asOwner('DELETE FROM graphile_worker._private_jobs')
})

test('a waiting job of the same key is replaced', async () => {
  await db.transaction(tx => addJob(tx, note, { label: 'first' }, { key: 'one' }))
  await db.transaction(tx => addJob(tx, note, { label: 'second' }, { key: 'one' }))
  await withWorker(async () => {
    await vi.waitFor(() => expect(ran).toEqual(['second']), soon)
  })
})

test('a failing job is tried again after a pause and given up after its last attempt', async () => {
  await withWorker(async () => {
    await db.transaction(tx => addJob(tx, stubborn, { label: 'try' }))
    await vi.waitFor(() => expect(ran).toEqual(['try 1 false', 'try 2 true']), soon)
  })
  const [row] = await asOwner<{ attempts: number; last_error: string }>(
    'SELECT attempts, last_error FROM graphile_worker._private_jobs',
  )
  expect(row).toMatchObject({ attempts: 2, last_error: 'not yet' })
  await asOwner('DELETE FROM graphile_worker._private_jobs')
})

test('a job waits for its time by the clock, and runs when the clock is moved there', async () => {
  const hour = 3_600_000
  await asOwner(`INSERT INTO test_clock (offset_ms) VALUES (${5 * hour})`)
  const now = Date.now() + 5 * hour
  await withWorker(async () => {
    await db.transaction(async tx => {
      await addJob(tx, note, { label: 'in an hour' }, { runAt: new Date(now + hour) })
      await addJob(tx, note, { label: 'in a day' }, { runAt: new Date(now + 24 * hour) })
      await addJob(tx, note, { label: 'due' }, { runAt: new Date(now - 1) })
    })
    await vi.waitFor(() => expect(ran).toEqual(['due']), soon)
    await db.transaction(tx => advanceJobs(tx, hour))
    await vi.waitFor(() => expect(ran).toEqual(['due', 'in an hour']), soon)
  })
  const rows = await asOwner<{ hours: string }>(
    `SELECT round(extract(epoch FROM run_at - now()) / 3600) AS hours FROM graphile_worker._private_jobs`,
  )
  expect(rows).toEqual([{ hours: '23' }])
  await asOwner('DELETE FROM graphile_worker._private_jobs')
})

test('jobs planned by a decision are written together, each with its own time and key', async () => {
  await asOwner('DELETE FROM test_clock')
  const client = await db.connect({ pipeline: true })
  const inAnHour = new Date(Date.now() + 3_600_000)
  await Promise.all([
    client.query('BEGIN'),
    client.query(
      insertJobs([
        planJob(note, { label: 'at "once", \\ and unquoted' }),
        planJob(note, { label: 'replaced' }, { key: 'planned' }),
        planJob(note, { label: 'later' }, { key: 'planned', runAt: inAnHour }),
      ]),
    ),
    client.query('COMMIT'),
  ])
  await client.end()
  await withWorker(async () => {
    await vi.waitFor(() => expect(ran).toEqual(['at "once", \\ and unquoted']), soon)
  })
  const rows = await asOwner<{ label: string; run_at: Date }>(
    `SELECT payload->>'label' AS label, run_at FROM graphile_worker._private_jobs`,
  )
  expect(rows).toEqual([{ label: 'later', run_at: inAnHour }])
  await asOwner('DELETE FROM graphile_worker._private_jobs')
})

test('what runs by the calendar also runs when the clock jumps', async () => {
  const daily = defineJob({
    name: 'test.daily',
    payload: z.strictObject({}),
    run: async () => void ran.push('daily'),
  })
  const cron = { schedule: '0 3 * * *', job: daily }
  await withWorker(
    async () => {
      await vi.waitFor(async () => {
        expect(await asOwner('SELECT 1 FROM graphile_worker._private_known_crontabs')).toHaveLength(1)
      }, soon)
      await db.transaction(tx => advanceJobs(tx, 86_400_000))
      await vi.waitFor(() => expect(ran).toEqual(['daily']), soon)
    },
    [daily],
    [cron],
  )
})

test('the jobs of a worker that died are taken over; those of a living one are left alone', async () => {
  const living = new Client({ connectionString: database.appUrl })
  await living.connect()
  await living.query(`SELECT pg_advisory_lock(7102027, hashtext('pool-living'))`)
  await db.transaction(tx => addJobs(tx, note, [{ label: 'orphan' }, { label: 'in good hands' }]))
  await asOwner(`UPDATE graphile_worker._private_jobs
    SET locked_at = now() - interval '11 seconds', attempts = 1,
        locked_by = CASE payload->>'label' WHEN 'orphan' THEN 'pool-dead' ELSE 'pool-living' END`)
  await withWorker(async () => {
    await vi.waitFor(() => expect(ran).toEqual(['orphan']), { timeout: 20_000, interval: 100 })
  })
  await living.end()
  expect(await asOwner('SELECT locked_by FROM graphile_worker._private_jobs')).toEqual([
    { locked_by: 'pool-living' },
  ])
  await asOwner('DELETE FROM graphile_worker._private_jobs')
})

test('the worker goes on after the database cut all its connections', async () => {
  await withWorker(async () => {
    await vi.waitFor(async () => {
      expect(
        await asOwner(
          `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%LISTEN%'`,
        ),
      ).not.toEqual([])
    }, soon)
    const cutter = new Client({ connectionString: database.appUrl })
    await cutter.connect()
    await cutter.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    )
    await cutter.end()
    // A connection of the pool may not have heard yet that it was cut; its caller is told, and asks again.
    await vi.waitFor(() => db.transaction(tx => addJob(tx, note, { label: 'after the cut' })), soon)
    // The worker waits longer after each failed attempt to listen again; a busy machine makes it more than one.
    await vi.waitFor(() => expect(ran).toEqual(['after the cut']), { timeout: 60_000, interval: 50 })
  })
}, 90_000)

test('a worker that was cut off in its very first question asks it again', async () => {
  const owner = new Client({ connectionString: database.ownerUrl })
  const cutter = new Client({ connectionString: database.appUrl })
  await Promise.all([owner.connect(), cutter.connect()])
  await owner.query('BEGIN; LOCK TABLE graphile_worker._private_tasks IN ACCESS EXCLUSIVE MODE')
  await withWorker(async () => {
    await vi.waitFor(async () => {
      const { rowCount } = await cutter.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      )
      expect(rowCount).toBeGreaterThan(0)
    }, soon)
    await owner.query('ROLLBACK')
    await Promise.all([owner.end(), cutter.end()])
    await vi.waitFor(() => db.transaction(tx => addJob(tx, note, { label: 'asked again' })), soon)
    await vi.waitFor(() => expect(ran).toEqual(['asked again']), { timeout: 20_000, interval: 50 })
  })
})
