import { check, domain, emailAddress, property, string, tuple } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { foldEmail } from './fold-email.ts'

describe('an address that looks like another is the same identity', () => {
  test.each([
    ['Cyrillic а', '\u0430nn@example.com', 'ann@example.com'],
    ['a whole word in Cyrillic', '\u0441\u043e\u0440\u0435@example.com', 'cope@example.com'],
    ['Greek omicron', 'b\u03bfb@example.com', 'bob@example.com'],
    ['Latin look-alike of m', '\u217fia@example.com', 'mia@example.com'],
    ['Armenian', '\u0578ina@example.com', 'nina@example.com'],
    ['mathematical letters', '\u{1d41a}nn@example.com', 'ann@example.com'],
    ['a dotless i', 'l\u0131sa@example.com', 'lisa@example.com'],
    ['a zero-width space', 'a\u200bnn@example.com', 'ann@example.com'],
    ['a soft hyphen', 'a\u00adnn@example.com', 'ann@example.com'],
    ['the domain', 'ann@ex\u0430mple.com', 'ann@example.com'],
    ['the domain as browsers write it', 'ann@xn--exmple-4nf.com', 'ann@example.com'],
  ])('%s', (_, typed, key) => {
    expect(foldEmail(typed)).toBe(key)
  })
})

test.each([
  ['paul1@example.com', 'paull@example.com'],
  ['modern@example.com', 'rnodern@example.com'],
  ['b0b@example.com', 'bob@example.com'],
  ['zo\u00eb@example.com', 'zoe@example.com'],
  ['\u674e\u660e@example.com', '\u674e\u4e9a@example.com'],
])('%s and %s are different people', (one, other) => {
  expect(foldEmail(one)).not.toBe(foldEmail(other))
})

test('an ordinary address only loses its case', () => {
  const result = check(
    property(emailAddress(), address => foldEmail(address) === address.toLowerCase()),
    { numRuns: 2_000 },
  )
  expect(result.counterexample).toBeNull()
})

test('a key is its own key whatever script it is in', () => {
  const address = tuple(string({ unit: 'binary', minLength: 1, maxLength: 12 }), domain())
  const result = check(
    property(address, ([local, host]) => {
      const key = foldEmail(`${local}@${host}`)
      return key === undefined || foldEmail(key) === key
    }),
    { numRuns: 5_000 },
  )
  expect(result.counterexample).toBeNull()
})
