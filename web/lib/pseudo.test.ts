import { expect, test } from 'vitest'
import { pseudo, pseudoText } from './pseudo.ts'

test('a text grows by two fifths and keeps its facts and tags', () => {
  const text = 'Send <b>{{amount}}</b> to {{name}}'
  const longer = pseudoText(text)
  expect(longer).toContain('<b>{{amount}}</b>')
  expect(longer).toContain('{{name}}')
  expect(longer.length).toBeGreaterThanOrEqual(text.length * 1.4)
})

test('every text of a tree is changed', () => {
  const changed = pseudo({ a: 'one', b: { c: 'two' } })
  expect(changed).toEqual({ a: pseudoText('one'), b: { c: pseudoText('two') } })
})
