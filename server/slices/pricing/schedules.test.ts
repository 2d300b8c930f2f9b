import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { customerLevels } from '../../../contract/levels.ts'
import {
  currencies,
  exponentOf,
  formatAmount,
  money,
  type Currency,
  type Money,
} from '../../../contract/money.ts'
import { feesFor, ruleFor, sumOf, type ChargeQuestion } from './fees.ts'
import { liftedLimits, problemsOfFees, problemsOfLimits } from './schedule-problems.ts'
import {
  feeRuleSchema,
  limitOf,
  limitRuleSchema,
  schedulesAt,
  type FeeRule,
  type FeeSchedule,
  type LimitRule,
} from './schedules.ts'

const plain: FeeRule = feeRuleSchema.parse({
  id: 'transfer',
  operation: 'transfer',
  currency: null,
  fixed: '0',
  basis_points: 0,
  minimum: null,
  maximum: null,
})

function scheduleOf(...rules: Partial<FeeRule>[]): FeeSchedule {
  return { version: 7, startsAt: new Date(0), rules: rules.map(rule => ({ ...plain, ...rule })) }
}

function asked(amount: Money, wishes: Partial<ChargeQuestion> = {}): ChargeQuestion {
  return {
    operation: 'transfer',
    method: null,
    payerRegion: 'CN',
    payeeRegion: 'DE',
    level: 'number_proved',
    amount,
    at: new Date('2026-05-01T12:00:00Z'),
    ...wishes,
  }
}

/** The fee in minor units. */
function feeOf(rule: Partial<FeeRule>, minor: bigint, currency: Currency): bigint {
  return sumOf(feesFor(scheduleOf({ currency, ...rule }), asked(money(minor, currency))), currency).minor
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
    expect(feesFor(schedule, asked(money(100n, 'EUR')))).toEqual([
      { kind: 'transfer', amount: money(20n, 'EUR'), rule: 'v7/transfer-eur', bearer: 'sender' },
    ])
  })

  test('what costs nothing has no line', () => {
    expect(feesFor(scheduleOf({}), asked(money(100n, 'EUR')))).toEqual([])
    expect(feesFor(scheduleOf(), asked(money(100n, 'EUR')))).toEqual([])
  })
})

describe('which rule', () => {
  const schedule = scheduleOf(
    { id: 'any', basis_points: 100 },
    { id: 'euro', currency: 'EUR', basis_points: 200 },
    { id: 'card', operation: 'deposit', method: 'card', basis_points: 300 },
  )

  test.each([
    ['transfer', null, 'EUR', 'v7/euro'],
    ['transfer', null, 'USD', 'v7/any'],
    ['deposit', 'card_credit', 'EUR', 'v7/card'],
    ['deposit', 'card', 'EUR', 'v7/card'],
    ['deposit', 'bank_transfer', 'EUR', undefined],
    ['withdrawal', 'bank_transfer', 'EUR', undefined],
  ] as const)('%s by %s in %s follows %s', (operation, method, currency, rule) => {
    const question = asked(money(10_000n, currency), { operation, method })
    expect(feesFor(schedule, question)[0]?.rule).toBe(rule)
  })

  const fitting = [
    { id: 'tier', tier: 'number_proved' },
    { id: 'currency', currency: 'EUR' },
    { id: 'payer-group', payer_region: 'EEA' },
    { id: 'payer-country', payer_region: 'FR' },
    { id: 'payee-group', payee_region: 'EEA' },
    { id: 'payee-country', payee_region: 'DE' },
    { id: 'family', method: 'card' },
    { id: 'method', method: 'card_debit' },
  ] as const satisfies Partial<FeeRule>[]

  test('each more specific than all before it together: the order is written where rules are chosen', () => {
    const question = asked(money(100n, 'EUR'), {
      operation: 'deposit',
      method: 'card_debit',
      payerRegion: 'FR',
    })
    const ruleOf = (wishes: Partial<FeeRule>): FeeRule => ({ ...plain, operation: 'deposit', ...wishes })
    for (const [index, narrow] of fitting.entries()) {
      // Of two that name the same attribute the later one stays: the broad rule has the family, the narrow the method.
      const broad = fitting.slice(0, index).reduce((all, each) => ({ ...all, ...each }), ruleOf({}))
      const rules = [{ ...broad, id: 'all-before' }, ruleOf(narrow)]
      expect(ruleFor(rules, question)?.id).toBe(narrow.id)
      expect(ruleFor(rules.toReversed(), question)?.id).toBe(narrow.id)
    }
  })

  const anyRegion = fc.constantFrom(null, 'EEA', 'DE', 'FR', 'CN')
  const anyCountry = fc.constantFrom(null, 'DE', 'FR', 'CN', 'US')
  const anyMethod = fc.constantFrom(null, 'card', 'card_debit', 'card_credit', 'bank_transfer')
  const anyRules = fc.array(
    fc.record({
      method: anyMethod,
      payer_region: anyRegion,
      payee_region: anyRegion,
      currency: fc.constantFrom(null, 'EUR', 'CNY'),
      tier: fc.constantFrom(null, ...customerLevels),
    }),
    { maxLength: 12 },
  )
  const anyQuestion = fc.record({
    operation: fc.constant('deposit' as const),
    method: anyMethod,
    payerRegion: anyCountry,
    payeeRegion: anyCountry,
    level: fc.constantFrom(...customerLevels),
  })

  test('whatever the rules and in whatever order: the chosen one holds, and no other that holds says more, sooner', () => {
    fc.assert(
      fc.property(
        anyRules,
        anyQuestion,
        fc.constantFrom('EUR', 'CNY', 'USD'),
        (written, wishes, currency) => {
          const rules = written.map((rule, index): FeeRule =>
            Object.assign({ ...plain, operation: 'deposit' as const, id: `r${index}` }, rule),
          )
          fc.pre(problemsOfFees(rules).length === 0)
          const question = asked(money(100n, currency), wishes)
          const chosen = ruleFor(rules, question)
          expect(ruleFor(rules.toReversed(), question)).toBe(chosen)
          const holding = rules.filter(rule => ruleFor([rule], question) === rule)
          expect(chosen !== undefined).toBe(holding.length > 0)
          if (!chosen) return
          const said = (rule: FeeRule) =>
            [
              [null, 'card', 'bank_transfer'].includes(rule.method) && rule.method !== question.method
                ? Number(rule.method !== null)
                : 2 * Number(rule.method !== null),
              rule.payee_region === 'EEA' ? 1 : 2 * Number(rule.payee_region !== null),
              rule.payer_region === 'EEA' ? 1 : 2 * Number(rule.payer_region !== null),
              Number(rule.currency !== null),
              Number(rule.tier !== null),
            ].join('')
          expect(holding.map(said).toSorted().at(-1)).toBe(said(chosen))
          expect(holding.filter(rule => said(rule) === said(chosen))).toEqual([chosen])
        },
      ),
      { numRuns: 1_000 },
    )
  })

  test('a customer of no known country has only what holds for any', () => {
    const rules = scheduleOf({ id: 'eea', payer_region: 'EEA', fixed: '1' }, { id: 'any', fixed: '2' })
    const line = (payerRegion: string | null) =>
      feesFor(rules, asked(money(10_000n, 'EUR'), { payerRegion }))[0]?.rule
    expect([line('FR'), line('US'), line(null)]).toEqual(['v7/eea', 'v7/any', 'v7/any'])
  })

  test('a rule holds from its start up to its end, and the next one from that very moment', () => {
    const turn = '2026-06-01T00:00:00Z'
    const rules = [
      { ...plain, id: 'before', valid_to: turn },
      { ...plain, id: 'after', valid_from: turn },
    ]
    expect(problemsOfFees(rules)).toEqual([])
    const at = (time: string) => ruleFor(rules, asked(money(1n, 'EUR'), { at: new Date(time) }))?.id
    expect([at('2026-05-31T23:59:59.999Z'), at(turn)]).toEqual(['before', 'after'])
  })

  test('a shared fee is two lines that add up to it, the odd minor unit being the sender’s', () => {
    fc.assert(
      fc.property(smallAmount, minor => {
        const fixed = written(minor, 'EUR')
        const lines = feesFor(
          scheduleOf({ fixed, bearer: 'shared', currency: 'EUR' }),
          asked(money(1n, 'EUR')),
        )
        expect(sumOf(lines, 'EUR').minor).toBe(minor)
        const [ofSender = 0n, ofRecipient = 0n] = lines.map(({ amount }) => amount.minor)
        expect([0n, 1n]).toContain(ofSender - ofRecipient)
      }),
    )
  })

  test('a rule for the very currency counts even where it makes it free', () => {
    const free = scheduleOf({ id: 'any', fixed: '1' }, { id: 'euro', currency: 'EUR' })
    expect(feesFor(free, asked(money(10n, 'EUR')))).toEqual([])
  })
})

describe('which schedule', () => {
  const starting = (version: number, time: string) => ({ version, rules: [], startsAt: new Date(time) })
  const book = {
    fees: [
      starting(1, '2026-01-01T00:00:00Z'),
      starting(3, '2026-03-01T00:00:00Z'),
      starting(2, '2026-05-01T00:00:00Z'),
      starting(4, '2026-03-01T00:00:00Z'),
    ],
    limits: [starting(1, '2026-01-01T00:00:00Z')],
  }

  test.each([
    ['2025-12-31T23:59:59Z', 1],
    ['2026-01-01T00:00:00Z', 1],
    ['2026-02-28T23:59:59.999Z', 1],
    ['2026-03-01T00:00:00Z', 4],
    ['2026-05-01T00:00:00Z', 2],
    ['2027-01-01T00:00:00Z', 2],
  ])('at %s version %i holds', (time, version) => {
    expect(schedulesAt(book, new Date(time)).fees.version).toBe(version)
  })
})

describe('what cannot be published', () => {
  test('of sound schedules there is nothing to say', () => {
    expect(problemsOfFees([plain])).toEqual([])
    expect(
      problemsOfLimits([
        { operation: 'transfer', level: null, interval: 'daily', amounts: { KWD: '0.005' } },
      ]),
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
    expect(
      problemsOfLimits([{ operation: 'transfer', level: null, interval: 'daily', amounts: { JPY: '1.5' } }]),
    ).toEqual([{ code: 'not_an_amount', rule: 'transfer daily', text: '1.5', currency: 'JPY' }])
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
    const limit: LimitRule = { operation: 'transfer', level: null, interval: 'daily', amounts: {} }
    expect(problemsOfLimits([limit, { ...limit, interval: 'transaction' }, limit])).toEqual([
      { code: 'same_subject', rule: 'transfer daily' },
    ])
    expect(problemsOfLimits([limit, { ...limit, level: 'number_proved' }])).toEqual([])
  })

  test('a method the operation does not go by, a bearer whose part is not posted, an end before the start', () => {
    expect(
      problemsOfFees([
        { ...plain, id: 'a', method: 'card' },
        { ...plain, id: 'b', bearer: 'recipient', currency: 'EUR' },
        { ...plain, id: 'd', operation: 'exchange' },
        {
          ...plain,
          id: 'c',
          currency: 'CNY',
          valid_from: '2026-05-01T00:00:00Z',
          valid_to: '2026-05-01T00:00:00Z',
        },
      ]),
    ).toEqual([
      { code: 'no_such_method', rule: 'a' },
      { code: 'no_such_bearer', rule: 'b' },
      { code: 'not_charged', rule: 'd' },
      { code: 'ends_before_it_starts', rule: 'c' },
    ])
  })

  test('two rules for the same whose times overlap', () => {
    const [first, second] = [
      { ...plain, id: 'first', valid_to: '2026-05-02T00:00:00Z' },
      { ...plain, id: 'second', valid_from: '2026-05-01T00:00:00Z' },
    ]
    expect(problemsOfFees([first, second])).toEqual([{ code: 'same_subject', rule: 'second' }])
  })

  test('a sound schedule can be priced in every currency, whatever the amount', () => {
    const text = fc.oneof(
      smallAmount.map(minor => minor.toString()),
      fc.tuple(smallAmount, anyCurrency).map(([minor, currency]) => written(minor, currency)),
    )
    const anyRule = fc.record({
      currency: fc.option(anyCurrency),
      fixed: text,
      basis_points: anyShare,
      minimum: fc.option(text),
      maximum: fc.option(text),
    })
    fc.assert(
      fc.property(anyRule, anyCurrency, anyAmount, (written, currency, minor) => {
        const rule = { ...plain, ...written }
        fc.pre(problemsOfFees([rule]).length === 0)
        const lines = feesFor(scheduleOf(rule), asked(money(minor, currency)))
        expect(sumOf(lines, currency).minor).toBeGreaterThanOrEqual(0n)
      }),
    )
  })

  test.each([
    ['an unknown operation', { ...plain, operation: 'gift' }],
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
    startsAt: new Date(0),
    rules: [
      { operation: 'transfer', level: null, interval: 'daily', amounts: { EUR: '100', JPY: '5000' } },
      { operation: 'transfer', level: 'number_proved', interval: 'daily', amounts: { EUR: '300' } },
      { operation: 'transfer', level: null, interval: 'transaction', amounts: { EUR: '10.50' } },
    ] satisfies LimitRule[],
  }
  const asking = { operation: 'transfer', interval: 'daily', level: 'email_proved', currency: 'EUR' } as const

  test('are in minor units of their currency, and absent where none is named', () => {
    expect(limitOf(schedule, { ...asking, currency: 'JPY' })).toBe(5_000n)
    expect(limitOf(schedule, { ...asking, interval: 'transaction' })).toBe(1_050n)
    expect(limitOf(schedule, { ...asking, interval: 'transaction', currency: 'JPY' })).toBeNull()
    expect(limitOf(schedule, { ...asking, operation: 'deposit' })).toBeNull()
    expect(limitOf(schedule, { ...asking, interval: 'rolling_24h' })).toBeNull()
  })

  test('of a level win over those of any, currency by currency', () => {
    expect(limitOf(schedule, asking)).toBe(10_000n)
    expect(limitOf(schedule, { ...asking, level: 'number_proved' })).toBe(30_000n)
    expect(limitOf(schedule, { ...asking, level: 'number_proved', currency: 'JPY' })).toBe(5_000n)
  })

  test('that new rules leave out are noticed, whether by currency, by level or as a whole', () => {
    const daily = { operation: 'transfer', interval: 'daily' } as const
    expect(liftedLimits(schedule, schedule.rules)).toEqual([])
    expect(liftedLimits(schedule, [{ ...daily, level: null, amounts: { EUR: '1', USD: '1' } }])).toEqual([
      { ...daily, level: null, currency: 'JPY' },
      { operation: 'transfer', interval: 'transaction', level: null, currency: 'EUR' },
    ])
    expect(
      liftedLimits(schedule, [{ ...daily, level: 'number_proved', amounts: { EUR: '1', JPY: '1' } }]),
    ).toEqual([
      { ...daily, level: 'email_proved', currency: 'EUR' },
      { ...daily, level: 'email_proved', currency: 'JPY' },
      { operation: 'transfer', interval: 'transaction', level: null, currency: 'EUR' },
    ])
  })
})
