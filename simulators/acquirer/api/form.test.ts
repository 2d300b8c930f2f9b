import { expect, test } from 'vitest'
import { canonicalForm, decodeForm } from './form.ts'

const plain = (encoded: string): unknown => JSON.parse(JSON.stringify(decodeForm(encoded)))

test('decodes nested names, lists and empty brackets', () => {
  expect(plain('a=1&b[c]=2&b[d][0][e]=3&f[]=4&f[]=5&g%5Bh%5D=%E4%BD%A0')).toEqual({
    a: '1',
    b: { c: '2', d: { 0: { e: '3' } } },
    f: { 0: '4', 1: '5' },
    g: { h: '你' },
  })
  expect(plain('')).toEqual({})
})

test.each(['a[b=1', '[a]=1', 'a]=1', '__proto__[x]=1', 'a[__proto__]=1', 'a=1&a[b]=2', 'a[b]=2&a=1'])(
  'refuses %s',
  encoded => {
    expect(() => decodeForm(encoded)).toThrow(/^Invalid parameter/)
  },
)

test('refuses what is too deep or too long', () => {
  expect(() => decodeForm(`a${'[b]'.repeat(20)}=1`)).toThrow('Invalid parameter name')
  expect(() => decodeForm('a=1&'.repeat(1_001))).toThrow('Too many parameters')
})

test('a name like a property of every object is just a name', () => {
  expect(decodeForm('constructor=1')['constructor']).toBe('1')
  expect(decodeForm('a=1')['toString']).toBeUndefined()
})

test('the same parameters in another order are the same', () => {
  expect(canonicalForm(decodeForm('a=1&b[x]=2&b[y]=3'))).toBe(canonicalForm(decodeForm('b[y]=3&b[x]=2&a=1')))
  expect(canonicalForm(decodeForm('a=1'))).not.toBe(canonicalForm(decodeForm('a=2')))
})
