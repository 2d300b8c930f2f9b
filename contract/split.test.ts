import { array, assert, bigInt, property } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { splitByLargestRemainder } from './split.ts'

describe('splitByLargestRemainder', () => {
  test.each([
    [100n, [1n, 1n, 1n], [34n, 33n, 33n]],
    [1n, [1n, 1n, 1n], [1n, 0n, 0n]],
    [10n, [1n, 2n, 4n], [1n, 3n, 6n]],
    [0n, [3n, 1n], [0n, 0n]],
    [7n, [0n, 1n, 0n], [0n, 7n, 0n]],
  ])('%s by %s', (total, weights, parts) => {
    expect(splitByLargestRemainder(total, weights)).toEqual(parts)
  })

  test('the parts add up to the whole, none is a minor unit or more off its share, equal weights differ by one at most', () => {
    const weights = array(bigInt({ min: 0n, max: 1_000n }), { minLength: 1, maxLength: 20 }).filter(list =>
      list.some(weight => weight > 0n),
    )
    assert(
      property(bigInt({ min: 0n, max: 10n ** 15n }), weights, (total, list) => {
        const parts = splitByLargestRemainder(total, list)
        const sum = list.reduce((added, weight) => added + weight, 0n)
        expect(parts.reduce((added, part) => added + part, 0n)).toBe(total)
        parts.forEach((part, index) => {
          const off = part * sum - total * (list[index] ?? 0n)
          expect(off > -sum && off < sum).toBe(true)
        })
      }),
    )
  })

  test.each([
    [-1n, [1n]],
    [1n, []],
    [1n, [0n, 0n]],
    [1n, [2n, -1n]],
  ])('%s by %s is nothing to be split', (total, weights) => {
    expect(() => splitByLargestRemainder(total, weights)).toThrow(RangeError)
  })
})
