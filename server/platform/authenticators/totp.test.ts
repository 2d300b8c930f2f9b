import { describe, expect, test } from 'vitest'
import { matchTotp, newTotpSecret, totpCodeAt, totpKeyText, totpUri } from './totp.ts'

/** RFC 6238, appendix B: the secret of the SHA-1 rows, and their codes. We use six digits, their last six of eight. */
const secret = Buffer.from('12345678901234567890', 'ascii')
const vectors: [number, string, bigint][] = [
  [59, '94287082', 0x1n],
  [1_111_111_109, '07081804', 0x23523ecn],
  [1_111_111_111, '14050471', 0x23523edn],
  [1_234_567_890, '89005924', 0x273ef07n],
  [2_000_000_000, '69279037', 0x3f940aan],
  [20_000_000_000, '65353130', 0x27bc86aan],
]

describe('RFC 6238, appendix B', () => {
  test.each(vectors)('at %d s the code is …%s', (seconds, code, step) => {
    const now = new Date(seconds * 1_000)
    expect(totpCodeAt(secret, now)).toBe(code.slice(2))
    expect(matchTotp({ secret, code: code.slice(2), now })).toBe(step)
  })
})

describe('a code', () => {
  const now = new Date('2026-03-01T12:00:00Z')
  const step = BigInt(now.getTime() / 30_000)
  const at = (seconds: number) => new Date(now.getTime() + seconds * 1_000)

  test('is good from one step before to one step after, and names its own step', () => {
    const code = totpCodeAt(secret, now)
    expect(matchTotp({ secret, code, now: at(-1) })).toBe(step)
    expect(matchTotp({ secret, code, now: at(-30) })).toBe(step)
    expect(matchTotp({ secret, code, now: at(-31) })).toBeUndefined()
    expect(matchTotp({ secret, code, now: at(59) })).toBe(step)
    expect(matchTotp({ secret, code, now: at(60) })).toBeUndefined()
  })

  test('of another secret, or of another length, is wrong', () => {
    expect(matchTotp({ secret: newTotpSecret(), code: totpCodeAt(secret, now), now })).toBeUndefined()
    for (const code of ['', '12345', '1234567', 'abcdef'])
      expect(matchTotp({ secret, code, now })).toBeUndefined()
  })
})

test('a secret has the 160 bits of RFC 4226 and is never twice the same', () => {
  expect(newTotpSecret()).toHaveLength(20)
  expect(newTotpSecret()).not.toEqual(newTotpSecret())
})

test('key and URI say the same secret as apps read it', () => {
  // RFC 4648 of the ASCII text above.
  expect(totpKeyText(secret)).toBe('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ')
  const uri = new URL(totpUri({ secret, issuer: 'OKPay: Test', account: 'li:ming@example.com' }))
  expect(uri.protocol).toBe('otpauth:')
  expect(uri.host).toBe('totp')
  expect(decodeURIComponent(uri.pathname)).toBe('/OKPay  Test:li ming@example.com')
  expect(Object.fromEntries(uri.searchParams)).toEqual({
    secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
    issuer: 'OKPay  Test',
    algorithm: 'SHA1',
    digits: '6',
    period: '30',
  })
})
