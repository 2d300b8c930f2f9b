import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { seal, unseal } from './seal.ts'

const key = randomBytes(32)
const plain = Buffer.from('a secret of twenty b')

test('what was sealed opens again, and nothing of it shows', () => {
  const sealed = seal(key, plain, 'authenticator 1')
  expect(unseal(key, sealed, 'authenticator 1')).toEqual(plain)
  expect(sealed.includes(plain)).toBe(false)
})

test('the same secret looks different each time', () => {
  expect(seal(key, plain, 'a')).not.toEqual(seal(key, plain, 'a'))
})

test('another key, another context or any changed byte opens nothing', () => {
  const sealed = seal(key, plain, 'authenticator 1')
  expect(() => unseal(randomBytes(32), sealed, 'authenticator 1')).toThrow(/authenticate|layout/)
  expect(() => unseal(key, sealed, 'authenticator 2')).toThrow(/authenticate|layout/)
  for (let index = 0; index < sealed.length; index++) {
    const changed = Buffer.from(sealed)
    changed[index] = (changed[index] ?? 0) ^ 1
    expect(() => unseal(key, changed, 'authenticator 1')).toThrow(/authenticate|layout/)
  }
  expect(() => unseal(key, sealed.subarray(0, 20), 'authenticator 1')).toThrow(/authenticate|layout/)
})

test('nothing at all can be sealed and opened: an empty file is a file', () => {
  expect(unseal(key, seal(key, Buffer.alloc(0), 'a'), 'a')).toEqual(Buffer.alloc(0))
})
