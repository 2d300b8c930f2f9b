import { describe, expect, test } from 'vitest'
import { creditorReference } from '../../../contract/creditor-reference.ts'
import { restrict } from '../../../test/factories/restrictions.ts'
import { roleOf } from '../../platform/database-urls.ts'
import { paymentOrderFact, type PaymentOrder } from '../bank-rail/index.ts'
import { ledgerChecks, verify } from '../ledger/index.ts'
import {
  aCustomer,
  balanceOf,
  getDeposit,
  is,
  limitUsed,
  openDeposit,
  post,
  untilDeposit,
  uuidOf,
  type Customer,
  type WireDeposit,
} from './customer.fixture.ts'
import { debtorOf } from './debtor.ts'
import { fundingInvariants } from './invariants.ts'
import { ownAccount, startFunding, testSealKey } from './funding.fixture.ts'
import { readArrivals } from './queries-bank.ts'
import { createSealPayersJob } from './seal-payers.ts'
import { bookIncoming } from './transfer.fixture.ts'

const funding = await startFunding()
const { onIncoming, bankReturns } = funding.funding

async function announced(customer: Customer, value = '100.00'): Promise<WireDeposit & { reference: string }> {
  const deposit = await openDeposit(funding, customer, {
    amount: { value, currency: 'EUR' },
    method: 'bank_transfer',
  })
  if (deposit.action?.kind !== 'bank_transfer') throw new Error('nobody says where to send it')
  return { ...deposit, reference: deposit.action.reference }
}

const depositsOf = async ({ id }: Customer) =>
  funding.rows(
    `SELECT status, amount::text, reference FROM deposit WHERE customer_id = $1 ORDER BY created_at, id`,
    [id],
  )

describe('an announced transfer', () => {
  test('says where to send it, with a reference of its own, and waits two weeks', async () => {
    const customer = await aCustomer(funding)
    const deposit = await announced(customer)
    const { holder, account, bic } = ownAccount
    expect(deposit).toMatchObject({
      status: 'requires_action',
      action: { kind: 'bank_transfer', account: { holder, account, bic } },
      actions: ['cancel'],
    })
    expect(Date.parse(deposit.expected_by ?? '') - Date.parse(deposit.created_at)).toBe(14 * 86_400_000)
    expect((await announced(customer)).reference).not.toBe(deposit.reference)
  })

  test('is credited with what came, by its reference alone, once however often the bank tells', async () => {
    const customer = await aCustomer(funding)
    const { id, reference } = await announced(customer)
    const payment = await bookIncoming(funding, {
      reference: `thanks ${reference.toLowerCase()}`,
      amount: 9_950n,
    })
    expect(await onIncoming(payment)).toBe('taken')
    expect(await Promise.all([onIncoming(payment), onIncoming(payment)])).toEqual(['taken', 'taken'])
    const deposit = await getDeposit(funding, customer, id)
    expect(deposit).toMatchObject({
      status: 'succeeded',
      amount: { value: '99.50' },
      credit: { value: '99.50' },
      paid_with: { kind: 'bank_account', label: 'Mei Lin · DE •••• 6199' },
      timeline: [
        { text: 'deposit_opened' },
        { text: 'deposit_arrived', evidence: { kind: 'bank_entry', reference: payment.id } },
        { text: 'deposit_confirmed', evidence: { kind: 'bank_entry' } },
        { text: 'deposit_credited', evidence: { kind: 'journal' } },
      ],
    })
    expect(await balanceOf(funding, customer)).toEqual({ balance: '9950', credits: 1 })
    // It used no limit when it was announced and uses what it brought now.
    expect(await limitUsed(funding, customer)).toBe('9950')
  })

  test('what comes again under the reference is the same customer’s, as a deposit of its own', async () => {
    const customer = await aCustomer(funding)
    const { reference } = await announced(customer)
    const twice = await Promise.all(
      [1_000n, 2_000n].map(amount => bookIncoming(funding, { reference, amount })),
    )
    expect(await Promise.all(twice.map(onIncoming))).toEqual(['taken', 'taken'])
    const kept = await depositsOf(customer)
    expect(kept.map(row => row['status'])).toEqual(['succeeded', 'succeeded'])
    expect(kept.map(row => row['amount'])).toEqual(expect.arrayContaining(['1000', '2000']))
    expect(await balanceOf(funding, customer)).toEqual({ balance: '3000', credits: 2 })
  })

  test('another currency than announced is a deposit of its own too', async () => {
    const customer = await aCustomer(funding)
    const { id, reference } = await announced(customer)
    expect(await onIncoming(await bookIncoming(funding, { reference, currency: 'USD' }))).toBe('taken')
    expect(await balanceOf(funding, customer, 'USD')).toEqual({ balance: '10000', credits: 1 })
    expect(await getDeposit(funding, customer, id)).toMatchObject({ status: 'requires_action' })
  })

  test('given up or expired, it is credited all the same when it comes', async () => {
    const customer = await aCustomer(funding)
    const given = await announced(customer)
    expect((await post(funding, customer, given, 'cancel')).body).toMatchObject({
      status: 'canceled',
      action: null,
    })
    const late = await announced(customer)
    await funding.advance(14 * 24 * 60 + 1)
    await untilDeposit(funding, customer, late.id, is('expired'))
    for (const { reference } of [given, late])
      expect(await onIncoming(await bookIncoming(funding, { reference, amount: 500n }))).toBe('taken')
    for (const { id } of [given, late])
      expect(await getDeposit(funding, customer, id)).toMatchObject({ status: 'succeeded' })
  })
})

test('who sent it lies sealed, also what arrived before it was; it goes back all the same', async () => {
  const customer = await aCustomer(funding)
  const { id, reference } = await announced(customer)
  await onIncoming(await bookIncoming(funding, { reference }))
  const depositId = uuidOf({ id })
  const stored = async () => {
    const [row] = await funding.rows(`SELECT a::text AS text FROM bank_arrival a WHERE deposit_id = $1`, [
      depositId,
    ])
    const arrival = (await readArrivals(funding.db.pool, [depositId])).get(depositId)
    if (!row || !arrival) throw new Error('what came is kept')
    return { text: String(row['text']), debtor: debtorOf(testSealKey, arrival) }
  }
  const { text, debtor } = await stored()
  expect(text).not.toMatch(/Mei|DE75/)
  expect(debtor).toEqual({ name: 'Mei Lin', account: 'DE75512108001245126199' })
  await funding.rows(
    `UPDATE bank_arrival SET sealed_debtor = NULL, debtor_name = $2, debtor_account = $3 WHERE deposit_id = $1`,
    [depositId, debtor.name, debtor.account],
  )
  expect((await stored()).debtor).toEqual(debtor)
  await createSealPayersJob({ db: funding.db, sealKey: testSealKey }).job.run(
    {},
    { attempt: 1, isLastAttempt: false },
  )
  expect(await stored()).toMatchObject({ debtor, text: expect.not.stringContaining('Mei') })
})

describe('what nobody can match goes to the suspense desk', () => {
  test.each([
    ['no reference', () => 'rent for November'],
    ['a reference that was never given', () => creditorReference('000000001')],
    [
      'one digit wrong',
      (reference: string) => reference.slice(0, -1) + ((Number(reference.at(-1)) + 1) % 10),
    ],
  ])('%s', async (_, write) => {
    const customer = await aCustomer(funding)
    const { id, reference } = await announced(customer)
    const payment = await bookIncoming(funding, { reference: write(reference) })
    expect(await onIncoming(payment)).toBe('unmatched')
    expect(await getDeposit(funding, customer, id)).toMatchObject({ status: 'requires_action' })
  })

  test('two references: nobody guesses', async () => {
    const [one, other] = await Promise.all([aCustomer(funding), aCustomer(funding)])
    const references = [(await announced(one)).reference, (await announced(other)).reference]
    expect(await onIncoming(await bookIncoming(funding, { reference: references.join(' ') }))).toBe(
      'unmatched',
    )
  })

  test('what somebody else has taken meanwhile is not credited', async () => {
    const customer = await aCustomer(funding)
    const { reference } = await announced(customer)
    const payment = await bookIncoming(funding, { reference })
    await funding.rows(`UPDATE bank_entry_part SET status = 'suspense', decided_at = now() WHERE id = $1`, [
      payment.id,
    ])
    expect(await onIncoming(payment)).toBe('unmatched')
    expect(await balanceOf(funding, customer)).toEqual({ balance: '0', credits: 0 })
  })
})

describe('a customer who may not receive', () => {
  test('it waits outside, and after 20 hours goes back to the account it came from', async () => {
    const customer = await aCustomer(funding)
    const { id, reference } = await announced(customer)
    await restrict(funding, customer.id, 'credit', funding.clock.now())
    expect(await onIncoming(await bookIncoming(funding, { reference }))).toBe('taken')
    expect(await getDeposit(funding, customer, id)).toMatchObject({
      status: 'in_review',
      status_reason: 'account_restricted',
    })
    await funding.advance(21 * 60)
    await untilDeposit(funding, customer, id, deposit =>
      deposit.timeline.some(({ text }) => text === 'deposit_refund_requested'),
    )
    const orders = await funding.rows(
      `SELECT id, client, amount::text, payee, status FROM payment_order WHERE subject_id = $1`,
      [uuidOf({ id })],
    )
    expect(orders).toMatchObject([
      {
        client: 'deposit_refund',
        amount: '10000',
        payee: 'Mei Lin, DE •••• 6199',
      },
    ])
    // Even if the restriction ends now, it is on its way back and is not credited too.
    await funding.rows('UPDATE restriction SET lifted_at = now() WHERE customer_id = $1', [customer.id])
    expect(
      (await post(funding, customer, await getDeposit(funding, customer, id), 'check')).body,
    ).toMatchObject({
      status: 'in_review',
    })
    await settleReturn(String(orders[0]?.['id']))
    expect(await getDeposit(funding, customer, id)).toMatchObject({
      status: 'failed',
      status_reason: 'refunded',
    })
    expect(await balanceOf(funding, customer)).toEqual({ balance: '0', credits: 0 })
  })
})

describe('what was given back and did not arrive', () => {
  test.each([['refused'], ['settled', 'returned']] as const)(
    'it waits for its customer, is not sent off again, and is credited when they may receive: %s',
    async (...told) => {
      const customer = await aCustomer(funding)
      const { id, reference } = await announced(customer)
      await restrict(funding, customer.id, 'credit', funding.clock.now())
      await onIncoming(await bookIncoming(funding, { reference }))
      await funding.advance(21 * 60)
      await untilDeposit(funding, customer, id, deposit =>
        deposit.timeline.some(({ text }) => text === 'deposit_refund_requested'),
      )
      const ordersOf = () =>
        funding.rows(`SELECT id FROM payment_order WHERE subject_id = $1`, [uuidOf({ id })])
      const order = await orderOf(String((await ordersOf())[0]?.['id']))
      const evidence = { file: 1, line: 1, messageId: 'm', at: funding.clock.now() }
      const reason = { code: 'AC04', text: null }
      const says = {
        settled: () => bankReturns.onSettled(order, evidence),
        refused: () => bankReturns.onRejected(order, reason, evidence),
        returned: () => bankReturns.onReturned(order, reason, evidence),
      }
      for (const what of told) await says[what]()
      await says[told[0] === 'refused' ? 'refused' : 'returned']()
      const waiting = await getDeposit(funding, customer, id)
      expect(waiting.status).toBe('in_review')
      expect(waiting.timeline.filter(({ text }) => text === 'deposit_return_failed')).toHaveLength(1)
      await post(funding, customer, waiting, 'check')
      expect(await ordersOf()).toHaveLength(1)
      expect(await balanceOf(funding, customer)).toEqual({ balance: '0', credits: 0 })
      await funding.rows('UPDATE restriction SET lifted_at = now() WHERE customer_id = $1', [customer.id])
      expect((await post(funding, customer, waiting, 'check')).body).toMatchObject({ status: 'succeeded' })
      expect(await balanceOf(funding, customer)).toEqual({ balance: '10000', credits: 1 })
    },
  )
})

async function orderOf(orderId: string): Promise<PaymentOrder> {
  const client = await funding.db.pool.connect()
  const order = (await paymentOrderFact.read(client, [orderId])).get(orderId)
  client.release()
  if (!order) throw new Error('there is no such order')
  return order
}

/** The bank says that it has paid an order. */
async function settleReturn(orderId: string): Promise<void> {
  const order = await orderOf(orderId)
  await bankReturns.onSettled(order, { file: 1, line: 1, messageId: 'm', at: funding.clock.now() })
}

test('the verifier finds nothing to say about any of this', async () => {
  const { findings } = await verify({
    readerUrl: funding.database.readerUrl,
    checks: [...ledgerChecks(roleOf(funding.database.appUrl)), ...fundingInvariants],
    now: new Date(),
  })
  expect(findings).toEqual([])
})
