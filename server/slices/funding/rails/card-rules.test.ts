import { describe, expect, test } from 'vitest'
import { money, parseAmount, exponentOf, type Currency } from '../../../../contract/money.ts'
import { CURRENCIES, findAmountProblem, isCurrency } from '../../../../simulators/acquirer/currencies.ts'
import { cardAmountObstacle } from './card-amounts.ts'
import { callbackOf } from './card-callback.ts'
import { declineCodeOf } from './card-declines.ts'
import { reportOf } from './card-report.ts'

const amount = (value: string, currency: Currency) => {
  const minor = parseAmount(value, exponentOf(currency))
  if (typeof minor === 'string') throw new Error(minor)
  return money(minor, currency)
}

describe('amounts a card can be charged', () => {
  test.each([
    ['0.49', 'USD', 'amount_below_minimum'],
    ['0.50', 'USD', undefined],
    ['0.29', 'GBP', 'amount_below_minimum'],
    ['3.99', 'CNY', 'amount_below_minimum'],
    ['49', 'JPY', 'amount_below_minimum'],
    ['50', 'JPY', undefined],
    ['99999999', 'JPY', undefined],
    ['100000000', 'JPY', 'amount_above_maximum'],
    ['1.000', 'KWD', undefined],
    ['1.010', 'KWD', undefined],
    ['1.005', 'KWD', 'validation_failed'],
    ['99999.990', 'KWD', undefined],
    ['99999.999', 'KWD', 'amount_above_maximum'],
  ] as const)('%s %s: %s', (value, currency, code) => {
    expect(cardAmountObstacle(amount(value, currency))?.code).toBe(code)
  })

  test('the refusal says what is possible', () => {
    expect(cardAmountObstacle(amount('0.100', 'KWD'))?.details).toEqual({
      minimum: { value: '0.160', currency: 'KWD' },
    })
    expect(cardAmountObstacle(amount('1.005', 'KWD'))).toMatchObject({
      fields: [{ path: 'amount.value', code: 'amount_too_precise' }],
      details: { smallest_step: { value: '0.010', currency: 'KWD' } },
    })
  })

  test('are the same on both sides of the wire', () => {
    for (const code of Object.keys(CURRENCIES).filter(isCurrency))
      for (const minor of [
        1n,
        30n,
        49n,
        50n,
        160n,
        399n,
        400n,
        401n,
        99_999_990n,
        99_999_999n,
        100_000_000n,
      ]) {
        const ours = cardAmountObstacle(money(minor, code.toUpperCase() as Currency)) === undefined
        expect(ours, `${minor} ${code}`).toBe(findAmountProblem(minor, code) === null)
      }
  })
})

test.each([
  [{ code: 'card_declined', decline_code: 'insufficient_funds' }, 'insufficient_funds'],
  [{ code: 'card_declined', decline_code: 'lost_card' }, 'lost_card'],
  [{ code: 'card_declined', decline_code: 'card_velocity_exceeded' }, 'velocity_exceeded'],
  [{ code: 'card_declined', decline_code: 'an_issuer_s_invention' }, 'card_declined'],
  [{ code: 'expired_card', decline_code: 'an_issuer_s_invention' }, 'expired_card'],
  [{ code: 'incorrect_cvc' }, 'incorrect_cvc'],
  [{ code: 'payment_intent_authentication_failure' }, 'authentication_failed'],
  [{}, 'card_declined'],
])('the decline %o is %s in our words', (error, code) => {
  expect(declineCodeOf(error)).toBe(code)
})

describe('what Stripe says of a session', () => {
  const session = {
    id: 'cs_1',
    created: 1_800_000_000,
    client_reference_id: 'dep_01j4qr8se5f0r8000000000001',
    status: 'open',
    url: 'https://checkout.example/c/pay/cs_1',
    expires_at: 1_800_003_600,
    payment_intent: null,
  }
  const intent = {
    id: 'pi_1',
    status: 'requires_payment_method',
    amount_received: 0,
    currency: 'eur',
    last_payment_error: null,
    latest_charge: null,
  }

  test.each([
    ['open', { status: 'open', payment_intent: null }, 'open'],
    ['open after a decline', { status: 'open', payment_intent: intent }, 'open'],
    [
      'open in a 3-D Secure step',
      { status: 'open', payment_intent: { ...intent, status: 'requires_action' } },
      'open',
    ],
    [
      'complete and processing',
      { status: 'complete', payment_intent: { ...intent, status: 'processing' } },
      'processing',
    ],
    ['complete without an intent yet', { status: 'complete', payment_intent: null }, 'processing'],
    ['complete and refused later', { status: 'complete', payment_intent: intent }, 'failed'],
    [
      'complete and canceled',
      { status: 'complete', payment_intent: { ...intent, status: 'canceled' } },
      'failed',
    ],
    [
      'expired',
      { status: 'expired', url: null, payment_intent: { ...intent, status: 'canceled' } },
      'expired',
    ],
    ['complete and paid', { status: 'complete', payment_intent: { ...intent, status: 'succeeded' } }, 'paid'],
    [
      'expired and yet paid',
      { status: 'expired', url: null, payment_intent: { ...intent, status: 'succeeded' } },
      'paid',
    ],
  ])('%s', (_, changes, kind) => {
    expect(reportOf({ ...session, ...changes }).standing.kind).toBe(kind)
  })

  test('a decline is named by its charge, a failed 3-D Secure step by its intent', () => {
    const charge = { id: 'ch_1', created: 1_800_000_100, amount_refunded: 0 }
    const declined = {
      ...intent,
      last_payment_error: { code: 'card_declined', decline_code: 'stolen_card', charge: 'ch_1' },
      latest_charge: charge,
    }
    expect(reportOf({ ...session, payment_intent: declined }).decline).toEqual({
      code: 'stolen_card',
      reference: 'ch_1',
      at: new Date(1_800_000_100_000),
    })
    const failed = { ...intent, last_payment_error: { code: 'payment_intent_authentication_failure' } }
    expect(reportOf({ ...session, payment_intent: failed }).decline).toEqual({
      code: 'authentication_failed',
      reference: 'pi_1/authentication_failed',
      at: null,
    })
  })

  test('what does not look like a session is not read as one', () => {
    const script = { ...session, url: 'javascript:alert(document.cookie)' }
    for (const wrong of [{}, { ...session, status: 'half_open' }, { ...session, url: null }, 'cs_1', null])
      expect(() => reportOf(wrong)).toThrow('expected')
    expect(() => reportOf(script)).toThrow('Invalid URL')
    const halves = { ...intent, status: 'succeeded', amount_received: 10.5 }
    expect(() => reportOf({ ...session, payment_intent: halves })).toThrow('expected int')
  })
})

describe('a callback', () => {
  const event = (type: string, object: object) => ({
    id: 'evt_1',
    type,
    data: { object: { id: 'x_1', ...object } },
  })
  const deposit = 'dep_01j4qr8se5f0r8000000000001'

  test('names our order by the session’s reference or the payment’s metadata', () => {
    for (const object of [{ client_reference_id: deposit }, { metadata: { deposit } }])
      expect(callbackOf(event('checkout.session.completed', object))).toMatchObject({
        kind: 'event',
        id: 'evt_1',
        reference: 'x_1',
      })
  })

  test('about something else is ignored, and what is no event is refused', () => {
    expect(callbackOf(event('customer.created', { metadata: { deposit } })).kind).toBe('ignored')
    expect(callbackOf(event('checkout.session.completed', { metadata: {} })).kind).toBe('ignored')
    expect(callbackOf(event('checkout.session.completed', { client_reference_id: 'order-7' })).kind).toBe(
      'ignored',
    )
    expect(callbackOf({ id: 'evt_1' }).kind).toBe('refused')
    expect(callbackOf(event('checkout.session.completed', { id: 7 })).kind).toBe('refused')
  })
})
