import { defineConfig } from 'vitest/config'
import { LongestFirst } from './test/longest-first.ts'

/**
 * Where a change is judged, a browser story that fails is told once more from its beginning; the report says which did
 * (`retry x1`). At a desk nothing is repeated: there a failure now and then is looked into (docs/decisions/0108).
 */
const retryInBrowser = process.env['CI'] === undefined ? 0 : 1

/**
 * Four projects. `unit` needs nothing; `integration` has one real PostgreSQL, from whose migrated
 * template each file clones its own database (test/db.ts); `e2e` drives the whole program in Chromium, one program
 * for each of its two workers, and runs after them, because a busy machine makes a browser test fail for no reason of
 * its own; `speed` measures, so it is alone. The first group is 1 and not 0, the default: on a machine with two cores
 * Vitest puts everything of group 0 after the other groups.
 */
export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 120_000,
    // Within the second it would be by default, a busy machine answers nothing; only what never comes takes this long.
    expect: { poll: { timeout: 20_000 } },
    // Most files wait for a database, a bank or another process most of the time; by default two cores get one worker.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    // Output of passed tests hides the failures.
    silent: 'passed-only',
    // A test that was focused while writing must not silently switch off all the others.
    allowOnly: false,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['contract/**/*.test.ts', 'tools/**/*.test.ts', 'web/**/*.test.{ts,tsx}'],
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'integration',
          include: [
            'server/**/*.test.ts',
            'simulators/**/*.test.ts',
            'bench/**/*.test.ts',
            'test/**/*.test.ts',
          ],
          exclude: ['test/e2e/**'],
          globalSetup: 'test/global-setup.ts',
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          exclude: ['test/e2e/speed.test.ts'],
          globalSetup: 'test/e2e/global-setup.ts',
          testTimeout: 180_000,
          retry: retryInBrowser,
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'speed',
          include: ['test/e2e/speed.test.ts'],
          globalSetup: 'test/e2e/global-setup.ts',
          testTimeout: 180_000,
          retry: retryInBrowser,
          maxWorkers: 1,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
})
