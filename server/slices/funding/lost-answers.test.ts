import { afterEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createPipeline } from '../ledger/index.ts'
import { follow } from './follow.ts'
import {
  aCustomer,
  balanceOf,
  getDeposit,
  is,
  jobsDone,
  openDeposit,
  pay,
  send,
  startFunding,
  untilDeposit,
  uuidOf,
  type WireDeposit,
} from './funding.fixture.ts'
import type { Answer, Order, PaymentName } from './rails/rail.ts'

/** Lets a test happen in the middle of a call to the rail. */
const during: {
  start?: (order: Order, real: () => Promise<Answer>) => Promise<Answer>
  advance?: (payment: PaymentName, real: () => Promise<Answer>) => Promise<Answer>
  cancel?: (payment: PaymentName, real: () => Promise<Answer>) => Promise<Answer>
} = {}

const funding = await startFunding({
  rail: real => ({
    ...real,
    start: order => (during.start ? during.start(order, () => real.start(order)) : real.start(order)),
    advance: payment =>
      during.advance ? during.advance(payment, () => real.advance(payment)) : real.advance(payment),
    cancel: payment =>
      during.cancel ? during.cancel(payment, () => real.cancel(payment)) : real.cancel(payment),
  }),
})

afterEach(() => {
  delete during.start
  delete during.advance
  delete during.cancel
})

const post = (customer: { id: string }, deposit: WireDeposit, verb: 'check' | 'cancel') =>
  send(funding, customer, { method: 'POST', path: `/v1/deposits/${deposit.id}/${verb}` })

/** How many sessions the acquirer has for a deposit. */
async function sessionsOf(deposit: WireDeposit): Promise<number> {
  const answer = await fetch(`${funding.acquirer.url}/v1/checkout/sessions?limit=100`, {
    headers: { authorization: `Bearer ${funding.acquirer.settings.secretKey}` },
  })
  const list = z.object({ data: z.array(z.object({ client_reference_id: z.string().nullable() })) })
  const { data } = list.parse(await answer.json())
  return data.filter(session => session.client_reference_id === deposit.id).length
}

describe('opening the page', () => {
  test('a lost answer is repeated under the same name: one page, known to the customer', async () => {
    const customer = await aCustomer(funding)
    await funding.setFaults({ api: { lost_answer: { times: 1, match: 'POST /v1/checkout/sessions' } } })
    const opened = await openDeposit(funding, customer)
    expect(opened.action).not.toBeNull()
    expect(await sessionsOf(opened)).toBe(1)
  })

  test('answers that stay lost: the deposit answers without a page, and its job learns of the same one', async () => {
    const customer = await aCustomer(funding)
    await funding.setFaults({ api: { lost_answer: { match: 'POST /v1/checkout/sessions' } } })
    const opened = await openDeposit(funding, customer)
    expect(opened).toMatchObject({ status: 'requires_action', action: null, actions: ['cancel'] })
    await funding.setFaults({})
    await funding.advance(1)
    const known = await untilDeposit(funding, customer, opened.id, ({ action }) => action !== null)
    expect(await sessionsOf(opened)).toBe(1)
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
    expect(await sessionsOf(opened)).toBe(1)
  })

  test('an acquirer that is away for the whole window: failed, but only when asking showed that nothing is there', async () => {
    const customer = await aCustomer(funding)
    await funding.setFaults({ api: { unavailable: {} } })
    const opened = await openDeposit(funding, customer)
    expect(opened).toMatchObject({ status: 'requires_action', action: null })
    await funding.advance(16)
    await jobsDone(funding)
    expect(await getDeposit(funding, customer, opened.id)).toMatchObject({ status: 'requires_action' })
    expect(await post(customer, opened, 'check')).toMatchObject({ status: 503, code: 'rail_unavailable' })
    await funding.setFaults({})
    await funding.advance(2)
    const failed = await untilDeposit(funding, customer, opened.id, is('failed'))
    expect(failed).toMatchObject({ status_reason: 'rail_unavailable' })
    const [used] = await funding.rows('SELECT used::text FROM limit_usage WHERE customer_id = $1', [
      customer.id,
    ])
    expect(used).toEqual({ used: '0' })
  })

  test('a process that dies between the call and its record: the job takes the same page up', async () => {
    const customer = await aCustomer(funding)
    during.start = async (_order, real) => {
      await real()
      return new Promise<Answer>(() => undefined)
    }
    const opened = await openDeposit(funding, customer)
    expect(opened.action).toBeNull()
    expect(await sessionsOf(opened)).toBe(1)
    delete during.start
    await funding.advance(1)
    const known = await untilDeposit(funding, customer, opened.id, ({ action }) => action !== null)
    expect(await sessionsOf(known)).toBe(1)
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
    const checked = await post(customer, opened, 'check')
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

describe('giving up', () => {
  test('closes the page first, then cancels, and can be said twice', async () => {
    const customer = await aCustomer(funding)
    const opened = await openDeposit(funding, customer)
    const canceled = await post(customer, opened, 'cancel')
    expect(canceled).toMatchObject({
      status: 200,
      body: { status: 'canceled', action: null, actions: ['repeat'], expected_by: null },
    })
    expect(await post(customer, opened, 'cancel')).toMatchObject({ status: 200, body: canceled.body })
    expect(await pay(opened, 'visa_credit')).toMatchObject({ kind: 'closed' })
    await jobsDone(funding)
    const still = await getDeposit(funding, customer, opened.id)
    expect(still.timeline.map(({ text }) => text)).toEqual([
      'deposit_opened',
      'deposit_page_opened',
      'deposit_cancel_requested',
      'deposit_canceled',
    ])
  })

  test('of a payment that goes through at that moment is refused, and the money is credited', async () => {
    const customer = await aCustomer(funding)
    const opened = await openDeposit(funding, customer)
    during.cancel = async (_payment, real) => {
      await pay(opened, 'never_confirmed')
      return real()
    }
    expect(await post(customer, opened, 'cancel')).toMatchObject({
      status: 409,
      code: 'transition_not_allowed',
      body: { resource: { id: opened.id, status: 'succeeded' } },
    })
    expect(await balanceOf(funding, customer)).toEqual({ balance: '1000', credits: 1 })
  })

  test('is refused once the money is there', async () => {
    const customer = await aCustomer(funding)
    const opened = await openDeposit(funding, customer)
    await pay(opened, 'visa_credit')
    await untilDeposit(funding, customer, opened.id, is('succeeded'))
    expect(await post(customer, opened, 'cancel')).toMatchObject({ code: 'transition_not_allowed' })
  })

  test('while the acquirer is away: the wish is kept and carried out later', async () => {
    const customer = await aCustomer(funding)
    const opened = await openDeposit(funding, customer)
    await funding.setFaults({ api: { unavailable: {} } })
    expect(await post(customer, opened, 'cancel')).toMatchObject({ status: 503, code: 'rail_unavailable' })
    const waiting = await getDeposit(funding, customer, opened.id)
    expect(waiting).toMatchObject({ status: 'requires_action', action: null, actions: [] })
    await funding.setFaults({})
    await funding.advance(1)
    await untilDeposit(funding, customer, opened.id, is('canceled'))
    expect(await pay(opened, 'visa_credit')).toMatchObject({ kind: 'closed' })
  })

  test('before the page is known: it is opened under the same name and closed', async () => {
    const customer = await aCustomer(funding)
    await funding.setFaults({ api: { lost_answer: { match: 'POST /v1/checkout/sessions' } } })
    const opened = await openDeposit(funding, customer)
    await funding.setFaults({})
    expect(await post(customer, opened, 'cancel')).toMatchObject({
      status: 200,
      body: { status: 'canceled' },
    })
    expect(await sessionsOf(opened)).toBe(1)
  })

  test('twenty times at once, against twenty checks and a payment: canceled or credited, never both', async () => {
    for (const paysFirst of [true, false]) {
      const customer = await aCustomer(funding)
      const opened = await openDeposit(funding, customer)
      const paying = paysFirst ? pay(opened, 'visa_credit') : Promise.resolve()
      const answers = await Promise.all([
        ...Array.from({ length: 20 }, () => post(customer, opened, 'cancel')),
        ...Array.from({ length: 20 }, () => post(customer, opened, 'check')),
      ])
      await paying
      expect(answers.filter(({ status }) => status >= 500)).toEqual([])
      await jobsDone(funding)
      const { status } = await getDeposit(funding, customer, opened.id)
      const { credits } = z.object({ credits: z.number() }).parse(await balanceOf(funding, customer))
      expect([status, credits]).toEqual(status === 'succeeded' ? ['succeeded', 1] : ['canceled', 0])
    }
  })
})

describe('a late payment', () => {
  test.each(['expired', 'canceled'] as const)(
    'of a deposit we had as %s is credited, because the card was debited',
    async ending => {
      const customer = await aCustomer(funding)
      const opened = await openDeposit(funding, customer)
      if (ending === 'canceled') await funding.setFaults({ api: { unavailable: {} } })
      if (ending === 'canceled') await post(customer, opened, 'cancel')
      await funding.setFaults({})
      // The acquirer errs: it says that the page is closed, and takes the money all the same.
      during.advance = async (payment, real) => {
        const answer = await real()
        if (answer.kind !== 'report' || payment.orderId !== uuidOf(opened)) return answer
        return { kind: 'report', report: { ...answer.report, standing: { kind: 'expired' } } }
      }
      expect(await post(customer, opened, 'check')).toMatchObject({ body: { status: ending } })
      delete during.advance
      await pay(opened, 'visa_credit')
      const done = await untilDeposit(funding, customer, opened.id, is('succeeded'))
      expect(done.timeline.map(({ state }) => state)).toContain(ending)
      expect(await balanceOf(funding, customer)).toEqual({ balance: '1000', credits: 1 })
      const [used] = await funding.rows('SELECT used::text FROM limit_usage WHERE customer_id = $1', [
        customer.id,
      ])
      expect(used).toEqual({ used: '1000' })
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
