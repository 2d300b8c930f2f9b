import { expect, test } from 'vitest'
import { z } from 'zod'
import {
  aCustomer,
  balanceOf,
  getDeposit,
  is,
  jobsDone,
  openDeposit,
  pay,
  post,
  sessionsOf,
  untilDeposit,
} from './customer.fixture.ts'
import { interruptible, startFunding } from './funding.fixture.ts'

const { during, rail } = interruptible()
const funding = await startFunding({ rail })

test('giving up closes the page first, then cancels, and can be said twice', async () => {
  const customer = await aCustomer(funding)
  const opened = await openDeposit(funding, customer)
  const canceled = await post(funding, customer, opened, 'cancel')
  expect(canceled).toMatchObject({
    status: 200,
    body: { status: 'canceled', action: null, actions: ['repeat'], expected_by: null },
  })
  expect(await post(funding, customer, opened, 'cancel')).toMatchObject({ status: 200, body: canceled.body })
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

test('giving up of a payment that goes through at that moment is refused, and the money is credited', async () => {
  const customer = await aCustomer(funding)
  const opened = await openDeposit(funding, customer)
  during.cancel = async (_payment, real) => {
    await pay(opened, 'never_confirmed')
    return real()
  }
  expect(await post(funding, customer, opened, 'cancel')).toMatchObject({
    status: 409,
    code: 'transition_not_allowed',
    body: { resource: { id: opened.id, status: 'succeeded' } },
  })
  expect(await balanceOf(funding, customer)).toEqual({ balance: '1000', credits: 1 })
})

test('giving up is refused once the money is there', async () => {
  const customer = await aCustomer(funding)
  const opened = await openDeposit(funding, customer)
  await pay(opened, 'visa_credit')
  await untilDeposit(funding, customer, opened.id, is('succeeded'))
  expect(await post(funding, customer, opened, 'cancel')).toMatchObject({ code: 'transition_not_allowed' })
})

test('giving up while the acquirer is away: the wish is kept and carried out later', async () => {
  const customer = await aCustomer(funding)
  const opened = await openDeposit(funding, customer)
  await funding.setFaults({ api: { unavailable: {} } })
  expect(await post(funding, customer, opened, 'cancel')).toMatchObject({
    status: 503,
    code: 'rail_unavailable',
  })
  const waiting = await getDeposit(funding, customer, opened.id)
  expect(waiting).toMatchObject({ status: 'requires_action', action: null, actions: [] })
  await funding.setFaults({})
  await funding.advance(1)
  await untilDeposit(funding, customer, opened.id, is('canceled'))
  expect(await pay(opened, 'visa_credit')).toMatchObject({ kind: 'closed' })
})

test('giving up before the page is known: it is opened under the same name and closed', async () => {
  const customer = await aCustomer(funding)
  await funding.setFaults({ api: { lost_answer: { match: 'POST /v1/checkout/sessions' } } })
  const opened = await openDeposit(funding, customer)
  await funding.setFaults({})
  expect(await post(funding, customer, opened, 'cancel')).toMatchObject({
    status: 200,
    body: { status: 'canceled' },
  })
  expect(await sessionsOf(funding, opened)).toBe(1)
})

test('giving up twenty times at once, against twenty checks and a payment: canceled or credited, never both', async () => {
  for (const paysFirst of [true, false]) {
    const customer = await aCustomer(funding)
    const opened = await openDeposit(funding, customer)
    const paying = paysFirst ? pay(opened, 'visa_credit') : Promise.resolve()
    const answers = await Promise.all([
      ...Array.from({ length: 20 }, () => post(funding, customer, opened, 'cancel')),
      ...Array.from({ length: 20 }, () => post(funding, customer, opened, 'check')),
    ])
    await paying
    expect(answers.filter(({ status }) => status >= 500)).toEqual([])
    await jobsDone(funding)
    const { status } = await getDeposit(funding, customer, opened.id)
    const { credits } = z.object({ credits: z.number() }).parse(await balanceOf(funding, customer))
    expect([status, credits]).toEqual(status === 'succeeded' ? ['succeeded', 1] : ['canceled', 0])
  }
})

test('nothing here raised an alarm', () => {
  expect(funding.alerts).toEqual([])
})
