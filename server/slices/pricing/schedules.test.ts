import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { currencies, exponentOf, formatAmount, money, type Currency } from '../../../contract/money.ts'
import { liftedLimits, problemsOfFees, problemsOfLimits } from './schedule-problems.ts'
import {
  feeRuleSchema,
  feesFor,
  limitOf,
  limitRuleSchema,
  sumOf,
  type FeeRule,
  type FeeSchedule,
  type LimitRule,
} from './schedules.ts'

const plain: FeeRule = {
  id: 'transfer',
  operation: 'transfer',
  currency: null,
  fixed: '0',
  basis_points: 0,
  minimum: null,
  maximum: null,
}

function scheduleOf(...rules: Partial<FeeRule>[]): FeeSchedule {
  return { version: 7, activatedAt: new Date(0), rules: rules.map(rule => ({ ...plain, ...rule })) }
}

/** The fee in minor units. */
function feeOf(rule: Partial<FeeRule>, minor: bigint, currency: Currency): bigint {
  return sumOf(feesFor(scheduleOf({ currency, ...rule }), 'transfer', money(minor, currency)), currency).minor
}

const anyCurrency = fc.constantFrom(...currencies)
const anyAmount = fc.bigInt({ min: 1n, max: 10n ** 17n })
const anyShare = fc.integer({ min: 0, max: 10_000 })
/** Up to a million minor units, as a rule writes it in that currency. */
const written = (minor: bigint, currency: Currency): string => formatAmount(minor, exponentOf(currency))
const smallAmount = fc.bigInt({ min: 0n, max: 1_000_000n })

describe('what a movement costs', () => {
  test('a share is rounded up by less than one minor unit, so that no rounding favours the payer', () => {
    fc.assert(
      fc.property(anyCurrency, anyAmount, anyShare, (currency, minor, points) => {
        const fee = feeOf({ basis_points: points }, minor, currency)
        const exact = minor * BigInt(points)
        expect(fee * 10_000n).toBeGreaterThanOrEqual(exact)
        expect(fee * 10_000n).toBeLessThan(exact + 10_000n)
      }),
    )
  })

  test('an amount cut into parts never costs less than the whole', () => {
    fc.assert(
      fc.property(anyCurrency, anyAmount, anyAmount, anyShare, (currency, one, other, points) => {
        const rule = { basis_points: points }
        const parts = feeOf(rule, one, currency) + feeOf(rule, other, currency)
        expect(parts).toBeGreaterThanOrEqual(feeOf(rule, one + other, currency))
      }),
    )
  })

  test('a larger amount never costs less', () => {
    fc.assert(
      fc.property(
        anyCurrency,
        anyAmount,
        anyAmount,
        anyShare,
        smallAmount,
        (currency, minor, more, points, fixed) => {
          const rule = { basis_points: points, fixed: written(fixed, currency), maximum: null }
          expect(feeOf(rule, minor + more, currency)).toBeGreaterThanOrEqual(feeOf(rule, minor, currency))
        },
      ),
    )
  })

  test('a fee is fixed part and share, at least the minimum and at most the maximum', () => {
    fc.assert(
      fc.property(
        anyCurrency,
        anyAmount,
        anyShare,
        smallAmount,
        smallAmount,
        smallAmount,
        (currency, minor, points, fixed, least, room) => {
          const most = least + room
          const fee = feeOf(
            {
              fixed: written(fixed, currency),
              basis_points: points,
              minimum: written(least, currency),
              maximum: written(most, currency),
            },
            minor,
            currency,
          )
          const unbounded = fixed + (minor * BigInt(points) + 9_999n) / 10_000n
          expect(fee).toBe(unbounded < least ? least : unbounded > most ? most : unbounded)
        },
      ),
    )
  })

  test.each([
    ['EUR', { fixed: '0.05', basis_points: 125 }, 1234n, 21n],
    ['JPY', { fixed: '10', basis_points: 50 }, 1n, 11n],
    ['KWD', { basis_points: 1 }, 1n, 1n],
    ['KWD', { fixed: '0.005' }, 1_000n, 5n],
    ['USD', { basis_points: 10_000 }, 999n, 999n],
    ['GBP', { basis_points: 10, minimum: '0.30' }, 100n, 30n],
    ['HKD', { basis_points: 100, maximum: '5' }, 1_000_000n, 500n],
    ['CNY', { maximum: '0' }, 1_000n, 0n],
  ] as const)('%s %o of %s is %s', (currency, rule, minor, fee) => {
    expect(feeOf(rule, minor, currency)).toBe(fee)
  })

  test('a line names its kind, and its rule with the version of the schedule', () => {
    const schedule = scheduleOf({ id: 'transfer-eur', currency: 'EUR', fixed: '0.20' })
    expect(feesFor(schedule, 'transfer', money(100n, 'EUR'))).toEqual([
      { kind: 'transfer', amount: money(20n, 'EUR'), rule: 'v7/transfer-eur' },
    ])
  })

  test('what costs nothing has no line', () => {
    expect(feesFor(scheduleOf({}), 'transfer', money(100n, 'EUR'))).toEqual([])
    expect(feesFor(scheduleOf(), 'transfer', money(100n, 'EUR'))).toEqual([])
  })
})

describe('which rule', () => {
  const schedule = scheduleOf(
    { id: 'any', basis_points: 100 },
    { id: 'euro', currency: 'EUR', basis_points: 200 },
    { id: 'card', operation: 'deposit_card', basis_points: 300 },
  )

  test.each([
    ['transfer', 'EUR', 'v7/euro'],
    ['transfer', 'USD', 'v7/any'],
    ['deposit_card', 'EUR', 'v7/card'],
  ] as const)('%s in %s follows %s', (operation, currency, rule) => {
    expect(feesFor(schedule, operation, money(10_000n, currency))[0]?.rule).toBe(rule)
  })

  test('the order of the rules does not matter', () => {
    const turned = { ...schedule, rules: schedule.rules.toReversed() }
    fc.assert(
      fc.property(anyCurrency, anyAmount, (currency, minor) => {
        const amount = money(minor, currency)
        expect(feesFor(turned, 'transfer', amount)).toEqual(feesFor(schedule, 'transfer', amount))
      }),
    )
  })

  test('a rule for the very currency counts even where it makes it free', () => {
    const free = scheduleOf({ id: 'any', fixed: '1' }, { id: 'euro', currency: 'EUR' })
    expect(feesFor(free, 'transfer', money(10n, 'EUR'))).toEqual([])
  })
})

describe('what cannot be published', () => {
  test('of sound schedules there is nothing to say', () => {
    expect(problemsOfFees([plain])).toEqual([])
    expect(
      problemsOfLimits([{ operation: 'transfer', interval: 'daily', amounts: { KWD: '0.005' } }]),
    ).toEqual([])
  })

  test('an amount that some currency it may meet cannot hold', () => {
    expect(problemsOfFees([{ ...plain, fixed: '0.5' }])).toEqual([
      { code: 'not_an_amount', rule: 'transfer', text: '0.5', currency: 'JPY' },
    ])
    expect(problemsOfFees([{ ...plain, currency: 'EUR', fixed: '0.5' }])).toEqual([])
    expect(problemsOfFees([{ ...plain, currency: 'EUR', fixed: '0.005', maximum: '-1' }])).toEqual([
      { code: 'not_an_amount', rule: 'transfer', text: '0.005', currency: 'EUR' },
      { code: 'not_an_amount', rule: 'transfer', text: '-1', currency: 'EUR' },
    ])
    expect(problemsOfLimits([{ operation: 'transfer', interval: 'daily', amounts: { JPY: '1.5' } }])).toEqual(
      [{ code: 'not_an_amount', rule: 'transfer daily', text: '1.5', currency: 'JPY' }],
    )
  })

  test('a minimum above the maximum, compared as amounts and not as text', () => {
    const rule: FeeRule = { ...plain, currency: 'EUR', minimum: '9', maximum: '10' }
    expect(problemsOfFees([rule])).toEqual([])
    expect(problemsOfFees([{ ...rule, minimum: '10.01' }])).toEqual([
      { code: 'minimum_above_maximum', rule: 'transfer', currency: 'EUR' },
    ])
  })

  test('two rules for the same, or under the same name', () => {
    expect(problemsOfFees([plain, { ...plain, id: 'other' }])).toEqual([
      { code: 'same_subject', rule: 'other' },
    ])
    expect(problemsOfFees([plain, { ...plain, currency: 'EUR' }])).toEqual([
      { code: 'same_id', rule: 'transfer' },
    ])
    const limit: LimitRule = { operation: 'transfer', interval: 'daily', amounts: {} }
    expect(problemsOfLimits([limit, { ...limit, interval: 'transaction' }, limit])).toEqual([
      { code: 'same_subject', rule: 'transfer daily' },
    ])
  })

  test('a sound schedule can be priced in every currency, whatever the amount', () => {
    const text = fc.oneof(
      smallAmount.map(minor => minor.toString()),
      fc.tuple(smallAmount, anyCurrency).map(([minor, currency]) => written(minor, currency)),
    )
    const anyRule = fc.record<FeeRule>({
      id: fc.constant('x'),
      operation: fc.constant('transfer' as const),
      currency: fc.option(anyCurrency),
      fixed: text,
      basis_points: anyShare,
      minimum: fc.option(text),
      maximum: fc.option(text),
    })
    fc.assert(
      fc.property(anyRule, anyCurrency, anyAmount, (rule, currency, minor) => {
        fc.pre(problemsOfFees([rule]).length === 0)
        const lines = feesFor(scheduleOf(rule), 'transfer', money(minor, currency))
        expect(sumOf(lines, currency).minor).toBeGreaterThanOrEqual(0n)
      }),
    )
  })

  test.each([
    ['an unknown operation', { ...plain, operation: 'withdrawal' }],
    ['a share above the whole', { ...plain, basis_points: 10_001 }],
    ['a negative share', { ...plain, basis_points: -1 }],
    ['half a basis point', { ...plain, basis_points: 0.5 }],
    ['an amount as a number', { ...plain, fixed: 1 }],
    ['a field nobody knows', { ...plain, vat: '19' }],
    ['a name with a space', { ...plain, id: 'my rule' }],
  ])('%s is no rule', (_, rule) => {
    expect(feeRuleSchema.safeParse(rule).success).toBe(false)
  })

  test('a limit in a currency we do not have is no rule', () => {
    const rule = { operation: 'transfer', interval: 'daily', amounts: { EURO: '1' } }
    expect(limitRuleSchema.safeParse(rule).success).toBe(false)
  })
})

describe('limits', () => {
  const schedule = {
    version: 1,
    activatedAt: new Date(0),
    rules: [
      { operation: 'transfer', interval: 'daily', amounts: { EUR: '100', JPY: '5000' } },
      { operation: 'transfer', interval: 'transaction', amounts: { EUR: '10.50' } },
    ] satisfies LimitRule[],
  }

  test('are in minor units of their currency, and absent where none is named', () => {
    expect(limitOf(schedule, 'transfer', 'daily', 'JPY')).toBe(5_000n)
    expect(limitOf(schedule, 'transfer', 'transaction', 'EUR')).toBe(1_050n)
    expect(limitOf(schedule, 'transfer', 'transaction', 'JPY')).toBeNull()
    expect(limitOf(schedule, 'deposit_card', 'daily', 'EUR')).toBeNull()
  })

  test('that new rules leave out are noticed, whether by currency or as a whole', () => {
    expect(liftedLimits(schedule, schedule.rules)).toEqual([])
    expect(
      liftedLimits(schedule, [{ operation: 'transfer', interval: 'daily', amounts: { EUR: '1', USD: '1' } }]),
    ).toEqual([
      { operation: 'transfer', interval: 'daily', currency: 'JPY' },
      { operation: 'transfer', interval: 'transaction', currency: 'EUR' },
    ])
  })
})
