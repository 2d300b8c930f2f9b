import { Stripe } from 'stripe'
import { beforeEach, describe, expect, test } from 'vitest'
import {
  aCustomer,
  balanceOf,
  getDeposit,
  is,
  jobsDone,
  openDeposit,
  pay,
  untilDeposit,
  uuidOf,
  type WireDeposit,
} from './customer.fixture.ts'
import { startFunding, webhookSecret } from './funding.fixture.ts'

const funding = await startFunding()
const { webhooks } = new Stripe('sk_test_signs_only')

beforeEach(() => {
  funding.alerts.length = 0
})

type Message = {
  body: string
  secret?: string
  /** Of the signature, in seconds before now. */
  ageSeconds?: number
  signature?: string | null
  contentType?: string
}

async function deliver(message: Message): Promise<{ status: number; text: string }> {
  const {
    body,
    secret = webhookSecret,
    ageSeconds = 0,
    contentType = 'application/json; charset=utf-8',
  } = message
  const timestamp = Math.floor(Date.now() / 1_000) - ageSeconds
  const signed = webhooks.generateTestHeaderString({ payload: body, secret, timestamp })
  const signature = message.signature === undefined ? signed : message.signature
  const answer = await fetch(`${funding.origin}/v1/webhooks/stripe`, {
    method: 'POST',
    headers: {
      'content-type': contentType,
      ...(signature === null ? {} : { 'stripe-signature': signature }),
    },
    body,
  })
  return { status: answer.status, text: await answer.text() }
}

let events = 0

/** What Stripe would say if the deposit had been paid. */
function completed(deposit: WireDeposit, changes: object = {}): string {
  events += 1
  const object = {
    id: 'cs_test_x',
    object: 'checkout.session',
    client_reference_id: deposit.id,
    payment_status: 'paid',
  }
  return JSON.stringify({
    id: `evt_forged${events}`,
    object: 'event',
    type: 'checkout.session.completed',
    data: { object },
    ...changes,
  })
}

const kept = () => funding.rows('SELECT event_id FROM rail_event ORDER BY received_at')

/** Of the messages made here: those of the acquirer itself may still be on their way. */
const keptForged = () =>
  funding.rows(`SELECT event_id FROM rail_event WHERE event_id LIKE 'evt_forged%' ORDER BY received_at`)

describe('refused with 400, and nothing is kept', () => {
  test.each([
    ['no signature', { signature: null }],
    ['a signature that is none', { signature: 'x' }],
    ['another one’s secret', { secret: 'whsec_somebody_else' }],
    ['a signature of five minutes ago', { ageSeconds: 301 }],
    ['a signature of yesterday', { ageSeconds: 86_400 }],
  ] satisfies [string, Partial<Message>][])('%s', async (_, wrong) => {
    const deposit = await openDeposit(funding, await aCustomer(funding))
    const answer = await deliver({ body: completed(deposit), ...wrong })
    expect(answer.status).toBe(400)
    expect(answer.text).not.toContain('signature')
    expect(await kept()).toEqual([])
  })

  test('a body changed after it was signed', async () => {
    const deposit = await openDeposit(funding, await aCustomer(funding))
    const body = completed(deposit)
    const signature = webhooks.generateTestHeaderString({ payload: body, secret: webhookSecret })
    expect((await deliver({ body: body.replace('paid', 'PAID'), signature })).status).toBe(400)
    expect(await kept()).toEqual([])
  })

  test.each(['{"id":', '[]', 'null', '{}', '{"id":"evt_1","type":"x","data":{}}'])(
    'signed, but %s',
    async body => {
      expect((await deliver({ body })).status).toBe(400)
      expect(await kept()).toEqual([])
    },
  )

  test('another content type is 415, too much is 413', async () => {
    expect((await deliver({ body: '{}', contentType: 'text/plain' })).status).toBe(415)
    expect((await deliver({ body: JSON.stringify({ x: 'y'.repeat(300_000) }) })).status).toBe(413)
  })
})

test('a genuine message that says paid proves nothing: the acquirer is asked, and says no', async () => {
  const customer = await aCustomer(funding)
  const deposit = await openDeposit(funding, customer)
  expect((await deliver({ body: completed(deposit) })).status).toBe(200)
  expect(await kept()).toHaveLength(1)
  await jobsDone(funding)
  expect(await getDeposit(funding, customer, deposit.id)).toMatchObject({ status: 'requires_action' })
  expect(await balanceOf(funding, customer)).toMatchObject({ credits: 0 })
})

test('one message repeated, also long after the credit, is kept once and credits once', async () => {
  const customer = await aCustomer(funding)
  const deposit = await openDeposit(funding, customer)
  await pay(deposit, 'visa_credit')
  await untilDeposit(funding, customer, deposit.id, is('succeeded'))
  await jobsDone(funding)
  const before = await keptForged()
  const body = completed(deposit)
  const answers = await Promise.all(Array.from({ length: 10 }, () => deliver({ body })))
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200))
  await jobsDone(funding)
  expect(await keptForged()).toHaveLength(before.length + 1)
  expect(await balanceOf(funding, customer)).toEqual({ balance: '1000', credits: 1 })
  const { timeline } = await getDeposit(funding, customer, deposit.id)
  expect(timeline.filter(({ text }) => text === 'deposit_credited')).toHaveLength(1)
})

test('messages newest first, twice each, and the customer’s own question: the same end', async () => {
  const customer = await aCustomer(funding)
  const deposit = await openDeposit(funding, customer)
  await funding.setFaults({ webhooks: { duplicate: {}, out_of_order: {} } })
  await pay(deposit, 'insufficient_funds')
  await pay(deposit, 'visa_credit')
  await untilDeposit(funding, customer, deposit.id, is('succeeded'))
  await jobsDone(funding)
  expect(await balanceOf(funding, customer)).toEqual({ balance: '1000', credits: 1 })
})

test('messages about what is not ours, or of a kind we do not need, are answered and not kept', async () => {
  const deposit = await openDeposit(funding, await aCustomer(funding))
  const before = await keptForged()
  const stranger = { data: { object: { id: 'cs_test_y', client_reference_id: 'order-7' } } }
  expect((await deliver({ body: completed(deposit, stranger) })).status).toBe(200)
  expect((await deliver({ body: completed(deposit, { type: 'customer.created' }) })).status).toBe(200)
  expect(await keptForged()).toEqual(before)
})

test('a message about a deposit we do not have raises an alarm', async () => {
  const deposit = await openDeposit(funding, await aCustomer(funding))
  const gone = { ...deposit, id: 'dep_01m8142jjwftwbbcpz8sdn8ytb' }
  expect((await deliver({ body: completed(gone) })).status).toBe(200)
  await expect.poll(() => funding.alerts).toEqual(['a message names a deposit we do not have'])
})

test('while the acquirer does not answer, the message is not lost: it is asked again within seconds', async () => {
  const customer = await aCustomer(funding)
  const deposit = await openDeposit(funding, customer)
  await funding.advance(30)
  await jobsDone(funding)
  await funding.setFaults({ api: { unavailable: {} } })
  await pay(deposit, 'visa_credit')
  const told = () => funding.rows('SELECT 1 FROM rail_event WHERE deposit_id = $1', [uuidOf(deposit)])
  await expect.poll(async () => (await told()).length).toBeGreaterThan(0)
  await jobsDone(funding)
  expect(await getDeposit(funding, customer, deposit.id)).toMatchObject({ status: 'requires_action' })
  await funding.setFaults({})
  await untilDeposit(funding, customer, deposit.id, is('succeeded'))
  expect(funding.alerts).toEqual([])
})
