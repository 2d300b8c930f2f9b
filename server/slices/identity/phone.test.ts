import { expect, test } from 'vitest'
import { readMobileNumber } from './phone.ts'

test.each([
  ['+86 138 0000 1234', '+8613800001234'],
  ['＋８６１３８００００１２３４', '+8613800001234'],
  ['+44 7700 900123', undefined],
  ['+44 7400 123456', '+447400123456'],
  ['+1 (212) 555-2368', '+12125552368'],
  ['+965 5001 2345', '+96550012345'],
  ['+852 5123 4567', '+85251234567'],
  ['+86 10 6552 9988', undefined],
  ['+1 800 555 0199', undefined],
  ['138 0000 1234', undefined],
  ['0086 138 0000 1234', undefined],
  ['+86 138 0000 123', undefined],
  ['+86 138 0000 1234 ext. 5', undefined],
  ['call me on +86 138 0000 1234', undefined],
  ['', undefined],
  ['+', undefined],
  ['+86\u0000', undefined],
])('%s → %s', (typed, number) => {
  expect(readMobileNumber(typed)).toBe(number)
})
