import { expect, test } from 'vitest'
import { fingerprintOf, newKeys } from './keys.ts'

// One pair in about 250 of the library's own cannot be read again: among 2,000 there are always some.
test('every new pair can be read, and both halves have one fingerprint', () => {
  const differing = Array.from({ length: 2_000 }, newKeys).filter(
    pair => fingerprintOf(pair.private) !== fingerprintOf(pair.public),
  )
  expect(differing).toEqual([])
})
