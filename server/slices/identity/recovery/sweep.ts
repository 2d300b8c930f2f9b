import { z } from 'zod'
import type { Clock } from '../../../platform/clock.ts'
import type { Db } from '../../../platform/db.ts'
import { defineJob, type Cron } from '../../../platform/jobs.ts'
import { tellEvent } from './events.ts'
import { deleteRecoveries } from './queries.ts'
import { endRequest, overdueRequests } from './queries-request.ts'
import { statesBefore } from './request-states.ts'

const batch = 500

/** Recoveries are kept for a day after their end: whoever comes back late is told that it is too late. */
const keptMs = 24 * 60 * 60_000

/** Ends requests nobody finished and removes recoveries that are over. Harmless to repeat. */
export function createRecoverySweep({ db, clock }: { db: Db; clock: Clock }): Cron {
  return {
    schedule: '*/10 * * * *',
    job: defineJob({
      name: 'identity.sweep_recoveries',
      payload: z.strictObject({}),
      async run() {
        const now = clock.now()
        const before = new Date(now.getTime() - keptMs)
        while ((await db.transaction(tx => deleteRecoveries(tx, before, batch))) === batch);
        for (const { id } of await overdueRequests(db.read, now, batch))
          await db.transaction(async tx => {
            const end = { id, from: statesBefore('expire'), to: 'expired', reason: null, at: now } as const
            const ended = await endRequest(tx, end)
            if (ended)
              await tellEvent(tx, 'recovery.request_expired', {
                customerId: ended.customer_id,
                now,
                subject: id,
              })
          })
      },
    }),
  }
}
