import { expect, test } from 'vitest'
import { money } from '../../../contract/money.ts'
import { euro, parseRate } from './rate.ts'
import { monthStart, volumeOf } from './volume.ts'

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
