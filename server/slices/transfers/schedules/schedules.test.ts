import { randomUUID } from 'node:crypto'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { money } from '../../../../contract/money.ts'
import { startTestApp, type Person, type TestApp } from '../../../../test/factories/app.ts'
import { giveMoney } from '../../../../test/factories/money.ts'
import { restrict } from '../../../../test/factories/restrictions.ts'
import { depsAt, everyMinuteAt } from '../later.fixture.ts'
import { createRunSchedulesJob } from './jobs.ts'

let world: TestApp
beforeAll(async () => {
  world = await startTestApp()
})
afterEach(async () => {
  const { findings } = await world.app.slices.ledger.watch.verifyAll()
  if (findings.length > 0) throw new Error(`the books do not hold: ${JSON.stringify(findings)}`)
})

const eur = (value: string) => ({ value, currency: 'EUR' })
const path = '/v1/scheduled_transfers'
const timeZone = 'Europe/Berlin'

const today = Temporal.Now.plainDateISO(timeZone)
const dayIn = (days: number) => today.add({ days }).toString()
/** Five past nine in Berlin, so many days from now. */
const morningIn = (days: number, hours = 0): Date =>
  new Date(
    today.add({ days }).toZonedDateTime({ timeZone, plainTime: '09:05' }).epochMilliseconds +
      hours * 3_600_000,
  )

const setUp = (who: Person, body: Record<string, unknown>, key: string = randomUUID()) =>
  world.callConfirmed('POST', path, { token: who.token, body: { time_zone: timeZone, ...body }, key })
const act = (who: Person, id: string, move: 'pause' | 'resume' | 'cancel') =>
  world.call('POST', `${path}/${id}/${move}`, { token: who.token })
const read = async (who: Person, id: string) =>
  (await world.call('GET', `${path}/${id}`, { token: who.token })).body

async function pair(balance: bigint): Promise<{ payer: Person; payee: Person }> {
  return {
    payer: await world.person({ EUR: balance }),
    payee: await world.person({}, { name: 'Alice Baker' }),
  }
}

describe('setting it up', () => {
  test('is answered when it is repeated, although its first day has come and the recipient has left', async () => {
    const { payer, payee } = await pair(100_00n)
    const body = { recipient: payee.email, amount: eur('1'), rhythm: 'weekly', starts_on: dayIn(1) }
    const key = randomUUID()
    const first = await setUp(payer, body, key)
    expect(first.status).toBe(201)
    const { pool } = world.app.db
    await pool.query('UPDATE customer SET email_key = id::text WHERE id = $1', [payee.id])
    const repeat = () =>
      world.call('POST', path, { token: payer.token, body: { time_zone: timeZone, ...body }, key })
    const again = await repeat()
    expect([again.status, again.body.id, again.headers['idempotency-replayed']]).toEqual([
      201,
      first.body.id,
      'true',
    ])
    const other = { ...body, amount: eur('2') }
    const reused = await world.call('POST', path, {
      token: payer.token,
      body: { time_zone: timeZone, ...other },
      key,
    })
    expect([reused.status, reused.body.code]).toEqual([422, 'idempotency_key_reused'])
  })

  test('always asks for a proof, which says recipient, amount and rhythm; it is used up', async () => {
    const { payer, payee } = await pair(100_00n)
    const body = {
      recipient: payee.email,
      amount: eur('0.01'),
      rhythm: 'monthly',
      starts_on: dayIn(3),
      count: 12,
      time_zone: timeZone,
    }
    const key = randomUUID()
    const asked = await world.call('POST', path, { token: payer.token, body, key })
    expect([asked.status, asked.body.code]).toEqual([403, 'step_up_required'])
    expect(asked.body.details.challenge).toMatchObject({
      operation: 'schedule_transfer',
      display: {
        recipient: 'A*** B***',
        amount: eur('0.01'),
        facts: [
          { name: 'rhythm', value: 'every month' },
          { name: 'first_day', value: dayIn(3) },
          { name: 'runs', value: '12' },
        ],
      },
    })
    const made = await setUp(payer, body)
    expect([made.status, made.body]).toMatchObject([
      201,
      {
        status: 'active',
        rhythm: 'monthly',
        count: 12,
        actions: ['pause', 'cancel'],
        runs: [],
        retry_at: null,
      },
    ])
    expect(made.body.next_runs).toHaveLength(5)
    expect(made.body.next_runs[0]).toEqual({ on: dayIn(3), at: morningAt(3) })
    const challenge = made.body.id && (await consumedBy(payer))
    const again = await world.call('POST', path, {
      token: payer.token,
      body: { ...body, amount: eur('0.02') },
      headers: { 'step-up-challenge': challenge },
    })
    expect(again.body.code).toBe('step_up_required')
  })

  test.each([
    ['today', { starts_on: dayIn(0) }, 'starts_on'],
    ['a day of the next century', { starts_on: '2127-01-01' }, 'starts_on'],
    ['an end before the start', { starts_on: dayIn(5), until: dayIn(4) }, 'until'],
    ['once, with a count', { rhythm: 'once', starts_on: dayIn(5), count: 2 }, 'count'],
    ['no such day', { starts_on: '2027-02-30' }, 'starts_on'],
    ['no such zone', { starts_on: dayIn(5), time_zone: 'Mars/Olympus' }, 'time_zone'],
    ['an offset for a zone', { starts_on: dayIn(5), time_zone: '+08:00' }, 'time_zone'],
    ['no rhythm of ours', { rhythm: 'hourly', starts_on: dayIn(5) }, 'rhythm'],
    ['no runs', { starts_on: dayIn(5), count: 0 }, 'count'],
  ])('%s is refused', async (_name, wishes, field) => {
    const { payer, payee } = await pair(1_00n)
    const body = { recipient: payee.email, amount: eur('1'), rhythm: 'weekly', ...wishes }
    const { status, body: problem } = await setUp(payer, body)
    expect([status, problem.errors?.map((each: { path: string }) => each.path)]).toEqual([422, [field]])
  })
})

const morningAt = (days: number): string =>
  new Date(
    today.add({ days }).toZonedDateTime({ timeZone, plainTime: '09:00' }).epochMilliseconds,
  ).toISOString()

async function consumedBy(payer: Person): Promise<string> {
  const { rows } = await world.app.db.pool.query<{ id: string }>(
    `SELECT id FROM challenge WHERE customer_id = $1 AND consumed_at IS NOT NULL`,
    [payer.id],
  )
  const { toTypeId } = await import('../../../../contract/ids.ts')
  return toTypeId('challenge', rows[0]?.id ?? '')
}

describe('running', () => {
  test('each day once, an ordinary transfer, until the last one', async () => {
    const { payer, payee } = await pair(100_00n)
    const { body } = await setUp(payer, {
      recipient: payee.email,
      amount: eur('10'),
      rhythm: 'weekly',
      starts_on: dayIn(2),
      count: 2,
      note: 'Rent',
    })
    await everyMinuteAt(world, morningIn(1))
    expect((await read(payer, body.id)).runs).toEqual([])
    await everyMinuteAt(world, morningIn(2))
    await everyMinuteAt(world, morningIn(2))
    const first = await read(payer, body.id)
    expect(first).toMatchObject({ status: 'active', runs: [{ due_on: dayIn(2), result: 'done' }] })
    expect(first.next_runs.map((run: { on: string }) => run.on)).toEqual([dayIn(9)])
    const seen = await world.call('GET', `/v1/transactions/${first.runs[0].transfer_number}`, {
      token: payer.token,
    })
    expect(seen.body).toMatchObject({
      kind: 'transfer',
      status: 'completed',
      note: 'Rent',
      related: [{ relation: 'schedule', id: body.id }],
    })
    await everyMinuteAt(world, morningIn(9))
    await everyMinuteAt(world, morningIn(16))
    expect(await read(payer, body.id)).toMatchObject({ status: 'completed', next_runs: [], actions: [] })
    expect(await world.balanceOf(payee, 'EUR')).toBe('20.00')
  })

  test('waits while outgoing money is stopped, without drawing a number each minute', async () => {
    const { payer, payee } = await pair(100_00n)
    const { body } = await setUp(payer, {
      recipient: payee.email,
      amount: eur('10'),
      rhythm: 'once',
      starts_on: dayIn(2),
    })
    const deps = await depsAt(world, () => morningIn(2))
    const transactionNumber = () => Promise.reject(new Error('a number was drawn'))
    const job = createRunSchedulesJob({ ...deps, numbers: { ...deps.numbers, transactionNumber } })
    const { pool } = world.app.db
    await pool.query(`INSERT INTO outgoing_stop (reason) VALUES ('a test')`)
    try {
      await job.run({}, { attempt: 1, isLastAttempt: true })
    } finally {
      await pool.query(`DELETE FROM outgoing_stop`)
    }
    expect((await read(payer, body.id)).runs).toEqual([])
    await everyMinuteAt(world, morningIn(2))
    expect((await read(payer, body.id)).runs).toMatchObject([{ result: 'done' }])
  })

  test('without money it is tried again twice, then skipped and told; the next day runs', async () => {
    const { payer, payee } = await pair(5_00n)
    const { body } = await setUp(payer, {
      recipient: payee.email,
      amount: eur('10'),
      rhythm: 'weekly',
      starts_on: dayIn(2),
    })
    await everyMinuteAt(world, morningIn(2))
    expect(await read(payer, body.id)).toMatchObject({ runs: [], retry_at: morningIn(2, 4).toISOString() })
    await everyMinuteAt(world, morningIn(2, 3))
    await everyMinuteAt(world, morningIn(2, 4))
    await everyMinuteAt(world, morningIn(2, 24))
    const skipped = await read(payer, body.id)
    expect(skipped).toMatchObject({
      status: 'active',
      retry_at: null,
      runs: [{ due_on: dayIn(2), result: 'skipped', reason: 'insufficient_funds' }],
    })
    await giveMoney(world.app.slices.ledger.pipeline, payer.id, money(20_00n, 'EUR'))
    await everyMinuteAt(world, morningIn(9))
    expect((await read(payer, body.id)).runs.map((run: { result: string }) => run.result)).toEqual([
      'done',
      'skipped',
    ])
    const told = await typesOn(payer)
    expect(told.filter(type => type.startsWith('scheduled_transfer.'))).toEqual([
      'scheduled_transfer.active',
      'scheduled_transfer.retrying',
      'scheduled_transfer.retrying',
      'scheduled_transfer.skipped',
    ])
  })

  test('money that comes in time lets the second try through', async () => {
    const { payer, payee } = await pair(5_00n)
    const { body } = await setUp(payer, {
      recipient: payee.email,
      amount: eur('10'),
      rhythm: 'once',
      starts_on: dayIn(2),
    })
    await everyMinuteAt(world, morningIn(2))
    await giveMoney(world.app.slices.ledger.pipeline, payer.id, money(20_00n, 'EUR'))
    await everyMinuteAt(world, morningIn(2, 4))
    expect(await read(payer, body.id)).toMatchObject({ status: 'completed', runs: [{ result: 'done' }] })
  })

  test('a payer who is frozen skips at once', async () => {
    const { payer, payee } = await pair(50_00n)
    const { body } = await setUp(payer, {
      recipient: payee.email,
      amount: eur('10'),
      rhythm: 'weekly',
      starts_on: dayIn(2),
    })
    await restrict({ db: world.app.db, identity: world.app.slices.identity }, payer.id, 'debit', new Date())
    await everyMinuteAt(world, morningIn(2))
    expect((await read(payer, body.id)).runs).toMatchObject([
      { result: 'skipped', reason: 'account_restricted' },
    ])
    expect(await world.balanceOf(payer, 'EUR')).toBe('50.00')
  })
})

async function typesOn(who: Person): Promise<string[]> {
  const { rows } = await world.app.db.pool.query<{ type: string }>(
    'SELECT type FROM outbox WHERE stream_id = $1 UNION ALL SELECT type FROM event WHERE stream_id = $1',
    [who.id],
  )
  return rows.map(({ type }) => type)
}

describe('pausing and canceling', () => {
  test('what passes while it is paused is passed over', async () => {
    const { payer, payee } = await pair(50_00n)
    const { body } = await setUp(payer, {
      recipient: payee.email,
      amount: eur('10'),
      rhythm: 'weekly',
      starts_on: dayIn(2),
    })
    expect((await act(payer, body.id, 'pause')).body).toMatchObject({
      status: 'paused',
      actions: ['resume', 'cancel'],
    })
    await everyMinuteAt(world, morningIn(2))
    expect((await read(payer, body.id)).runs).toEqual([])
    expect((await act(payer, body.id, 'pause')).body.code).toBe('transition_not_allowed')
    const resumed = await act(payer, body.id, 'resume')
    expect(resumed.body.status).toBe('active')
    expect((await act(payer, body.id, 'resume')).body.code).toBe('transition_not_allowed')
  })

  test('nothing runs after it was canceled, and nobody else can', async () => {
    const { payer, payee } = await pair(50_00n)
    const { body } = await setUp(payer, {
      recipient: payee.email,
      amount: eur('10'),
      rhythm: 'weekly',
      starts_on: dayIn(2),
    })
    expect((await act(payee, body.id, 'cancel')).status).toBe(404)
    expect((await world.call('GET', `${path}/${body.id}`, { token: payee.token })).status).toBe(404)
    expect((await act(payer, body.id, 'cancel')).body).toMatchObject({
      status: 'canceled',
      actions: [],
      next_runs: [],
    })
    await everyMinuteAt(world, morningIn(2))
    expect(await world.balanceOf(payee, 'EUR')).toBe('0.00')
    expect((await act(payer, body.id, 'resume')).body.code).toBe('transition_not_allowed')
  })
})
