import { setTimeout as sleep } from 'node:timers/promises'
import { createTransport } from 'nodemailer'
import { afterAll, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { testMailSchema } from '../../contract/api/meta.ts'
import { startAcquirer } from '../../simulators/acquirer/index.ts'
import { testDatabase } from '../../test/db.ts'
import { createAuditWriter } from '../platform/audit.ts'
import { createTestClock } from '../platform/clock.ts'
import { readConfig } from '../platform/config.ts'
import { openDb } from '../platform/db.ts'
import { createHttpApp } from '../platform/http/app.ts'
import { addJob, defineJob, startWorker } from '../platform/jobs.ts'
import { createLogger } from '../platform/log.ts'
import { createMetrics } from '../platform/metrics.ts'
import { createTestEdition } from './index.ts'

const database = await testDatabase()
const log = createLogger({ level: 'silent', name: 'test' })
const db = openDb({ url: database.appUrl, maxConnections: 8, log, name: 'test' })
const soon = { timeout: 20_000, interval: 20 }
const hour = 3_600_000

/** What one process of the program has of the test edition. */
async function startProcess(options: { counterpartyUrls?: string[] } = {}) {
  const clock = createTestClock()
  const edition = await createTestEdition({ db, clock, log, ...options })
  const http = createHttpApp({
    config: readConfig({ NODE_ENV: 'test', OKPAY_RATE_LIMIT_SCALE: '1000' }),
    log,
    clock,
    routes: edition.routes,
    authenticate: async () => null,
    audit: createAuditWriter(db),
    metrics: createMetrics({ processMetrics: false }),
    readiness: {},
  })
  afterAll(async () => {
    await http.close()
    await edition.stop()
  })
  return { clock, edition, http }
}

const [here, there] = [await startProcess(), await startProcess()]
afterAll(() => db.close())

async function send(to: string[], subject: string): Promise<void> {
  const transport = createTransport(here.edition.smtpUrl)
  await transport.sendMail({
    from: 'a@okpay.example',
    to,
    subject,
    text: `${subject} 您好`,
    html: `<b>${subject}</b>`,
  })
  transport.close()
}

const listSchema = z.object({ data: z.array(testMailSchema) })

async function list(query: string) {
  const answer = await there.http.inject({ method: 'GET', url: `/v1/test_helpers/mails${query}` })
  expect(answer.statusCode).toBe(200)
  return listSchema.parse(answer.json()).data
}

test('mails that any process received are listed by every process, newest first, by recipient, and found by id', async () => {
  await send(['ann@example.com', 'bob@example.com'], 'first')
  await send(['ann@example.com'], 'second')
  const [newest, ...older] = (await list('?limit=10')).map(mail => `${mail.to}: ${mail.subject}`)
  expect(newest).toBe('ann@example.com: second')
  expect(older.toSorted()).toEqual(['ann@example.com: first', 'bob@example.com: first'])
  const [mail, ...more] = await list('?to=BOB@example.com')
  expect(more).toEqual([])
  expect(mail).toMatchObject({ from: 'a@okpay.example', subject: 'first', html: '<b>first</b>\n' })
  expect(mail?.text.trim()).toBe('first 您好')
  const one = await here.http.inject({ method: 'GET', url: `/v1/test_helpers/mails/${mail?.id}` })
  expect(testMailSchema.parse(one.json())).toEqual(mail)
  expect(await list('?limit=1')).toHaveLength(1)
})

test('a mail that does not exist is not found', async () => {
  for (const id of ['mail_01h455vb4pex5vsknk084sn02q', 'nonsense']) {
    const answer = await here.http.inject({ method: 'GET', url: `/v1/test_helpers/mails/${id}` })
    expect(answer.statusCode).toBe(404)
  }
})

test('the clock moves forward in every process, survives a start, and lets jobs become due', async () => {
  const ran: string[] = []
  const job = defineJob({
    name: 'test.due',
    payload: z.object({ label: z.string() }),
    run: async ({ label }) => void ran.push(label),
  })
  const worker = startWorker({ databaseUrl: database.appUrl, jobs: [job], log })
  const inTwoHours = new Date(here.clock.now().getTime() + 2 * hour)
  await db.transaction(tx => addJob(tx, job, { label: 'due' }, { runAt: inTwoHours }))
  await db.transaction(tx =>
    addJob(tx, job, { label: 'not yet' }, { runAt: new Date(inTwoHours.getTime() + hour) }),
  )
  const advance = (seconds: number) =>
    here.http.inject({ method: 'POST', url: '/v1/test_helpers/clock', payload: { advance_seconds: seconds } })
  await advance(3_600)
  await sleep(200)
  expect(ran).toEqual([])
  const answer = await advance(3_600)
  expect(answer.statusCode).toBe(200)
  const now = new Date(z.object({ now: z.string() }).parse(answer.json()).now)
  expect(now.getTime()).toBeGreaterThanOrEqual(inTwoHours.getTime())
  await vi.waitFor(() => expect(ran).toEqual(['due']), soon)
  await vi.waitFor(() => expect(there.clock.offsetMs()).toBe(2 * hour), soon)
  const startedLater = createTestClock()
  const edition = await createTestEdition({ db, clock: startedLater, log })
  expect(startedLater.offsetMs()).toBe(2 * hour)
  await edition.stop()
  await worker.stop()
  expect(ran).toEqual(['due'])
})

test.each([0, -1, 1.5, 400 * 86_400])('the clock cannot be moved by %d seconds', async seconds => {
  const answer = await here.http.inject({
    method: 'POST',
    url: '/v1/test_helpers/clock',
    payload: { advance_seconds: seconds },
  })
  expect(answer.statusCode).toBe(422)
})

test('while the clock is being moved, a job that is planned meanwhile is moved too', async () => {
  const job = defineJob({ name: 'test.meanwhile', payload: z.object({}), run: async () => undefined })
  const dueAt = new Date(here.clock.now().getTime() + 5 * hour)
  let moving: Promise<unknown> | undefined
  await db.transaction(async tx => {
    await addJob(tx, job, {}, { runAt: dueAt })
    moving = Promise.resolve(
      here.http.inject({
        method: 'POST',
        url: '/v1/test_helpers/clock',
        payload: { advance_seconds: 3_600 },
      }),
    )
    await sleep(200)
  })
  await moving
  const { rows } = await db.pool.query<{ due: Date }>(
    `SELECT run_at AS due FROM graphile_worker.jobs WHERE task_identifier = 'test.meanwhile'`,
  )
  const inSystemTime = dueAt.getTime() - here.clock.offsetMs()
  expect(rows[0]?.due.getTime()).toBe(inSystemTime)
})

test('the simulated acquirer’s clock goes with ours; while it is away, neither is moved', async () => {
  const acquirer = await startAcquirer()
  const alone = await startProcess({ counterpartyUrls: [acquirer.url] })
  const offset = alone.clock.offsetMs()
  const advance = (seconds: number) =>
    alone.http.inject({
      method: 'POST',
      url: '/v1/test_helpers/clock',
      payload: { advance_seconds: seconds },
    })
  expect((await advance(3_600)).statusCode).toBe(200)
  const answer = await fetch(`${acquirer.url}/steer/api/clock`)
  expect(await answer.json()).toMatchObject({ offset_ms: offset + hour })
  await acquirer.close()
  const refused = await advance(3_600)
  expect(refused.statusCode).toBe(503)
  expect(refused.json()).toMatchObject({ code: 'rail_unavailable' })
  expect(alone.clock.offsetMs()).toBe(offset + hour)
})
