import { Client } from 'pg'
import { afterAll, expect, test } from 'vitest'
import { testDatabase } from '../../test/db.ts'
import { isDatabaseUnavailable, openDb } from './db.ts'
import { createLogger } from './log.ts'
import { openOwnConnection } from './own-connection.ts'

const database = await testDatabase()
const db = openDb({
  url: database.appUrl,
  maxConnections: 2,
  log: createLogger({ level: 'silent', name: 'test' }),
  name: 'test',
})
const owner = new Client({ connectionString: database.ownerUrl })
await owner.connect()
afterAll(async () => {
  await owner.end()
  await db.close()
})

const processOf = async (client: Client) =>
  (await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]?.pid

test('one connection serves all uses, callers at once share its opening', async () => {
  const own = openOwnConnection(db, { name: 'okpay own test' })
  const pids = await Promise.all([own.use(processOf), own.use(processOf)])
  pids.push(await own.use(processOf))
  expect(new Set(pids).size).toBe(1)
  const { rows } = await owner.query(
    `SELECT pid FROM pg_stat_activity WHERE application_name = 'okpay own test'`,
  )
  expect(rows).toEqual([{ pid: pids[0] }])
  await own.close()
})

test('a connection that breaks is replaced by the next use', async () => {
  const own = openOwnConnection(db, { name: 'okpay own test' })
  const before = await own.use(processOf)
  const failed = own.use(client => client.query('SELECT pg_terminate_backend(pg_backend_pid())'))
  await expect(failed).rejects.toSatisfy(isDatabaseUnavailable)
  const after = await own.use(processOf)
  expect(after).not.toBe(before)
  await own.close()
})

test('an error of the statement keeps the connection', async () => {
  const own = openOwnConnection(db, { name: 'okpay own test' })
  const before = await own.use(processOf)
  await expect(own.use(client => client.query('SELECT 1 / 0'))).rejects.toThrow('division by zero')
  expect(await own.use(processOf)).toBe(before)
  await own.close()
})

test('whoever waits on a frozen database gets an error instead, and the next caller a new connection', async () => {
  const own = openOwnConnection(db, { name: 'okpay own test', patienceMs: 100 })
  const before = await own.use(processOf)
  const frozen = own.use(client => client.query('SELECT pg_sleep(20)'))
  await expect(frozen).rejects.toSatisfy(isDatabaseUnavailable)
  expect(await own.use(processOf)).not.toBe(before)
  await own.close()
})

test('a database that cannot be reached is asked again by the next caller', async () => {
  let away = true
  const own = openOwnConnection(
    { connect: options => (away ? Promise.reject(new Error('ECONNREFUSED')) : db.connect(options)) },
    { name: 'okpay own test' },
  )
  await expect(own.use(processOf)).rejects.toThrow('ECONNREFUSED')
  away = false
  expect(await own.use(processOf)).toBeGreaterThan(0)
  await own.close()
})
