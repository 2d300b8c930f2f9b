import { Stripe } from 'stripe'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { restrict } from '../../../test/factories/restrictions.ts'
import { payWithWallet } from '../../../simulators/ewallet/index.ts'
import { roleOf } from '../../platform/database-urls.ts'
import { ledgerChecks, verify } from '../ledger/index.ts'
import {
  aCustomer,
  balanceOf,
  getDeposit,
  is,
  openDeposit,
  pay,
  post,
  untilDeposit,
  type Customer,
  type WireDeposit,
} from './customer.fixture.ts'
import { startFunding } from './funding.fixture.ts'
import { fundingInvariants } from './invariants.ts'

/** Debited, and it cannot be credited: within a day the customer has it back where it came from, without asking. */
const funding = await startFunding()
const { settings, client } = funding.acquirer
const stripe = new Stripe(settings.secretKey, { ...client, telemetry: false })

const refundShape = z.object({ charge: z.string() })

const methods = ['card_debit', 'ewallet'] as const

async function payOn(deposit: WireDeposit): Promise<void> {
  if (deposit.action?.kind !== 'redirect') throw new Error('there is no page')
  if (deposit.method === 'ewallet') await payWithWallet(deposit.action.url, 'mei')
  else await pay(deposit, 'visa_debit')
}

/** Paid on the counterparty's page by somebody who may not receive since a moment ago. */
async function debitedNotCredited(method: (typeof methods)[number]) {
  const customer = await aCustomer(funding)
  const opened = await openDeposit(funding, customer, { method })
  await restrict(funding, customer.id, 'credit', funding.clock.now())
  await payOn(opened)
  const deposit = await untilDeposit(funding, customer, opened.id, is('in_review'))
  expect(deposit.status_reason).toBe('account_restricted')
  return { customer, deposit }
}

const lift = (customer: Customer) =>
  funding.rows('UPDATE restriction SET lifted_at = now() WHERE customer_id = $1', [customer.id])

describe.each(methods)('by %s', method => {
  test('goes in when the customer may receive again before 20 hours are over', async () => {
    const { customer, deposit } = await debitedNotCredited(method)
    await lift(customer)
    await post(funding, customer, deposit, 'check')
    expect(await getDeposit(funding, customer, deposit.id)).toMatchObject({ status: 'succeeded' })
  })

  test('is given back by itself after 20 hours, once, and shown with its timeline', async () => {
    const { customer, deposit } = await debitedNotCredited(method)
    await funding.advance(19 * 60)
    expect((await post(funding, customer, deposit, 'check')).body).toMatchObject({ status: 'in_review' })
    await funding.advance(2 * 60)
    const back = await untilDeposit(funding, customer, deposit.id, is('failed'))
    expect(back).toMatchObject({ status_reason: 'refunded' })
    expect(back.timeline.slice(-3)).toMatchObject([
      { text: 'deposit_in_review', reason: 'account_restricted' },
      { text: 'deposit_refund_requested', reason: 'account_restricted' },
      { text: 'deposit_failed', reason: 'refunded' },
    ])
    expect(await balanceOf(funding, customer)).toEqual({ balance: '0', credits: 0 })
    await lift(customer)
    await funding.reconcile()
    expect(await getDeposit(funding, customer, deposit.id)).toMatchObject({ status: 'failed' })
  })

  test('a court’s order moves it in neither direction: a person decides', async () => {
    const customer = await aCustomer(funding)
    const opened = await openDeposit(funding, customer, { method })
    await restrict(funding, customer.id, 'credit', funding.clock.now())
    await funding.rows(
      `UPDATE restriction SET source = 'legal', reason = 'legal_order' WHERE customer_id = $1`,
      [customer.id],
    )
    await payOn(opened)
    const deposit = await untilDeposit(funding, customer, opened.id, is('in_review'))
    await funding.advance(30 * 60)
    await post(funding, customer, deposit, 'check')
    const { timeline } = await getDeposit(funding, customer, deposit.id)
    expect(timeline.at(-1)?.text).toBe('deposit_in_review')
  })

  test('the answer to the refund is lost: asked again it is given back once', async () => {
    const { customer, deposit } = await debitedNotCredited(method)
    const lost = { match: method === 'ewallet' ? 'POST /v1/payments/' : 'POST /v1/refunds', times: 3 }
    if (method === 'ewallet') await funding.setWalletFaults({ lost_answer: { ...lost, times: 1 } })
    else await funding.setFaults({ api: { lost_answer: lost } })
    await funding.advance(21 * 60)
    await untilDeposit(funding, customer, deposit.id, ({ timeline }) =>
      timeline.some(({ text }) => text === 'deposit_refund_requested'),
    )
    await funding.advance(61)
    const back = await untilDeposit(funding, customer, deposit.id, is('failed'))
    expect(back.timeline.filter(({ text }) => text === 'deposit_refund_requested')).toHaveLength(1)
  })
})

test('credited against given back, at the same moment: one of them, never both', async () => {
  const rounds = await Promise.all(Array.from({ length: 6 }, () => debitedNotCredited('ewallet')))
  await funding.stopJobs()
  await funding.advance(20 * 60 + 1)
  await Promise.all(rounds.map(({ customer }) => lift(customer)))
  const crowd = rounds.flatMap(({ customer, deposit }) =>
    Array.from({ length: 4 }, (_, number) =>
      number === 0
        ? restrict(funding, customer.id, 'credit', funding.clock.now()).then(() =>
            post(funding, customer, deposit, 'check'),
          )
        : post(funding, customer, deposit, 'check'),
    ),
  )
  await Promise.all(crowd)
  funding.startJobs()
  for (const { customer, deposit } of rounds) {
    const settled = await untilDeposit(
      funding,
      customer,
      deposit.id,
      ({ status }) => status === 'succeeded' || status === 'failed',
    )
    const isCredited = settled.status === 'succeeded'
    expect(await balanceOf(funding, customer)).toEqual({
      balance: isCredited ? '1000' : '0',
      credits: isCredited ? 1 : 0,
    })
    const { timeline } = settled
    expect(timeline.some(({ text }) => text === 'deposit_refund_requested')).toBe(!isCredited)
  }
})

test('a card is refunded exactly once however often it was asked', async () => {
  const { data } = await stripe.events.list({ type: 'refund.created', limit: 100 })
  const charges = data.map(event => refundShape.parse(event.data.object).charge)
  expect(charges.length).toBeGreaterThan(0)
  expect(new Set(charges).size).toBe(charges.length)
})

test('the verifier finds nothing to say about any of this', async () => {
  const { findings } = await verify({
    readerUrl: funding.database.readerUrl,
    checks: [...ledgerChecks(roleOf(funding.database.appUrl)), ...fundingInvariants],
    now: new Date(),
  })
  expect(findings).toEqual([])
})
