import { expect, test } from 'vitest'
import { allChecks } from './invariants.ts'
import en from './messages/invariants/en.json' with { type: 'json' }
import zhCN from './messages/invariants/zh-CN.json' with { type: 'json' }

test('every invariant has one name and a sentence in both languages', () => {
  const names = allChecks('anybody')
    .map(({ invariant }) => invariant)
    .sort()
  expect(names).toEqual(Array.from(new Set(names)))
  expect(Object.keys(en).sort()).toEqual(names)
  expect(Object.keys(zhCN).sort()).toEqual(names)
})
