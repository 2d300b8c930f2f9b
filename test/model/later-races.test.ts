import { randomUUID } from 'node:crypto'
import { pino } from 'pino'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { fromTypeId } from '../../contract/ids.ts'
import { everyMinuteAt, foundScheduleAt, runScheduleAt } from '../../server/slices/transfers/later.fixture.ts'
import { startTestApp, type Person, type TestApp } from '../factories/app.ts'

/**
 * What ends only once, ended by several at once, over HTTP and by the jobs, against a real PostgreSQL, with two programs
 * on one database. Each was seen to fail with its guard removed: docs/decisions/0005-proved-by-sabotage.md.
 */
let world: TestApp
const warnings: string[] = []
beforeAll(async () => {
  const limits = { OKPAY_RATE_LIMIT_SCALE: '100000', OKPAY_PIPELINE_QUEUE: '10000' }
  const log = pino({ level: 'warn' }, { write: (line: string) => void warnings.push(line) })
  world = await startTestApp(limits, { processes: 2, log })
})
afterEach(async () => {
  const { findings } = await world.app.slices.ledger.watch.verifyAll()
  if (findings.length > 0) throw new Error(`the books do not hold: ${JSON.stringify(findings)}`)
  // Without its locks a batch would fail on a constraint and run again one by one: right in the end, but no design.
  const failed = warnings.splice(0).filter(line => line.includes('a batch failed'))
  if (failed.length > 0) throw new Error(failed.join(''))
})

const eur = (value: string) => ({ value, currency: 'EUR' })
const day = 86_400_000

type Answer = { status: number; body: { code?: string; status?: string; id: string } }

const post = (who: Person, path: string, body?: unknown, key: string = randomUUID()): Promise<Answer> =>
  world.call('POST', path, { token: who.token, key, ...(body === undefined ? {} : { body }) })

const won = (answers: readonly Answer[]): number => answers.filter(({ status }) => status < 300).length

async function invited(payer: Person, payee: Person, value: string): Promise<string> {
  const { body } = await post(payer, '/v1/transfer_invitations', {
    recipient: payee.email,
    amount: eur(value),
  })
  return body.id
}

test('accepted and taken back five times each at once: one of them wins, and the money is in one place', async () => {
  for (let round = 0; round < 12; round++) {
    const [payer, payee] = [await world.person({ EUR: 10_00n }), await world.person()]
    const id = await invited(payer, payee, '10')
    const path = `/v1/transfer_invitations/${id}`
    const [accepted, canceled] = await Promise.all([
      Promise.all(Array.from({ length: 5 }, () => post(payee, `${path}/accept`))),
      Promise.all(Array.from({ length: 5 }, () => post(payer, `${path}/cancel`))),
    ])
    expect(won(accepted) + won(canceled)).toBe(1)
    const lost = [...accepted, ...canceled].filter(({ status }) => status >= 300)
    expect(
      lost.every(({ body }) => body.code === 'transition_not_allowed' || body.code === 'not_found'),
    ).toBe(true)
    const balances = [await world.balanceOf(payer, 'EUR'), await world.balanceOf(payee, 'EUR')]
    expect(balances).toEqual(won(accepted) === 1 ? ['0.00', '10.00'] : ['10.00', '0.00'])
  }
})

test('accepted, taken back and come back at the moment its time is over', async () => {
  const winners = new Set<string>()
  for (let round = 0; round < 12; round++) {
    const [payer, payee] = [await world.person({ EUR: 10_00n }), await world.person()]
    const id = await invited(payer, payee, '10')
    // For the jobs it is over, for those who call not yet: which of the two clocks is right must not matter.
    const later = new Date(Date.now() + 15 * day)
    await Promise.all([
      everyMinuteAt(world, later),
      everyMinuteAt(world, later),
      post(payee, `/v1/transfer_invitations/${id}/accept`),
      post(payer, `/v1/transfer_invitations/${id}/cancel`),
    ])
    const { body } = await world.call('GET', `/v1/transfer_invitations/${id}`, { token: payer.token })
    winners.add(body.status)
    const taken = body.status === 'completed'
    const balances = [await world.balanceOf(payer, 'EUR'), await world.balanceOf(payee, 'EUR')]
    expect(balances).toEqual(taken ? ['0.00', '10.00'] : ['10.00', '0.00'])
  }
  expect(winners.has('awaiting_acceptance')).toBe(false)
})

test('of forty refunds at once no more goes back than was received', async () => {
  const [payer, payee] = [await world.person({ EUR: 100_00n }), await world.person({ EUR: 500_00n })]
  const sent = await post(payer, '/v1/transfers', { recipient: payee.email, amount: eur('30') })
  const answers = await Promise.all(
    Array.from({ length: 40 }, () =>
      post(payee, '/v1/refunds', { transfer: sent.body.id, amount: eur('4') }),
    ),
  )
  expect(won(answers)).toBe(7)
  expect(new Set(answers.filter(({ status }) => status >= 300).map(({ body }) => body.code))).toEqual(
    new Set(['already_refunded']),
  )
  expect(await world.balanceOf(payer, 'EUR')).toBe('98.00')
})

test('a request is paid once or ended once, whoever tries', async () => {
  for (let round = 0; round < 10; round++) {
    const [requester, payer] = [await world.person(), await world.person({ EUR: 20_00n })]
    const { body } = await post(requester, '/v1/payment_requests', { payer: payer.email, amount: eur('5') })
    const path = `/v1/payment_requests/${body.id}`
    const answers = await Promise.all([
      ...Array.from({ length: 4 }, () => post(payer, `${path}/pay`, {})),
      ...Array.from({ length: 2 }, () => post(payer, `${path}/decline`)),
      ...Array.from({ length: 2 }, () => post(requester, `${path}/cancel`)),
    ])
    expect(won(answers)).toBe(1)
    const paid = won(answers.slice(0, 4)) === 1
    expect(await world.balanceOf(requester, 'EUR')).toBe(paid ? '5.00' : '0.00')
  }
})

async function scheduled(payer: Person, payee: Person): Promise<string> {
  const startsOn = Temporal.Now.plainDateISO('UTC').add({ days: 2 }).toString()
  const body = {
    recipient: payee.email,
    amount: eur('10'),
    rhythm: 'weekly',
    starts_on: startsOn,
    time_zone: 'UTC',
  }
  const made = await world.callConfirmed('POST', '/v1/scheduled_transfers', { token: payer.token, body })
  return made.body.id
}

test('of ten workers that find the same day due, one carries it out', async () => {
  const [payer, payee] = [await world.person({ EUR: 100_00n }), await world.person()]
  const id = await scheduled(payer, payee)
  const at = new Date(Date.now() + 3 * day)
  const workers = await Promise.all(Array.from({ length: 10 }, () => foundScheduleAt(world, id, at)))
  await Promise.all(workers.map(run => run()))
  await everyMinuteAt(world, at)
  expect(await world.balanceOf(payee, 'EUR')).toBe('10.00')
})

test('a worker that dies after it paid and before it knew does not pay again', async () => {
  const [payer, payee] = [await world.person({ EUR: 100_00n }), await world.person()]
  const id = await scheduled(payer, payee)
  const at = new Date(Date.now() + 3 * day)
  await runScheduleAt(world, id, at)
  // What the dead worker left: its try as it was before, found again by the next one.
  await world.app.db.pool.query(
    `UPDATE scheduled_transfer SET due_on = due_on - 7, occurrence = 0, runs = 0, next_attempt_at = next_attempt_at - interval '7 days'
     WHERE id = $1`,
    [fromTypeId('scheduledTransfer', id)],
  )
  await runScheduleAt(world, id, at)
  expect(await world.balanceOf(payee, 'EUR')).toBe('10.00')
  await world.app.db.pool.query(
    `UPDATE scheduled_transfer SET due_on = due_on + 7, occurrence = 1, runs = 1, next_attempt_at = next_attempt_at + interval '7 days'
     WHERE id = $1`,
    [fromTypeId('scheduledTransfer', id)],
  )
})

test('canceled while it runs: paid before, or not at all', async () => {
  for (let round = 0; round < 12; round++) {
    const [payer, payee] = [await world.person({ EUR: 100_00n }), await world.person()]
    const id = await scheduled(payer, payee)
    const at = new Date(Date.now() + 3 * day)
    const workers = await Promise.all(Array.from({ length: 3 }, () => foundScheduleAt(world, id, at)))
    const [ran, canceled] = await Promise.all([
      Promise.all(workers.map(run => run())),
      post(payer, `/v1/scheduled_transfers/${id}/cancel`),
    ])
    expect(canceled.status).toBe(200)
    const paid = await world.balanceOf(payee, 'EUR')
    expect(paid).toBe(ran.includes(true) ? '10.00' : '0.00')
    await everyMinuteAt(world, new Date(at.getTime() + 30 * day))
    expect(await world.balanceOf(payee, 'EUR')).toBe(paid)
  }
})
