import { expect, test } from 'vitest'
import { markupFor, markupRuleSchema } from './markup.ts'
import { problemsOfMarkups } from './schedule-problems.ts'

const rule = (wishes: Record<string, unknown>) =>
  markupRuleSchema.parse({ id: 'x', from: null, to: null, basis_points: 0, ...wishes })

const schedule = {
  version: 3,
  rules: [
    rule({ id: 'much', from_volume: '50000', basis_points: 20 }),
    rule({ id: 'any', basis_points: 50 }),
    rule({ id: 'some', from_volume: '5000', basis_points: 35 }),
    rule({ id: 'hkd', from: 'HKD', basis_points: 100 }),
    rule({ id: 'hkd-much', from: 'HKD', from_volume: '50000', basis_points: 80 }),
  ],
}

test.each([
  ['USD', 0n, 50, 'v3/any'],
  ['USD', 499_999n, 50, 'v3/any'],
  ['USD', 500_000n, 35, 'v3/some'],
  ['USD', 5_000_000n, 20, 'v3/much'],
  ['HKD', 500_000n, 100, 'v3/hkd'],
  ['HKD', 5_000_000n, 80, 'v3/hkd-much'],
] as const)('from %s after %s euro cents: %i by %s', (from, volume, basisPoints, name) => {
  expect(markupFor(schedule, { from, to: 'CNY', volume })).toEqual({ basisPoints, rule: name })
})

test.each(['-1', '1e3', '1.001', 'much'])('a volume of %s is none', text => {
  expect(problemsOfMarkups([rule({ from_volume: text })])).toMatchObject([{ code: 'not_an_amount', text }])
})

test('two rules for the same, and one that exchanges a currency into itself, are not published', () => {
  const twice = [rule({ id: 'a', from: 'EUR' }), rule({ id: 'b', from: 'EUR', from_volume: '0.00' })]
  expect(problemsOfMarkups(twice)).toEqual([{ code: 'same_subject', rule: 'b' }])
  expect(problemsOfMarkups([rule({ from: 'EUR', to: 'EUR' })])).toEqual([
    { code: 'same_currency', rule: 'x' },
  ])
  expect(problemsOfMarkups([rule({}), rule({ from: 'EUR' })])).toEqual([{ code: 'same_id', rule: 'x' }])
})
