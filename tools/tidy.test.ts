import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { refusedImport, sliceImports } from './tidy/graph.ts'
import { compareMessages, inspect, namesGivenTwice, tidy } from './tidy/tidy.ts'

test('the whole tree keeps the house rules', () => {
  expect(tidy(fileURLToPath(new URL('..', import.meta.url)))).toEqual([])
})

describe('the import graph', () => {
  test('of the slices has no cycle', () => {
    const reaches = (from: string, to: string, seen = new Set<string>()): boolean =>
      (sliceImports[from] ?? []).some(next => {
        if (next === to) return true
        if (seen.has(next)) return false
        seen.add(next)
        return reaches(next, to, seen)
      })
    expect(Object.keys(sliceImports).filter(slice => reaches(slice, slice))).toEqual([])
  })

  test.each([
    ['contract/money.ts', 'server/platform/db.ts'],
    ['web/lib/api.ts', 'server/platform/db.ts'],
    ['server/platform/db.ts', 'server/slices/ledger/index.ts'],
    ['server/slices/ledger/batch.ts', 'server/slices/wallet/index.ts'],
    ['server/slices/identity/sign-in.ts', 'server/slices/ledger/index.ts'],
    ['server/slices/transfers/index.ts', 'server/slices/funding/index.ts'],
    ['server/slices/transfers/rows.ts', 'server/slices/ledger/queries.ts'],
    ['server/slices/unheard-of/index.ts', 'server/slices/ledger/index.ts'],
    ['simulators/acquirer/main.ts', 'server/platform/config.ts'],
  ])('%s may not import %s', (from, to) => {
    expect(refusedImport(from, to)).toBeTypeOf('string')
  })

  test.each([
    ['server/slices/transfers/rows.ts', 'server/slices/ledger/index.ts'],
    ['server/slices/transfers/rows.ts', 'server/slices/transfers/queries.ts'],
    ['server/app.ts', 'server/slices/ledger/index.ts'],
    ['web/lib/api.ts', 'contract/errors.ts'],
    ['server/slices/ledger/model.test.ts', 'test/db.ts'],
  ])('%s may import %s', (from, to) => {
    expect(refusedImport(from, to)).toBeUndefined()
  })
})

describe('a breach is found', () => {
  const slice = 'server/slices/ledger/batch.ts'
  // Put together here so that this file does not break the rules itself.
  const focused = ['test', 'only('].join('.')
  const ignored = ['@ts', 'ignore'].join('-')
  test.each([
    ['sql only in queries', slice, 'await client.query(`SELECT id FROM balance`)'],
    ['sql only in queries', slice, "tx.insertInto('hold')"],
    ['no enum', slice, 'export enum Status { A }'],
    ['no silenced', slice, `// ${ignored}`],
    ['no skipped or focused test', 'server/slices/ledger/x.test.ts', `${focused}'x', () => {})`],
    ['no default export', slice, 'export default 1'],
    ['one clock', slice, 'const now = new Date()'],
    ['one configuration', slice, 'process.env.PORT'],
    ['no floating-point money', slice, 'const n = Number(amount)'],
    [
      'no schemas in the website',
      'web/features/x/page.tsx',
      "import { type A, kinds } from '../../../contract/api/x.ts'",
    ],
    ['nothing left unfinished', slice, ['// TO', 'DO later'].join('')],
    ['divide it', slice, 'x\n'.repeat(400)],
    ['imports', slice, "import { x } from '../wallet/index.ts'"],
  ])('%s in %s', (says, path, text) => {
    expect(
      inspect(path, text)
        .map(breach => breach.says)
        .join(),
    ).toContain(says)
  })

  test('clean code breaks nothing', () => {
    expect(
      inspect(slice, "import { x } from './queries.ts'\nexport const y = x // any sentence may say select\n"),
    ).toEqual([])
  })
})

describe('messages', () => {
  test.each([
    ['a key only English has', { a: 'x', b: 'y' }, { a: '甲' }, 'lacks b'],
    ['a key only Chinese has', { a: 'x' }, { a: '甲', b: '乙' }, 'lacks b'],
    ['a fact one language forgot', { a: 'x {{name}}' }, { a: '甲' }, 'other facts'],
    ['a fact one language of the terminal forgot', { a: 'x {name}' }, { a: '甲' }, 'other facts'],
    ['an empty text', { a: 'x' }, { a: '' }, 'empty'],
  ])('%s', (_name, english, chinese, says) => {
    expect(
      compareMessages('m', english, chinese)
        .map(breach => breach.says)
        .join(),
    ).toContain(says)
  })

  test('English plural forms need no Chinese twin', () => {
    expect(
      compareMessages(
        'm',
        { n_one: '{{count}} day', n_other: '{{count}} days' },
        { n_other: '{{count}} 天' },
      ),
    ).toEqual([])
  })
})

test('a prepared statement has its name for itself', () => {
  const insert = { path: 'server/a/queries.ts', text: "return {\n  name: 'a.insert',\n  text: `INSERT`," }
  const other = { path: 'server/b/queries.ts', text: "{ name: 'b.insert', text: sql, values }" }
  expect(namesGivenTwice([insert, other])).toEqual([])
  expect(namesGivenTwice([insert, other, { ...insert, path: 'server/c/queries.ts' }])).toEqual([
    { file: 'server/c/queries.ts', line: 2, says: 'the statement a.insert is also in server/a/queries.ts' },
  ])
})
