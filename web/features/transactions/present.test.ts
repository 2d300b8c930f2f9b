import { expect, test } from 'vitest'
import { byDay, daysOf, signedAmount } from './present.ts'

test('rows of one calendar day stand together, in their order', () => {
  const at = (day: number, hour: number) => ({ created_at: new Date(2026, 10, day, hour).toISOString() })
  const rows = [at(22, 23), at(22, 0), at(21, 23), at(20, 1)]
  expect(byDay(rows).map(({ day, rows }) => [day, rows.length])).toEqual([
    ['2026-11-22', 2],
    ['2026-11-21', 1],
    ['2026-11-20', 1],
  ])
})

test('periods end today and hold as many days as they say, across months and leap days', () => {
  expect(daysOf('all', '2026-03-01')).toEqual({})
  expect(daysOf('today', '2026-03-01')).toEqual({ from: '2026-03-01', to: '2026-03-01' })
  expect(daysOf('yesterday', '2028-03-01')).toEqual({ from: '2028-02-29', to: '2028-02-29' })
  expect(daysOf('week', '2026-03-03')).toEqual({ from: '2026-02-25', to: '2026-03-03' })
  expect(daysOf('month', '2026-01-15')).toEqual({ from: '2025-12-17', to: '2026-01-15' })
})

test('what goes out is negative', () => {
  const amount = { value: '12.50', currency: 'EUR' } as const
  expect(signedAmount({ direction: 'out', amount }).value).toBe('-12.50')
  expect(signedAmount({ direction: 'in', amount })).toEqual(amount)
})
