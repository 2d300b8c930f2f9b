import { describe, expect, test } from 'vitest'
import { exponentOf, money, type Currency } from '../../../contract/money.ts'
import { TEST_CARDS } from '../../../simulators/acquirer/index.ts'
import {
  balanceOf,
  getDeposit,
  is,
  jobsDone,
  limitUsed,
  openDeposit,
  pay,
  send,
  aCustomer,
  tenEuros,
  untilDeposit,
  uuidOf,
  type TestCard,
} from './customer.fixture.ts'
import { startFunding } from './funding.fixture.ts'

const funding = await startFunding()

const textsOf = (deposit: { timeline: { text: string }[] }) => deposit.timeline.map(step => step.text)

test('a paid top-up is credited on the webhook’s word and the retrieved proof, and every step tells its evidence', async () => {
  const customer = await aCustomer(funding)
  const opened = await openDeposit(funding, customer)
  expect(opened).toMatchObject({
    status: 'requires_action',
    amount: tenEuros,
    credit: tenEuros,
    fees: [],
    action: { kind: 'redirect' },
    actions: ['continue', 'cancel'],
  })
  expect(await pay(opened, 'visa_credit')).toMatchObject({
    kind: 'returned',
    location: `${funding.origin}/app/add-money/${opened.id}?returned=paid`,
  })
  const done = await untilDeposit(funding, customer, opened.id, is('succeeded'))
  expect(done).toMatchObject({ action: null, expected_by: null, actions: ['receipt', 'repeat'] })
  expect(done.timeline).toMatchObject([
    { state: 'requires_action', text: 'deposit_opened', evidence: { kind: 'command' } },
    { state: 'requires_action', text: 'deposit_page_opened', evidence: { kind: 'rail_answer' } },
    { state: 'succeeded', text: 'deposit_confirmed', evidence: { kind: 'rail_event' } },
    { state: 'succeeded', text: 'deposit_credited', evidence: { kind: 'journal' } },
  ])
  expect(done.timeline[1]?.evidence?.reference).toMatch(/^cs_test_/)
  expect(done.timeline[2]?.evidence?.reference).toMatch(/^evt_/)
  expect(await balanceOf(funding, customer)).toEqual({ balance: '1000', credits: 1 })

  const listed = await send(funding, customer, { method: 'GET', path: '/v1/transactions' })
  expect(listed.body).toMatchObject({
    data: [
      { number: opened.number, kind: 'deposit', direction: 'in', status: 'succeeded', amount: tenEuros },
    ],
  })
  const shown = await send(funding, customer, { method: 'GET', path: `/v1/transactions/${opened.number}` })
  expect(shown.body).toMatchObject({ balance_after: tenEuros, principal: tenEuros, timeline: done.timeline })
  // The dispatcher moves events from the one table to the other, and in one look each is in one of them.
  const told = await funding.rows(
    `SELECT type, journal_id IS NOT NULL AS money, payload->>'id' AS id, payload->>'number' AS number
     FROM (SELECT 1 AS place, position AS at, stream_id, type, journal_id, payload FROM event
           UNION ALL SELECT 2, id, stream_id, type, journal_id, payload FROM outbox) known
     WHERE stream_id = $1 AND type LIKE 'deposit.%' ORDER BY place, at`,
    [customer.id],
  )
  const { id, number } = opened
  expect(told).toEqual([
    { type: 'deposit.requires_action', money: false, id, number },
    { type: 'deposit.page_opened', money: false, id, number },
    { type: 'deposit.succeeded', money: true, id, number },
  ])
})

test.each(['CNY', 'USD', 'GBP', 'JPY', 'HKD', 'KWD'] satisfies Currency[])('works in %s', async currency => {
  const customer = await aCustomer(funding)
  const value = (1_230).toFixed(exponentOf(currency))
  const opened = await openDeposit(funding, customer, { amount: { value, currency } })
  await pay(opened, 'unionpay_debit')
  await untilDeposit(funding, customer, opened.id, is('succeeded'))
  const minor = money(1_230n * 10n ** BigInt(exponentOf(currency)), currency).minor
  expect(await balanceOf(funding, customer, currency)).toEqual({ balance: minor.toString(), credits: 1 })
})

describe('a declined card', () => {
  test.each([
    ['generic_decline', 'card_declined'],
    ['insufficient_funds', 'insufficient_funds'],
    ['lost_card', 'lost_card'],
    ['stolen_card', 'stolen_card'],
    ['expired_card', 'expired_card'],
    ['incorrect_cvc', 'incorrect_cvc'],
    ['processing_error', 'processing_error'],
    ['card_velocity_exceeded', 'velocity_exceeded'],
  ] satisfies [TestCard, string][])('%s is shown as %s while the page is open', async (card, code) => {
    const customer = await aCustomer(funding)
    const opened = await openDeposit(funding, customer)
    expect(await pay(opened, card)).toMatchObject({ kind: 'refused' })
    const declined = await untilDeposit(
      funding,
      customer,
      opened.id,
      ({ last_decline }) => last_decline !== null,
    )
    expect(declined).toMatchObject({
      status: 'requires_action',
      last_decline: { code },
      action: opened.action,
      actions: ['continue', 'cancel'],
    })
    expect(declined.timeline.at(-1)).toMatchObject({
      text: 'deposit_declined',
      reason: code,
      evidence: { kind: 'rail_event' },
    })
    expect(await balanceOf(funding, customer)).toMatchObject({ credits: 0 })
  })

  test('and then another that works: credited once, the decline kept in the timeline', async () => {
    const customer = await aCustomer(funding)
    const opened = await openDeposit(funding, customer)
    await pay(opened, 'insufficient_funds')
    await pay(opened, 'lost_card')
    await untilDeposit(funding, customer, opened.id, ({ last_decline }) => last_decline?.code === 'lost_card')
    await pay(opened, 'visa_debit')
    const done = await untilDeposit(funding, customer, opened.id, is('succeeded'))
    expect(textsOf(done)).toContain('deposit_declined')
    expect(textsOf(done).slice(-2)).toEqual(['deposit_confirmed', 'deposit_credited'])
    expect(await balanceOf(funding, customer)).toEqual({ balance: '1000', credits: 1 })
  })

  test('until the page closes: failed with the last reason, and the limit is free again', async () => {
    const customer = await aCustomer(funding)
    const opened = await openDeposit(funding, customer)
    await pay(opened, 'expired_card')
    await untilDeposit(funding, customer, opened.id, ({ last_decline }) => last_decline !== null)
    await funding.advance(61)
    const failed = await untilDeposit(funding, customer, opened.id, is('failed'))
    expect(failed).toMatchObject({ status_reason: 'expired_card', action: null, expected_by: null })
    expect(await limitUsed(funding, customer)).toBe('0')
  })
})

describe('3-D Secure', () => {
  const { number } = TEST_CARDS.authentication_required

  test('approved by the cardholder: credited', async () => {
    const customer = await aCustomer(funding)
    const opened = await openDeposit(funding, customer)
    expect(await pay(opened, { number, bank: 'approve' })).toMatchObject({ kind: 'returned' })
    await untilDeposit(funding, customer, opened.id, is('succeeded'))
  })

  test('rejected: shown as such, and the page stays', async () => {
    const customer = await aCustomer(funding)
    const opened = await openDeposit(funding, customer)
    expect(await pay(opened, { number, bank: 'reject' })).toMatchObject({ kind: 'refused' })
    const refused = await untilDeposit(
      funding,
      customer,
      opened.id,
      ({ last_decline }) => last_decline !== null,
    )
    expect(refused).toMatchObject({
      status: 'requires_action',
      last_decline: { code: 'authentication_failed' },
    })
  })

  test('approved, then declined by the issuer', async () => {
    const customer = await aCustomer(funding)
    const opened = await openDeposit(funding, customer)
    await pay(opened, { number: TEST_CARDS.authentication_then_declined.number, bank: 'approve' })
    const refused = await untilDeposit(
      funding,
      customer,
      opened.id,
      ({ last_decline }) => last_decline !== null,
    )
    expect(refused.last_decline).toMatchObject({ code: 'insufficient_funds' })
  })
})

describe('trouble', () => {
  test('never paid: expired when the page closes', async () => {
    const customer = await aCustomer(funding)
    const opened = await openDeposit(funding, customer)
    await funding.advance(61)
    const expired = await untilDeposit(funding, customer, opened.id, is('expired'))
    expect(expired).toMatchObject({ action: null, actions: ['repeat'], expected_by: null })
    expect(textsOf(expired)).toEqual(['deposit_opened', 'deposit_page_opened', 'deposit_expired'])
  })

  test('debited but never confirmed: found by asking, without webhook or return', async () => {
    const customer = await aCustomer(funding)
    const opened = await openDeposit(funding, customer)
    expect(await pay(opened, 'never_confirmed')).toEqual({ kind: 'connection_lost' })
    await jobsDone(funding)
    expect(await getDeposit(funding, customer, opened.id)).toMatchObject({ status: 'requires_action' })
    await funding.advance(1)
    const done = await untilDeposit(funding, customer, opened.id, is('succeeded'))
    expect(done.timeline.at(-2)).toMatchObject({
      text: 'deposit_confirmed',
      evidence: { kind: 'rail_answer' },
    })
    expect(await balanceOf(funding, customer)).toEqual({ balance: '1000', credits: 1 })
  })

  test('debited late and never confirmed: asking goes on until the page closes and after', async () => {
    const customer = await aCustomer(funding)
    const opened = await openDeposit(funding, customer)
    for (const minutes of [1, 3, 5, 10]) {
      await funding.advance(minutes)
      await jobsDone(funding)
    }
    expect(await getDeposit(funding, customer, opened.id)).toMatchObject({ status: 'requires_action' })
    await pay(opened, 'never_confirmed')
    await funding.advance(10)
    await untilDeposit(funding, customer, opened.id, is('succeeded'))
    expect(await balanceOf(funding, customer)).toEqual({ balance: '1000', credits: 1 })
  })

  test('debited but never confirmed: found at once when the customer asks', async () => {
    const customer = await aCustomer(funding)
    const opened = await openDeposit(funding, customer)
    await pay(opened, 'never_confirmed')
    const checked = await send(funding, customer, { method: 'POST', path: `/v1/deposits/${opened.id}/check` })
    expect(checked).toMatchObject({ status: 200, body: { status: 'succeeded' } })
  })

  test('confirmed twice, by two events and repeated deliveries: credited once', async () => {
    const customer = await aCustomer(funding)
    const opened = await openDeposit(funding, customer)
    await funding.setFaults({ webhooks: { duplicate: {}, out_of_order: {} } })
    await pay(opened, 'confirmed_twice')
    await untilDeposit(funding, customer, opened.id, is('succeeded'))
    await expect
      .poll(async () => {
        const kept = await funding.rows('SELECT 1 FROM rail_event WHERE deposit_id = $1', [uuidOf(opened)])
        return kept.length
      })
      .toBeGreaterThanOrEqual(2)
    await jobsDone(funding)
    expect(await balanceOf(funding, customer)).toEqual({ balance: '1000', credits: 1 })
  })

  test('confirmed before the browser is sent back: the answer is there when it returns', async () => {
    const customer = await aCustomer(funding)
    const opened = await openDeposit(funding, customer)
    await pay(opened, 'confirmed_before_answer')
    const checked = await send(funding, customer, { method: 'POST', path: `/v1/deposits/${opened.id}/check` })
    expect(checked).toMatchObject({ status: 200, body: { status: 'succeeded' } })
    await jobsDone(funding)
    expect(await balanceOf(funding, customer)).toEqual({ balance: '1000', credits: 1 })
  })

  test('very late: pending with its deadline, then credited', async () => {
    const customer = await aCustomer(funding)
    const opened = await openDeposit(funding, customer)
    await pay(opened, 'settled_late')
    const pending = await untilDeposit(funding, customer, opened.id, is('pending'))
    expect(pending).toMatchObject({ action: null, actions: ['contact_support'] })
    const promised = new Date(opened.created_at).getTime() + 24 * 3_600_000
    expect(new Date(pending.expected_by ?? 0).getTime()).toBe(promised)
    await funding.advance(61)
    const done = await untilDeposit(funding, customer, opened.id, is('succeeded'))
    expect(textsOf(done)).toContain('deposit_processing')
  })

  test('very late, and then refused: failed with the reason', async () => {
    const customer = await aCustomer(funding)
    const opened = await openDeposit(funding, customer)
    await pay(opened, 'failed_late')
    await untilDeposit(funding, customer, opened.id, is('pending'))
    await funding.advance(61)
    const failed = await untilDeposit(funding, customer, opened.id, is('failed'))
    expect(failed).toMatchObject({ status_reason: 'card_declined' })
    expect(await balanceOf(funding, customer)).toMatchObject({ credits: 0 })
  })

  test('later than promised: a person looks, and it is still credited when it comes', async () => {
    const customer = await aCustomer(funding)
    await funding.setFaults({ settlement_delay_ms: 30 * 3_600_000 })
    const opened = await openDeposit(funding, customer)
    await pay(opened, 'settled_late')
    await untilDeposit(funding, customer, opened.id, is('pending'))
    await funding.advance(25 * 60)
    const reviewed = await untilDeposit(funding, customer, opened.id, is('in_review'))
    expect(reviewed).toMatchObject({ status_reason: 'not_settled_in_time', actions: ['contact_support'] })
    expect(reviewed.expected_by).not.toBeNull()
    await funding.advance(25 * 60)
    await untilDeposit(funding, customer, opened.id, is('succeeded'))
    expect(await balanceOf(funding, customer)).toEqual({ balance: '1000', credits: 1 })
  })
})

test('nothing here raised an alarm', () => {
  expect(funding.alerts).toEqual([])
})
