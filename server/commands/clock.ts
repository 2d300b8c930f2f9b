import { createTestClock, systemClock, type Clock } from '../platform/clock.ts'
import type { Config } from '../platform/config.ts'
import type { Db } from '../platform/db.ts'

/** The clock of the running system: that of the test edition may have been moved ahead. */
export async function clockOf({ edition }: Config, db: Db): Promise<Clock> {
  if (edition === 'live') return systemClock
  const { readClockOffset } = await import('../test-edition/queries.ts')
  return createTestClock(await readClockOffset(db))
}
