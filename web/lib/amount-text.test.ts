import { assert, bigInt, constantFrom, oneof, property, string, stringMatching } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { currencies, exponentOf, formatAmount, maxMinor, parseAmount } from '../../contract/money.ts'
import { readAmount, tidyAmount } from './amount-text.ts'

describe('readAmount', () => {
  test.each([
    ['10.5', 'EUR', '10.50'],
    ['7', 'CNY', '7.00'],
    ['0.001', 'KWD', '0.001'],
    ['1200', 'JPY', '1200'],
    ['9999999999999999.99', 'USD', '9999999999999999.99'],
  ] as const)('%s %s is %s', (text, currency, value) => {
    expect(readAmount(text, currency)).toEqual({ value, currency })
  })

  test.each([
    ['', 'EUR', 'empty'],
    ['0', 'EUR', 'zero'],
    ['0.00', 'EUR', 'zero'],
    ['-5', 'EUR', 'signed'],
    ['+5', 'EUR', 'signed'],
    ['−5', 'EUR', 'signed'],
    ['1e2', 'EUR', 'exponent'],
    ['0x10', 'EUR', 'exponent'],
    ['5,00', 'EUR', 'comma'],
    ['.5', 'EUR', 'point'],
    ['5.', 'EUR', 'point'],
    ['007', 'EUR', 'leadingZero'],
    ['１２', 'CNY', 'fullWidth'],
    ['12。5', 'CNY', 'fullWidth'],
    ['12.345', 'EUR', 'tooPrecise'],
    ['12.5', 'JPY', 'wholeOnly'],
    ['0.0001', 'KWD', 'tooPrecise'],
    ['99999999999999999999', 'EUR', 'tooLarge'],
    ['1000000000000000000', 'JPY', 'tooLarge'],
    ['NaN', 'EUR', 'malformed'],
    ['1.2.3', 'EUR', 'malformed'],
    ['十', 'CNY', 'malformed'],
  ] as const)('%j %s is refused as %s', (text, currency, problem) => {
    expect(readAmount(text, currency)).toBe(problem)
  })

  test('accepts exactly what the server accepts, and sends the same amount', () => {
    const typed = oneof(string(), stringMatching(/^[0-9]{0,20}[.,]?[0-9]{0,4}$/))
    assert(
      property(typed, constantFrom(...currencies), (text, currency) => {
        const read = readAmount(text, currency)
        const server = parseAmount(text, exponentOf(currency))
        const accepted = typeof server === 'bigint' && server > 0n ? server : undefined
        expect(typeof read === 'string' ? undefined : parseAmount(read.value, exponentOf(currency))).toBe(
          accepted,
        )
      }),
    )
  })
})

describe('tidyAmount', () => {
  test.each([
    ['1,234.50', '1234.50'],
    ['12,345,678', '12345678'],
    [' 1 234.5 ', '1234.5'],
    ['5,00', '5,00'],
    ['1,23', '1,23'],
    ['１２', '１２'],
  ])('%j becomes %j', (typed, tidied) => {
    expect(tidyAmount(typed)).toBe(tidied)
  })

  test('never changes an amount of ours, grouped or not', () => {
    assert(
      property(bigInt({ min: 1n, max: maxMinor }), minor => {
        const text = formatAmount(minor, 2)
        const grouped = text.replaceAll(/\B(?=(\d{3})+\.)/g, ',')
        expect(tidyAmount(text)).toBe(text)
        expect(tidyAmount(grouped)).toBe(text)
      }),
    )
  })
})
