import { check, domain, property, string, tuple } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { foldEmail } from './fold-email.ts'

describe('one mailbox, one key', () => {
  test.each([
    ['case', 'Alice.Liddell@Example.COM', 'alice.liddell@example.com'],
    ['width', 'ａｌｉｃｅ＠ｅｘａｍｐｌｅ．ｃｏｍ', 'alice@example.com'],
    ['composition', 'zoe\u0308@example.com', 'zo\u00eb@example.com'],
    ['ligatures', 'o\ufb03ce@example.com', 'office@example.com'],
    ['sharp s', 'GROSS@example.com', 'gross@example.com'],
    ['sharp s folded', 'groß@example.com', 'gross@example.com'],
    ['the domain in its own letters', 'a@bücher.example', 'a@xn--bcher-kva.example'],
    ['the domain in ASCII', 'a@XN--BCHER-KVA.example', 'a@xn--bcher-kva.example'],
    ['Chinese', '李明@例子.中国', '李明@xn--fsqu00a.xn--fiqs8s'],
    ['an @ in the local part is not the separator', '"a@b"@example.com', '"a@b"@example.com'],
  ])('%s', (_, typed, key) => {
    expect(foldEmail(typed)).toBe(key)
  })
})

test.each([
  '',
  'nobody',
  '@example.com',
  'a@',
  'a@exa mple.com',
  'a@0x7f.1',
  'a@1.2.3.4',
  'nul\u0000@example.com',
  'lone\ud800@example.com',
  'a\u202e@example.com',
])('%j is no address', text => {
  expect(foldEmail(text)).toBeUndefined()
})

test('a key is its own key', () => {
  const address = tuple(string({ unit: 'grapheme', minLength: 1, maxLength: 12 }), domain())
  const result = check(
    property(address, ([local, host]) => {
      const key = foldEmail(`${local}@${host}`)
      return key === undefined || foldEmail(key) === key
    }),
    { numRuns: 2_000 },
  )
  expect(result.counterexample).toBeNull()
})
