import { expect, test } from 'vitest'
import { runMonth } from './run-month.ts'

/**
 * A few days of the simulated month (`npm run -s sim:month`): every rail, misbehaving counterparties, and processes
 * killed with -9. What it guards was removed once to see it fail: docs/decisions/0005-proved-by-sabotage.md.
 */
test('300 operations over all rails with kills end with books that agree everywhere', async () => {
  const { report, complaints } = await runMonth({
    seed: 4,
    operations: 300,
    kills: 3,
    days: 2,
    customers: 24,
  })
  expect(complaints).toEqual([])
  expect(report).toEqual({
    seed: 4,
    operations: 300,
    kills: 3,
    final: 300 - report.waiting,
    waiting: report.waiting,
    unreconciled_minor_units: 0,
    paid_twice: 0,
    invariant_hits: 0,
  })
  // Everything that could end had two weeks to do so.
  expect(report.waiting).toBeLessThan(15)
}, 1_200_000)
