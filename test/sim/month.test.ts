import { expect, test } from 'vitest'
import { runMonth } from './run-month.ts'

/**
 * A day of the simulated month and the two weeks in which all of it ends (`npm run -s sim:month`): every rail, misbehaving counterparties, and processes
 * killed with -9. What it guards was removed once to see it fail: docs/decisions/0005-proved-by-sabotage.md.
 */
test('160 operations over all rails with kills end with books that agree everywhere', async () => {
  const { report, complaints, journals } = await runMonth({
    seed: 4,
    operations: 160,
    kills: 4,
    days: 1,
    customers: 8,
  })
  expect(complaints).toEqual([])
  expect(report).toEqual({
    seed: 4,
    operations: 160,
    kills: 4,
    final: 160 - report.waiting,
    waiting: report.waiting,
    unreconciled_minor_units: 0,
    paid_twice: 0,
    invariant_hits: 0,
  })
  // Everything that could end had two weeks to do so.
  expect(report.waiting).toBeLessThan(15)
  // A month in which no money moved would agree as well.
  expect(Object.keys(journals)).toEqual(
    expect.arrayContaining([
      'bank_entry',
      'deposit',
      'hold.captured',
      'hold.released',
      'transfer',
      'withdrawal.returned',
    ]),
  )
}, 1_200_000)
