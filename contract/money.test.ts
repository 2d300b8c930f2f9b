import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  basisPointsUp,
  currencies,
  exponentOf,
  formatAmount,
  isCurrency,
  maxMinor,
  money,
  parseAmount,
  toWireMoney,
} from './money.ts'
import { splitByLargestRemainder } from './split.ts'

/** Every exponent a currency may have, and more than ISO 4217 uses. */
const exponent = fc.integer({ min: 0, max: 9 })
const minor = fc.oneof(fc.bigInt(0n, maxMinor), fc.bigInt(0n, 2_000n))

describe('parseAmount', () => {
  test('reads back whatever formatAmount writes, in every exponent', () => {
    fc.assert(
      fc.property(minor, exponent, (amount, decimals) => {
        expect(parseAmount(formatAmount(amount, decimals), decimals)).toBe(amount)
      }),
      { numRuns: 2_000 },
    )
  })

  test('fills missing decimals and never rounds superfluous ones', () => {
    fc.assert(
      fc.property(
        fc.bigInt(0n, 10n ** 8n),
        fc.stringMatching(/^[0-9]{1,9}$/),
        exponent,
        (whole, fraction, decimals) => {
          const wanted =
            fraction.length > decimals
              ? 'amount_too_precise'
              : whole * 10n ** BigInt(decimals) + BigInt(fraction.padEnd(decimals, '0') || '0')
          expect(parseAmount(`${whole}.${fraction}`, decimals)).toBe(wanted)
        },
      ),
      { numRuns: 2_000 },
    )
  })

  test('reads plain decimal numbers that fit, and nothing else', () => {
    const plain = /^(?<whole>0|[1-9][0-9]{0,17})(?:\.(?<fraction>[0-9]{1,9}))?$/
    const meant = (text: string, decimals: number): bigint | string => {
      const { whole, fraction = '' } = plain.exec(text)?.groups ?? {}
      if (whole === undefined) return 'amount_malformed'
      if (fraction.length > decimals) return 'amount_too_precise'
      const amount = BigInt(whole) * 10n ** BigInt(decimals) + BigInt(fraction.padEnd(decimals, '0') || '0')
      return amount > maxMinor ? 'amount_too_large' : amount
    }
    const unit = fc.constantFrom(...Array.from('0123456789.-+ ,eExX_٣３\u0000\n∞'))
    const anything = fc.oneof(
      fc.string(),
      fc.string({ unit, maxLength: 22 }),
      fc.stringMatching(/^[0-9]{1,19}(\.[0-9]{0,10})?$/),
    )
    fc.assert(
      fc.property(anything, exponent, (text, decimals) => {
        expect(parseAmount(text, decimals)).toBe(meant(text, decimals))
      }),
      { numRuns: 5_000 },
    )
  })

  test.each([
    ['', 'amount_malformed'],
    [' ', 'amount_malformed'],
    ['-5', 'amount_malformed'],
    ['+5', 'amount_malformed'],
    ['-0', 'amount_malformed'],
    ['1e2', 'amount_malformed'],
    ['1E2', 'amount_malformed'],
    ['0x10', 'amount_malformed'],
    ['0b1', 'amount_malformed'],
    ['5,00', 'amount_malformed'],
    ['1,000', 'amount_malformed'],
    ['1_000', 'amount_malformed'],
    ['1 000', 'amount_malformed'],
    ['.5', 'amount_malformed'],
    ['5.', 'amount_malformed'],
    ['.', 'amount_malformed'],
    ['1.2.3', 'amount_malformed'],
    ['01', 'amount_malformed'],
    ['00', 'amount_malformed'],
    [' 5', 'amount_malformed'],
    ['5\n', 'amount_malformed'],
    ['５', 'amount_malformed'],
    ['٥', 'amount_malformed'],
    ['NaN', 'amount_malformed'],
    ['Infinity', 'amount_malformed'],
    ['null', 'amount_malformed'],
    ['5\u0000', 'amount_malformed'],
    ['1234567890123456789', 'amount_malformed'],
    ['1.2345678901', 'amount_malformed'],
    ['0.001', 'amount_too_precise'],
    ['5.000', 'amount_too_precise'],
    ['99999999999999999.99', 'amount_too_large'],
    ['999999999999999999', 'amount_too_large'],
  ])('refuses %j with two decimals', (text, problem) => {
    expect(parseAmount(text, 2)).toBe(problem)
  })

  test.each([
    ['0', 2, 0n],
    ['0.00', 2, 0n],
    ['10.5', 2, 1_050n],
    ['10.50', 2, 1_050n],
    ['9999999999999999.99', 2, maxMinor],
    ['999999999999999999', 0, maxMinor],
    ['1.005', 3, 1_005n],
  ])('reads %j', (text, decimals, wanted) => {
    expect(parseAmount(text, decimals)).toBe(wanted)
  })
})

test('formatAmount writes exactly the exponent’s decimals and the sign once', () => {
  fc.assert(
    fc.property(fc.bigInt(-maxMinor, maxMinor), exponent, (amount, decimals) => {
      const text = formatAmount(amount, decimals)
      expect(text).toMatch(decimals === 0 ? /^-?[0-9]+$/ : new RegExp(`^-?[0-9]+\\.[0-9]{${decimals}}$`))
      expect(BigInt(text.replace('.', ''))).toBe(amount)
    }),
    { numRuns: 2_000 },
  )
})

test('money travels with its currency and comes back as it was', () => {
  fc.assert(
    fc.property(minor, fc.constantFrom(...currencies), (amount, currency) => {
      const wire = toWireMoney(money(amount, currency))
      expect(wire.currency).toBe(currency)
      expect(parseAmount(wire.value, exponentOf(currency))).toBe(amount)
    }),
  )
})

test('only currencies we hold are currencies', () => {
  for (const name of ['toString', '__proto__', 'eur', 'EUR ', 'XXX', '']) expect(isCurrency(name)).toBe(false)
  expect(currencies.every(isCurrency)).toBe(true)
})

describe('basisPointsUp', () => {
  const points = fc.bigInt(0n, 20_000n)

  test('is the exact share or less than one unit more, never less', () => {
    fc.assert(
      fc.property(minor, points, (amount, share) => {
        const fee = basisPointsUp(amount, share)
        expect(fee * 10_000n).toBeGreaterThanOrEqual(amount * share)
        expect((fee - 1n) * 10_000n).toBeLessThan(amount * share || 1n)
      }),
      { numRuns: 2_000 },
    )
  })

  test('costs at least as much in parts as in one: splitting a payment saves no fee', () => {
    fc.assert(
      fc.property(minor, points, fc.integer({ min: 1, max: 20 }), (amount, share, count) => {
        const inParts = splitByLargestRemainder(amount, Array<bigint>(count).fill(1n)).reduce(
          (sum, part) => sum + basisPointsUp(part, share),
          0n,
        )
        expect(inParts).toBeGreaterThanOrEqual(basisPointsUp(amount, share))
      }),
    )
  })

  test('of nothing, or nothing of it, is nothing; the smallest part of a unit is a unit', () => {
    expect([basisPointsUp(0n, 100n), basisPointsUp(100n, 0n), basisPointsUp(1n, 1n)]).toEqual([0n, 0n, 1n])
  })

  test.each([
    [-1n, 1n],
    [1n, -1n],
  ])('refuses %d at %d basis points', (amount, share) => {
    expect(() => basisPointsUp(amount, share)).toThrow(RangeError)
  })
})
