import { expect, test } from 'vitest'
import { choicesUpTo } from './choices.ts'

const eur = (value: string) => ({ value, currency: 'EUR' as const })

test('round parts of the highest, with nothing and what is chosen now', () => {
  expect(choicesUpTo(eur('500.00'), eur('500.00'))).toEqual(
    ['0.00', '50.00', '100.00', '250.00', '500.00'].map(eur),
  )
  expect(choicesUpTo(eur('100.00'), eur('12.34'))).toEqual(
    ['0.00', '10.00', '12.34', '20.00', '50.00', '100.00'].map(eur),
  )
})

test('in a currency without decimals', () => {
  const jpy = (value: string) => ({ value, currency: 'JPY' as const })
  expect(choicesUpTo(jpy('16000'), jpy('0'))).toEqual(['0', '1600', '3200', '8000', '16000'].map(jpy))
})
