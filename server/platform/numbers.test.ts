import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createPermutation } from './numbers.ts'

const key = Buffer.alloc(32, 7)

test('is a permutation: every value of a small range is hit exactly once', () => {
  const permutation = createPermutation(4, key)
  const images = new Set(Array.from({ length: 10_000 }, (_, value) => permutation(BigInt(value))))
  expect(images.size).toBe(10_000)
  expect(Array.from(images).every(image => image >= 0n && image < 10_000n)).toBe(true)
})

test('never gives two counters the same number', () => {
  const permutation = createPermutation(14, key)
  fc.assert(
    fc.property(fc.bigInt(0n, 10n ** 14n - 1n), fc.bigInt(0n, 10n ** 14n - 1n), (a, b) => {
      expect(permutation(a) === permutation(b)).toBe(a === b)
    }),
    { numRuns: 2_000 },
  )
})

test('neighbouring counters are far apart, and another key gives other numbers', () => {
  const permutation = createPermutation(14, key)
  const other = createPermutation(14, Buffer.alloc(32, 8))
  const near = Array.from({ length: 1_000 }, (_, n) => n).filter(n => {
    const gap = permutation(BigInt(n)) - permutation(BigInt(n + 1))
    return gap > -1_000_000n && gap < 1_000_000n
  })
  expect(near.length).toBeLessThan(3)
  expect(permutation(1n)).not.toBe(other(1n))
})

test('refuses what does not fit', () => {
  expect(() => createPermutation(4, key)(10_000n)).toThrow(RangeError)
  expect(() => createPermutation(4, key)(-1n)).toThrow(RangeError)
})
