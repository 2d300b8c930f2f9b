import { expect, test } from 'vitest'
import { money } from '../../../contract/money.ts'
import { markupFor, markupRuleSchema } from './markup.ts'
import { euro, parseRate } from './rate.ts'
import { monthStart, volumeOf } from './volume.ts'

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
  expect(markupRuleSchema.safeParse({ ...rule({}), from_volume: text }).success).toBe(false)
})

test('the volume of a month is in euro at the rates in force, rounded down', () => {
  const rateOf = (currency: 'USD' | 'JPY', text: string) => {
    const rate = parseRate(text) ?? euro
    return [currency, { currency, rate, text, day: '2026-05-01', quotable: true }] as const
  }
  const rates = new Map([rateOf('USD', '1.08'), rateOf('JPY', '161.40')])
  const sold = [money(108_00n, 'USD'), money(16_140n, 'JPY'), money(50_00n, 'EUR'), money(9_999n, 'KWD')]
  expect(volumeOf(sold, rates)).toBe(250_00n)
  expect(monthStart(new Date('2026-05-31T23:59:59Z')).toISOString()).toBe('2026-05-01T00:00:00.000Z')
})
