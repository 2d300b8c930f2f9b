import { describe, expect, test } from 'vitest'
import { createPipeline } from '../ledger/index.ts'
import {
  aCustomer,
  balanceOf,
  getDeposit,
  is,
  jobsDone,
  limitUsed,
  openDeposit,
  pay,
  post,
  sessionsOf,
  untilDeposit,
  uuidOf,
} from './customer.fixture.ts'
import { follow } from './follow.ts'
import { interruptible, startFunding } from './funding.fixture.ts'
import type { Answer } from './rails/rail.ts'

const { during, rail } = interruptible()
const funding = await startFunding({ rail })

describe('opening the page', () => {
  test('a lost answer is repeated under the same name: one page, known to the customer', async () => {
    const customer = await aCustomer(funding)
    await funding.setFaults({ api: { lost_answer: { times: 1, match: 'POST /v1/checkout/sessions' } } })
    const opened = await openDeposit(funding, customer)
    expect(opened.action).not.toBeNull()
    expect(await sessionsOf(funding, opened)).toBe(1)
  })

  test('answers that stay lost: the deposit answers without a page, and its job learns of the same one', async () => {
    const customer = await aCustomer(funding)
    await funding.setFaults({ api: { lost_answer: { match: 'POST /v1/checkout/sessions' } } })
    const opened = await openDeposit(funding, customer)
    expect(opened).toMatchObject({ status: 'requires_action', action: null, actions: ['cancel'] })
    await funding.setFaults({})
    await funding.advance(1)
    const known = await untilDeposit(funding, customer, opened.id, ({ action }) => action !== null)
    expect(await sessionsOf(funding, opened)).toBe(1)
    await pay(known, 'visa_credit')
    await untilDeposit(funding, customer, opened.id, is('succeeded'))
  })

  test('answers lost for the whole window: the page is found by our name and not guessed away', async () => {
    const customer = await aCustomer(funding)
    await funding.setFaults({ api: { lost_answer: { match: 'POST /v1/checkout/sessions' } } })
    const opened = await openDeposit(funding, customer)
    await funding.advance(16)
    const found = await untilDeposit(funding, customer, opened.id, ({ action }) => action !== null)
    expect(found.status).toBe('requires_action')
    expect(await sessionsOf(funding, opened)).toBe(1)
  })

  test('an acquirer that is away for the whole window: failed, but only when asking showed that nothing is there', async () => {
    const customer = await aCustomer(funding)
    await funding.setFaults({ api: { unavailable: {} } })
    const opened = await openDeposit(funding, customer)
    expect(opened).toMatchObject({ status: 'requires_action', action: null })
    await funding.advance(16)
    await jobsDone(funding)
    expect(await getDeposit(funding, customer, opened.id)).toMatchObject({ status: 'requires_action' })
    expect(await post(funding, customer, opened, 'check')).toMatchObject({
      status: 503,
      code: 'rail_unavailable',
    })
    await funding.setFaults({})
    await funding.advance(2)
    const failed = await untilDeposit(funding, customer, opened.id, is('failed'))
    expect(failed).toMatchObject({ status_reason: 'rail_unavailable' })
    expect(await limitUsed(funding, customer)).toBe('0')
  })

  test('a process that dies between the call and its record: the job takes the same page up', async () => {
    const customer = await aCustomer(funding)
    during.start = async (_order, real) => {
      await real()
      return new Promise<Answer>(() => undefined)
    }
    const opened = await openDeposit(funding, customer)
    expect(opened.action).toBeNull()
    expect(await sessionsOf(funding, opened)).toBe(1)
    delete during.start
    await funding.advance(1)
    const known = await untilDeposit(funding, customer, opened.id, ({ action }) => action !== null)
    expect(await sessionsOf(funding, known)).toBe(1)
  })

  test('paid before we knew the page: the first answer is old news, the second one is asked for', async () => {
    const customer = await aCustomer(funding)
    during.start = async (_order, real) => {
      const answer = await real()
      if (answer.kind === 'report' && answer.report.standing.kind === 'open')
        await pay({ action: { kind: 'redirect', url: answer.report.standing.pageUrl } }, 'never_confirmed')
      return new Promise<Answer>(() => undefined)
    }
    const opened = await openDeposit(funding, customer)
    delete during.start
    const checked = await post(funding, customer, opened, 'check')
    expect(checked).toMatchObject({ status: 200, body: { status: 'succeeded' } })
    expect(await balanceOf(funding, customer)).toEqual({ balance: '1000', credits: 1 })
  })
})

describe('not answering', () => {
  test('is never taken for an answer; after a day a person looks, and the answer still settles it', async () => {
    const customer = await aCustomer(funding)
    const opened = await openDeposit(funding, customer)
    await pay(opened, 'never_confirmed')
    await funding.setFaults({ api: { unavailable: {} } })
    await funding.advance(23 * 60)
    await jobsDone(funding)
    expect(await getDeposit(funding, customer, opened.id)).toMatchObject({ status: 'requires_action' })
    await funding.advance(2 * 60)
    const reviewed = await untilDeposit(funding, customer, opened.id, is('in_review'))
    expect(reviewed).toMatchObject({ status_reason: 'no_answer' })
    expect(reviewed.timeline.at(-1)).toMatchObject({ evidence: { kind: 'clock' } })
    await funding.setFaults({})
    await funding.advance(24 * 60)
    await untilDeposit(funding, customer, opened.id, is('succeeded'))
    expect(await balanceOf(funding, customer)).toEqual({ balance: '1000', credits: 1 })
  })
})

describe('a late payment', () => {
  test.each(['expired', 'canceled'] as const)(
    'of a deposit we had as %s is credited, because the card was debited',
    async ending => {
      const customer = await aCustomer(funding)
      const opened = await openDeposit(funding, customer)
      if (ending === 'canceled') await funding.setFaults({ api: { unavailable: {} } })
      if (ending === 'canceled') await post(funding, customer, opened, 'cancel')
      await funding.setFaults({})
      // The acquirer errs: it says that the page is closed, and takes the money all the same.
      during.advance = async (payment, real) => {
        const answer = await real()
        if (answer.kind !== 'report' || payment.orderId !== uuidOf(opened)) return answer
        return { kind: 'report', report: { ...answer.report, standing: { kind: 'expired' } } }
      }
      expect(await post(funding, customer, opened, 'check')).toMatchObject({ body: { status: ending } })
      delete during.advance
      await pay(opened, 'visa_credit')
      const done = await untilDeposit(funding, customer, opened.id, is('succeeded'))
      expect(done.timeline.map(({ state }) => state)).toContain(ending)
      expect(await balanceOf(funding, customer)).toEqual({ balance: '1000', credits: 1 })
      expect(await limitUsed(funding, customer)).toBe('1000')
    },
  )
})

test('forty at once from two processes credit one payment once', async () => {
  const other = createPipeline({
    connect: () => funding.db.connect({ pipeline: true, name: 'another process' }),
    log: funding.deps.log,
    maxBatch: 256,
    maxQueue: 4_000,
    inFlight: 1,
    patienceMs: 5_000,
  })
  try {
    const customer = await aCustomer(funding)
    const opened = await openDeposit(funding, customer)
    await pay(opened, 'never_confirmed')
    const processes = [funding.deps, { ...funding.deps, pipeline: other }]
    const followed = await Promise.all(
      Array.from({ length: 20 }, () => processes.map(deps => follow(deps, uuidOf(opened)))).flat(),
    )
    expect(new Set(followed.map(each => each?.deposit.status))).toEqual(new Set(['succeeded']))
    expect(await balanceOf(funding, customer)).toEqual({ balance: '1000', credits: 1 })
    const effects = await funding.rows('SELECT effect FROM rail_effect WHERE deposit_id = $1', [
      uuidOf(opened),
    ])
    expect(effects).toEqual([{ effect: 'credit' }])
  } finally {
    await other.stop()
  }
})

test('nothing here raised an alarm', () => {
  expect(funding.alerts).toEqual([])
})
