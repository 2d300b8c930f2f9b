import { expect, test } from 'vitest'
import { hashRecoveryCode, newRecoveryCodes, readRecoveryCode, recoveryCodeCount } from './recovery-codes.ts'

const key = Buffer.alloc(32, 3)

test('a set has ten different codes of 60 bits', () => {
  const codes = newRecoveryCodes()
  expect(new Set(codes).size).toBe(recoveryCodeCount)
  for (const code of codes)
    expect(code).toMatch(/^[0-9a-hjkmnp-tv-z]{4}-[0-9a-hjkmnp-tv-z]{4}-[0-9a-hjkmnp-tv-z]{4}$/)
  expect(newRecoveryCodes()).not.toEqual(codes)
})

test('a code is read however it is typed', () => {
  for (const typed of ['4X9K-P2MN-7C3D', ' 4x9k p2mn 7c3d ', '4x9kp2mn7c3d', '４x9k–p2mn—7c3d'])
    expect(readRecoveryCode(typed)).toBe('4x9kp2mn7c3d')
  expect(readRecoveryCode('OIL0-0000-0000')).toBe('011000000000')
})

test('what is no code of ours has no hash', () => {
  for (const typed of ['', '4x9k-p2mn-7c3', '4x9k-p2mn-7c3u', '4x9k-p2mn-7c3dd', '4x9k_p2mn_7c3d'])
    expect(hashRecoveryCode(key, { owner: 'li', code: typed })).toBeUndefined()
})

test('the hash depends on the key, the owner and the code', () => {
  const code = '4x9k-p2mn-7c3d'
  const hash = hashRecoveryCode(key, { owner: 'li', code })
  expect(hash).toHaveLength(32)
  expect(hashRecoveryCode(key, { owner: 'li', code: '4X9K P2MN 7C3D' })).toEqual(hash)
  expect(hashRecoveryCode(Buffer.alloc(32, 4), { owner: 'li', code })).not.toEqual(hash)
  expect(hashRecoveryCode(key, { owner: 'wang', code })).not.toEqual(hash)
  expect(hashRecoveryCode(key, { owner: 'li', code: '4x9k-p2mn-7c3e' })).not.toEqual(hash)
})
