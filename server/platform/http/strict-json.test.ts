import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { DomainError } from '../errors.ts'
import { canonicalJson, requestHash } from './request-hash.ts'
import { parseStrictJson } from './strict-json.ts'

const parse = (text: string) => parseStrictJson(Buffer.from(text))

/** Any JSON within the limits: keys and texts as wild as JSON allows, but for what is always refused. */
const forbidden = new Set(['__proto__', 'constructor', 'prototype'])
const text = fc.string({ unit: 'binary' }).filter(value => !value.includes('\0') && value.isWellFormed())
const key = fc.string({ unit: 'binary' }).filter(value => value.isWellFormed() && !forbidden.has(value))
const { tree: json } = fc.letrec<{ tree: unknown }>(tie => ({
  tree: fc.oneof(
    { maxDepth: 5 },
    fc.constantFrom(null, true, false),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(value => (Object.is(value, -0) ? 0 : value)),
    text,
    fc.array(tie('tree'), { maxLength: 5 }),
    fc.dictionary(key, tie('tree'), { maxKeys: 5, noNullPrototype: true }),
  ),
}))

test('whatever JSON.stringify writes is read back as it was', () => {
  fc.assert(
    fc.property(json, fc.constantFrom(undefined, 2, '\t'), (value, indent) => {
      expect(parse(JSON.stringify(value, null, indent))).toEqual(value)
    }),
  )
})

test('any key repeated anywhere is found, however the two are written', () => {
  const escaped = (name: string) =>
    `"${Array.from({ length: name.length }, (_, at) => `\\u${name.charCodeAt(at).toString(16).padStart(4, '0')}`).join('')}"`
  fc.assert(
    fc.property(key, json, json, fc.boolean(), (name, first, second, escape) => {
      const twin = escape ? escaped(name) : JSON.stringify(name)
      const body = `{"around":[{${JSON.stringify(name)}:${JSON.stringify(first)},${twin}:${JSON.stringify(second)}}]}`
      expect(() => parse(body)).toThrow(new DomainError('duplicate_key'))
    }),
  )
})

test('reading takes time in proportion to the length, also for a text made of backslashes', () => {
  const body = (length: number) => JSON.stringify({ a: '\\"'.repeat(length) })
  const startedAt = performance.now()
  parse(body(250_000))
  // A quadratic reader would need minutes.
  expect(performance.now() - startedAt).toBeLessThan(2_000)
})

test('the canonical form is RFC 8785: sorted by UTF-16 units, no white space, numbers as ECMAScript writes them', () => {
  // The example of section 3.2.3, and of 3.2.2 for numbers.
  const keys = JSON.parse(
    '{"\\u20ac":"Euro Sign","\\r":"Carriage Return","\\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One","\\ud83d\\ude00":"Emoji: Grinning Face","\\u0080":"Control","\\u00f6":"Latin Small Letter O With Diaeresis"}',
  )
  expect(Object.values(JSON.parse(canonicalJson(keys)))).toHaveLength(7)
  expect(canonicalJson(keys).match(/"(?:Carriage|One|Control|Latin|Euro|Emoji|Hebrew)[^"]*"/g)).toEqual([
    '"Carriage Return"',
    '"One"',
    '"Control"',
    '"Latin Small Letter O With Diaeresis"',
    '"Euro Sign"',
    '"Emoji: Grinning Face"',
    '"Hebrew Letter Dalet With Dagesh"',
  ])
  expect(canonicalJson([Number('333333333.33333329'), 1e30, 4.5, 2e-3, 1e-27])).toBe(
    '[333333333.3333333,1e+30,4.5,0.002,1e-27]',
  )
})

test('the hash of a request depends on operation, path and body, and on nothing else', () => {
  const hash = (operation: string, params: unknown, body: unknown) =>
    requestHash(operation, params, body).toString('hex')
  fc.assert(
    fc.property(fc.dictionary(key, json, { minKeys: 2, noNullPrototype: true }), body => {
      const turned = Object.fromEntries(Object.entries(body).toReversed())
      expect(hash('pay', {}, turned)).toBe(hash('pay', {}, body))
    }),
  )
  const hashes = [
    hash('a', { id: '1' }, {}),
    hash('b', { id: '1' }, {}),
    hash('a', { id: '2' }, {}),
    hash('a', { id: '1' }, { x: 1 }),
    hash('a', { id: '1' }, undefined),
  ]
  expect(new Set(hashes).size).toBe(5)
})
