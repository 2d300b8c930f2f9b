import { expect, test } from 'vitest'
import { filterOf } from './history-filter.ts'
import { isNarrowed, readHistorySearch } from './history-search.ts'

test('an address is read back as the filter it was made from', () => {
  const search = {
    period: 'range',
    from: '2026-01-01',
    to: '2026-01-31',
    kind: 'transfer',
    currency: 'EUR',
  } as const
  expect(readHistorySearch(search)).toEqual(search)
})

test('what an address says wrongly is left out', () => {
  const nonsense = {
    utm_source: 'mail',
    period: 'eternity',
    kind: 'loan',
    currency: 'XXX',
    status: 7,
    from: '2026-13-01',
  }
  expect(readHistorySearch(nonsense)).toEqual({})
  expect(readHistorySearch({ period: 'range', from: 'yesterday', to: '2026-02-30T' })).toEqual({
    period: 'range',
  })
  expect(isNarrowed(readHistorySearch(nonsense))).toBe(false)
})

test('days without the period of a range do not count', () => {
  expect(readHistorySearch({ from: '2026-01-01' })).toEqual({})
})

test('a period becomes days, the rest stays', () => {
  expect(filterOf({ period: 'week', kind: 'deposit' }, '2026-11-22')).toEqual({
    kind: 'deposit',
    from: '2026-11-16',
    to: '2026-11-22',
  })
  expect(filterOf({ period: 'range', from: '2026-11-01' }, '2026-11-22')).toEqual({ from: '2026-11-01' })
  expect(filterOf({}, '2026-11-22')).toEqual({})
})
