import { z } from 'zod'
import type { Clock } from '../../platform/clock.ts'
import type { Db } from '../../platform/db.ts'
import { defineJob, type Cron } from '../../platform/jobs.ts'
import { deleteSessions } from './queries-sessions.ts'
import { deleteStrangersCounters } from './queries-throttle.ts'

const dayMs = 24 * 60 * 60_000

/** Ended sessions stay for a while: they tell which networks somebody works from (`sign-in.ts`). */
const sessionsKeptMs = 90 * dayMs
const strangersCountersKeptMs = 30 * dayMs

/** Removes what nobody needs any more; harmless to repeat. */
export function createStaffSweep(db: Db, clock: Clock): Cron {
  return {
    schedule: '37 3 * * *',
    job: defineJob({
      name: 'staff.sweep',
      payload: z.strictObject({}),
      async run() {
        const now = clock.now().getTime()
        await db.transaction(tx => deleteSessions(tx, new Date(now - sessionsKeptMs)))
        await db.transaction(tx => deleteStrangersCounters(tx, new Date(now - strangersCountersKeptMs)))
      },
    }),
  }
}
