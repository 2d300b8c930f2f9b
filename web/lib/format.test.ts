import { describe, expect, test } from 'vitest'
import { amountParts, formatBasisPoints, formatDay, formatMoney, negated } from './format.ts'

describe('money', () => {
  test.each([
    ['1234.5', 'EUR', 'en', '1,234.50\u00A0EUR'],
    ['1234.5', 'CNY', 'zh-CN', '1,234.50\u00A0CNY'],
    ['-0.05', 'USD', 'en', '−0.05\u00A0USD'],
    ['1200', 'JPY', 'zh-CN', '1,200\u00A0JPY'],
    ['1.005', 'KWD', 'en', '1.005\u00A0KWD'],
  ] as const)('%s %s in %s', (value, currency, language, text) => {
    expect(formatMoney({ value, currency }, language)).toBe(text)
  })

  test('is exact where a floating-point number would not be', () => {
    // Number('9007199254740993.01') is 9007199254740994.
    const money = { value: '9007199254740993.01', currency: 'EUR' } as const
    expect(formatMoney(money, 'en')).toBe('9,007,199,254,740,993.01\u00A0EUR')
  })

  test('shows a plus only when asked, and none for nothing', () => {
    const some = { value: '3.10', currency: 'GBP' } as const
    expect(formatMoney(some, 'en', { sign: true })).toBe('+3.10\u00A0GBP')
    expect(formatMoney(negated(some), 'en', { sign: true })).toBe('−3.10\u00A0GBP')
    expect(formatMoney({ ...some, value: '0.00' }, 'en', { sign: true })).toBe('0.00\u00A0GBP')
  })

  test('comes apart into sign, whole and decimals', () => {
    const parts = amountParts({ value: '-1234.5', currency: 'HKD' }, 'en', false)
    expect(parts).toEqual({ sign: '−', whole: '1,234', fraction: '.50' })
  })

  test('refuses what is no amount', () => {
    expect(() => formatMoney({ value: '1e3', currency: 'EUR' }, 'en')).toThrow(RangeError)
  })
})

test('days have the names people give them', () => {
  const today = '2026-03-01'
  expect(formatDay('2026-03-01', today, 'en')).toBe('Today')
  expect(formatDay('2026-02-28', today, 'zh-CN')).toBe('昨天')
  expect(formatDay('2026-02-20', today, 'en')).toBe('Friday, February 20')
  expect(formatDay('2025-12-31', today, 'zh-CN')).toBe('2025年12月31日星期三')
})

test('basis points are a share of a hundred', () => {
  expect(formatBasisPoints(125, 'en')).toBe('1.25%')
})
