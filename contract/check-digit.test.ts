import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  grouped,
  hasValidCheckDigit,
  isAccountNumber,
  isTransactionNumber,
  ungroup,
  withCheckDigit,
} from './check-digit.ts'

const digits = fc.stringMatching(/^[0-9]{1,18}$/)

test('what it completes is valid', () => {
  fc.assert(
    fc.property(digits, given => {
      const complete = withCheckDigit(given)
      expect(complete.slice(0, -1)).toBe(given)
      expect(hasValidCheckDigit(complete)).toBe(true)
    }),
  )
})

test('the example of Damm’s thesis: 572 gets 4', () => {
  expect(withCheckDigit('572')).toBe('5724')
})

test('every single wrong digit is found', () => {
  fc.assert(
    fc.property(digits, given => {
      const complete = withCheckDigit(given)
      const wrong = Array.from(complete).flatMap((digit, index) =>
        Array.from('0123456789')
          .filter(other => other !== digit)
          .map(other => complete.slice(0, index) + other + complete.slice(index + 1)),
      )
      expect(wrong.filter(hasValidCheckDigit)).toEqual([])
    }),
  )
})

test('every exchange of two different neighbours is found', () => {
  fc.assert(
    fc.property(digits, given => {
      const complete = withCheckDigit(given)
      const exchanged = Array.from(complete.slice(1), (digit, index) => {
        const before = complete.charAt(index)
        return complete.slice(0, index) + digit + before + complete.slice(index + 2)
      }).filter(text => text !== complete)
      expect(exchanged.filter(hasValidCheckDigit)).toEqual([])
    }),
  )
})

test.each(['', '0', 'x', '57 24', '5724a', '-5724', '５７２４'])(
  '%j is not a number with a check digit',
  text => {
    expect(hasValidCheckDigit(text)).toBe(false)
  },
)

test('only digits can get one', () => {
  for (const text of ['12a', '1 2', '-1', '１']) expect(() => withCheckDigit(text)).toThrow(RangeError)
})

test('numbers are told apart by their length and first digit', () => {
  const transaction = withCheckDigit(`9${'1'.repeat(14)}`)
  const account = withCheckDigit(`8${'1'.repeat(10)}`)
  expect([isTransactionNumber(transaction), isAccountNumber(account)]).toEqual([true, true])
  expect([isTransactionNumber(account), isAccountNumber(transaction)]).toEqual([false, false])
  expect(isTransactionNumber(withCheckDigit(`8${'1'.repeat(14)}`))).toBe(false)
  expect(isAccountNumber(withCheckDigit(`9${'1'.repeat(10)}`))).toBe(false)
})

test('grouping loses nothing, however it is typed', () => {
  fc.assert(
    fc.property(digits, given => {
      expect(ungroup(grouped(given))).toBe(given)
      expect(grouped(given)).toMatch(/^[0-9]{1,4}( [0-9]{1,4})*$/)
    }),
  )
  expect(ungroup(' 9123-4567 8901\t2345 ')).toBe('9123456789012345')
})
