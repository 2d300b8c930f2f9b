import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { arrows, page, withSliceGraph } from './slice-graph.ts'
import { sliceImports } from './tidy/graph.ts'

const text = await readFile(new URL(`../${page}`, import.meta.url), 'utf8')

test(`the graph of slices in ${page} is current; else run: node tools/slice-graph.ts`, () => {
  expect(text).toBe(withSliceGraph(text))
})

test.each(Object.keys(sliceImports))(`${page} leads to the README of %s`, slice => {
  expect(text).toContain(`](../server/slices/${slice}/README.md)`)
})

test('only what is not reached another way is an arrow', () => {
  expect(arrows({ a: [], b: ['a'], c: ['a', 'b'] })).toEqual(['a', 'b --> a', 'c --> b'])
})
