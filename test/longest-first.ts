import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * Files that take twenty seconds and more, or forty in the browser. Begun last, one of them keeps a single worker busy
 * while the others have nothing left to do: the month alone was the last minute and a half of the integration tests. A
 * file that is missing here costs time and nothing else.
 */
const long = [
  'test/sim/month.test.ts',
  'test/model/kill-http.test.ts',
  'server/commands/schedules.test.ts',
  'server/commands/commands.test.ts',
  'server/commands/staff.test.ts',
  'server/slices/identity/sign-in-throttle.test.ts',
  'test/model/verifier.test.ts',
  'server/slices/funding/lost-answers.test.ts',
  'server/platform/jobs.test.ts',
  'test/e2e/abroad.test.ts',
  'test/e2e/withdrawals.test.ts',
  'test/e2e/top-ups.test.ts',
  'test/e2e/console.test.ts',
  'test/e2e/accessibility.test.ts',
  'test/e2e/bills-and-orders.test.ts',
  'test/e2e/story.test.ts',
]

/** Long files first; the others as Vitest has them, which on a fresh clone knows only their sizes. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    return sorted.toSorted((a, b) => rankOf(a) - rankOf(b))
  }
}

function rankOf({ moduleId }: TestSpecification): number {
  const rank = long.findIndex(file => moduleId.endsWith(`/${file}`))
  return rank === -1 ? long.length : rank
}
