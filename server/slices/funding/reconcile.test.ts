import { Stripe } from 'stripe'
import { beforeEach, describe, expect, test } from 'vitest'
import { available, clearing, type Decider } from '../ledger/index.ts'
import type { CustomerChange } from '../identity/index.ts'
import {
  aCustomer,
  balanceOf,
  getDeposit,
  is,
  jobsDone,
  openDeposit,
  pay,
  send,
  untilDeposit,
  uuidOf,
  type Customer,
  type WireDeposit,
} from './customer.fixture.ts'
import { startFunding } from './funding.fixture.ts'

const funding = await startFunding()
const { settings, client } = funding.acquirer
const stripe = new Stripe(settings.secretKey, { ...client, telemetry: false })
const booksDiffer = 'the books of a counterparty and ours differ; a person has to look'

beforeEach(async () => {
  await jobsDone(funding)
  funding.alerts.length = 0
})

const openBreaks = () =>
  funding.rows(`SELECT kind, status FROM reconciliation_break WHERE status = 'open' ORDER BY first_seen_at`)

const lastRun = async () =>
  (
    await funding.rows(
      `SELECT compared, matched, breaks FROM reconciliation_run WHERE provider = 'stripe'
       ORDER BY started_at DESC, id DESC LIMIT 1`,
    )
  )[0]

async function paidDeposit(customer: Customer): Promise<WireDeposit> {
  const opened = await openDeposit(funding, customer)
  await pay(opened, 'visa_credit')
  return untilDeposit(funding, customer, opened.id, is('succeeded'))
}

async function paymentOf(deposit: WireDeposit): Promise<string> {
  const [row] = await funding.rows('SELECT payment_reference AS payment FROM deposit WHERE id = $1', [
    uuidOf(deposit),
  ])
  return String(row?.['payment'])
}

describe('comparing the books', () => {
  test('what is the same on both sides is counted as matched', async () => {
    await paidDeposit(await aCustomer(funding))
    await funding.reconcile()
    const run = await lastRun()
    expect(run).toMatchObject({ breaks: 0, matched: run?.['compared'] })
    expect(run?.['matched']).toBeGreaterThan(0)
    expect(funding.alerts).toEqual([])
  })

  test('what was collected and never confirmed is credited, without a webhook, a job or the customer', async () => {
    const customer = await aCustomer(funding)
    await funding.stopJobs()
    const opened = await openDeposit(funding, customer)
    await pay(opened, 'never_confirmed')
    await funding.reconcile()
    expect(await getDeposit(funding, customer, opened.id)).toMatchObject({ status: 'succeeded' })
    expect(await balanceOf(funding, customer)).toEqual({ balance: '1000', credits: 1 })
    funding.startJobs()
  })

  test('a deposit that cannot be settled keeps no other from being credited', async () => {
    const customers = [await aCustomer(funding), await aCustomer(funding), await aCustomer(funding)]
    await funding.stopJobs()
    const opened: WireDeposit[] = []
    for (const customer of customers) opened.push(await openDeposit(funding, customer))
    for (const deposit of opened) await pay(deposit, 'never_confirmed')
    // One after the other, so that the acquirer names one of them after the broken one, in whichever order it does.
    const broken = uuidOf(opened[1] ?? { id: '' })
    const steps = await funding.rows(`SELECT steps FROM deposit WHERE id = $1`, [broken])
    const next = Number(steps[0]?.['steps']) + 1
    await funding.rows(
      `INSERT INTO deposit_step (deposit_id, number, state, text, at) VALUES ($1, $2, 'pending', 'x', now())`,
      [broken, next],
    )
    await expect(funding.reconcile()).rejects.toThrow('were not compared')
    const states = await Promise.all(
      opened.map(async ({ id }, index) => {
        const customer = customers[index]
        return customer && (await getDeposit(funding, customer, id)).status
      }),
    )
    expect(states).toEqual(['succeeded', 'requires_action', 'succeeded'])
    await funding.rows(`DELETE FROM deposit_step WHERE deposit_id = $1 AND number = $2`, [broken, next])
    await funding.reconcile()
    expect((await lastRun())?.['breaks']).toBe(0)
    funding.startJobs()
  })

  test('a payment that is not ours is kept as one break and raised until a person has settled it', async () => {
    const session = await stripe.checkout.sessions.create({
      mode: 'payment',
      line_items: [
        {
          quantity: 1,
          price_data: { currency: 'usd', unit_amount: 700, product_data: { name: 'something' } },
        },
      ],
      success_url: funding.origin,
    })
    await pay({ action: { kind: 'redirect', url: session.url ?? '' } }, 'visa_credit')
    await funding.reconcile()
    await funding.reconcile()
    expect(await openBreaks()).toEqual([{ kind: 'unknown_payment', status: 'open' }])
    expect(funding.alerts).toEqual([booksDiffer, booksDiffer])
    await funding.rows(`UPDATE reconciliation_break SET status = 'written_off'`)
    await funding.reconcile()
    expect(await openBreaks()).toEqual([])
    expect(funding.alerts).toHaveLength(2)
  })

  test('a credit the acquirer does not have, and a payment we did not credit, are breaks until they match', async () => {
    const deposit = await paidDeposit(await aCustomer(funding))
    await funding.advance(5)
    const payment = await paymentOf(deposit)
    await funding.rows('UPDATE deposit SET payment_reference = $2 WHERE id = $1', [
      uuidOf(deposit),
      'pi_gone',
    ])
    await funding.reconcile()
    expect(await openBreaks()).toEqual([
      { kind: 'paid_twice', status: 'open' },
      { kind: 'missing_payment', status: 'open' },
    ])
    await funding.rows('UPDATE deposit SET payment_reference = $2 WHERE id = $1', [uuidOf(deposit), payment])
    await funding.reconcile()
    expect(await openBreaks()).toEqual([{ kind: 'missing_payment', status: 'open' }])
    await funding.rows(`UPDATE reconciliation_break SET status = 'written_off' WHERE object = 'pi_gone'`)
  })

  test('a deposit whose job was lost is taken up again', async () => {
    const customer = await aCustomer(funding)
    const opened = await openDeposit(funding, customer)
    await pay(opened, 'settled_late')
    await untilDeposit(funding, customer, opened.id, is('pending'))
    await funding.rows('DELETE FROM graphile_worker._private_jobs')
    await funding.advance(70)
    await funding.setFaults({ webhooks: { paused: true } })
    await funding.rows('DELETE FROM graphile_worker._private_jobs')
    await funding.reconcile()
    await untilDeposit(funding, customer, opened.id, is('succeeded'))
    expect(await balanceOf(funding, customer)).toEqual({ balance: '1000', credits: 1 })
  })
})

describe('what was collected is not what was agreed', () => {
  test.each([
    ['amount', 999, 'EUR', 'amount_mismatch'],
    ['currency', 1000, 'USD', 'currency_mismatch'],
  ])(
    '%s: nothing is credited, a person looks, and once it is put right it is credited',
    async (_, amount, currency, reason) => {
      const customer = await aCustomer(funding)
      const opened = await openDeposit(funding, customer)
      const agreed = (to: number, inCurrency: string) =>
        funding.rows('UPDATE deposit SET amount = $2, currency = $3 WHERE id = $1', [
          uuidOf(opened),
          to,
          inCurrency,
        ])
      await agreed(amount, currency)
      await pay(opened, 'visa_credit')
      const reviewed = await untilDeposit(funding, customer, opened.id, is('in_review'))
      expect(reviewed).toMatchObject({ status_reason: reason, actions: ['contact_support'] })
      expect(await balanceOf(funding, customer)).toMatchObject({ credits: 0 })
      await jobsDone(funding)
      await agreed(1_000, 'EUR')
      await funding.advance(24 * 60)
      await untilDeposit(funding, customer, opened.id, is('succeeded'))
      expect(await balanceOf(funding, customer)).toEqual({ balance: '1000', credits: 1 })
    },
  )

  test('the page has vanished at the acquirer: a person looks', async () => {
    const customer = await aCustomer(funding)
    const opened = await openDeposit(funding, customer)
    await funding.rows(`UPDATE deposit SET reference = 'cs_test_gone' WHERE id = $1`, [uuidOf(opened)])
    const checked = await send(funding, customer, { method: 'POST', path: `/v1/deposits/${opened.id}/check` })
    expect(checked).toMatchObject({ body: { status: 'in_review', status_reason: 'unknown_to_rail' } })
  })
})

test('a customer who may not receive when the money comes: it waits in review and goes in when they may', async () => {
  const customer = await aCustomer(funding)
  const change = (what: CustomerChange) =>
    funding.db.transaction(tx =>
      funding.identity.changeStatus(tx, { customerId: customer.id, change: what, now: funding.clock.now() }),
    )
  const opened = await openDeposit(funding, customer)
  await change('suspend')
  await pay(opened, 'visa_credit')
  const status = async () =>
    (await funding.rows('SELECT status, status_reason FROM deposit WHERE id = $1', [uuidOf(opened)]))[0]
  await expect.poll(status).toEqual({ status: 'in_review', status_reason: 'account_restricted' })
  expect(await balanceOf(funding, customer)).toMatchObject({ credits: 0 })
  await change('reinstate')
  await funding.advance(24 * 60)
  await untilDeposit(funding, customer, opened.id, is('succeeded'))
  expect(await balanceOf(funding, customer)).toEqual({ balance: '1000', credits: 1 })
})

test('reviews nobody ends in time are raised', async () => {
  const customer = await aCustomer(funding)
  const opened = await openDeposit(funding, customer)
  await funding.rows(`UPDATE deposit SET reference = 'cs_test_gone' WHERE id = $1`, [uuidOf(opened)])
  await send(funding, customer, { method: 'POST', path: `/v1/deposits/${opened.id}/check` })
  await funding.reconcile()
  expect(funding.alerts).not.toContain('reviews of deposits are overdue')
  await funding.advance(3 * 24 * 60 + 1)
  await funding.reconcile()
  expect(funding.alerts).toContain('reviews of deposits are overdue')
})

describe('given back by the acquirer', () => {
  /** Money that leaves the customer by another way. */
  const spend: Decider<{ customer: string; amount: bigint; journalId: string; now: Date }, null> = {
    name: 'test.spend',
    outgoing: false,
    accounts: ({ customer }) => [available(customer, 'EUR'), clearing('card', 'EUR')],
    facts: () => [],
    decide: (_, { customer, amount, journalId, now }) => ({
      kind: 'decided',
      outcome: null,
      effects: {
        journals: [
          {
            id: journalId,
            kind: 'test',
            subject: customer,
            recordedAt: now,
            postings: [{ kind: 'x', from: available(customer, 'EUR'), to: clearing('card', 'EUR'), amount }],
          },
        ],
        events: [
          {
            type: 'test.spent',
            version: 1,
            stream: customer,
            subject: customer,
            journal: journalId,
            payload: {},
            occurredAt: now,
          },
        ],
      },
    }),
  }

  test('whole: taken back by the mirror, once, however often it is told', async () => {
    const customer = await aCustomer(funding)
    const deposit = await paidDeposit(customer)
    await stripe.refunds.create({ payment_intent: await paymentOf(deposit) })
    const reversed = await untilDeposit(funding, customer, deposit.id, is('reversed'))
    expect(reversed).toMatchObject({ status_reason: 'refunded', actions: ['contact_support'] })
    expect(reversed.timeline.slice(-2)).toMatchObject([
      { text: 'deposit_refunded', evidence: { kind: 'rail_event' } },
      { text: 'deposit_reversed', evidence: { kind: 'journal' } },
    ])
    await funding.reconcile()
    await jobsDone(funding)
    expect(await balanceOf(funding, customer)).toEqual({ balance: '0', credits: 1 })
    expect(funding.alerts).not.toContain(booksDiffer)
  })

  test('in part: a break for a person, and the wallet is left alone', async () => {
    const customer = await aCustomer(funding)
    const deposit = await paidDeposit(customer)
    await stripe.refunds.create({ payment_intent: await paymentOf(deposit), amount: 400 })
    await expect.poll(openBreaks).toContainEqual({ kind: 'partly_refunded', status: 'open' })
    expect(await balanceOf(funding, customer)).toMatchObject({ balance: '1000' })
    expect(await getDeposit(funding, customer, deposit.id)).toMatchObject({ status: 'succeeded' })
  })

  test('whole, but the customer no longer has it: a break for a person', async () => {
    const customer = await aCustomer(funding)
    const deposit = await paidDeposit(customer)
    const now = funding.clock.now()
    await funding.pipeline.execute(
      spend,
      { customer: customer.id, amount: 1n, journalId: crypto.randomUUID(), now },
      { idempotency: { scope: customer.id, key: 'spend', requestHash: Buffer.alloc(32) }, now },
    )
    await stripe.refunds.create({ payment_intent: await paymentOf(deposit) })
    await expect.poll(openBreaks).toContainEqual({ kind: 'refund_not_covered', status: 'open' })
    expect(await balanceOf(funding, customer)).toMatchObject({ balance: '999' })
  })
})

test('the program’s role can neither change nor remove the timeline, the messages and the effects', async () => {
  await paidDeposit(await aCustomer(funding))
  for (const table of ['deposit_step', 'rail_event', 'rail_effect', 'reconciliation_run']) {
    const column = table === 'deposit_step' ? 'deposit_id' : 'provider'
    await expect(funding.db.pool.query(`UPDATE ${table} SET ${column} = ${column}`)).rejects.toThrow(
      'permission denied',
    )
    await expect(funding.db.pool.query(`DELETE FROM ${table}`)).rejects.toThrow('permission denied')
  }
  await expect(funding.db.pool.query('DELETE FROM deposit')).rejects.toThrow('permission denied')
})
