import { z } from 'zod'
import type { Clock } from '../../../platform/clock.ts'
import type { Db } from '../../../platform/db.ts'
import { defineJob, type Cron } from '../../../platform/jobs.ts'
import { endNameChange } from './name-change.ts'
import type { PersonalParts } from './parts.ts'
import { overdueNameChanges } from './queries.ts'
import { expireExports } from './queries-export.ts'

const batch = 500

/**
 * Ends what nobody decided in time, so that nothing is under review for ever, and removes copies of data whose time is
 * over. Harmless to repeat.
 */
export function createPersonalSweep(
  options: { db: Db; clock: Clock } & Pick<PersonalParts, 'standing' | 'onNameChanged'>,
): Cron {
  const { db, clock } = options
  return {
    schedule: '*/10 * * * *',
    job: defineJob({
      name: 'identity.sweep_personal',
      payload: z.strictObject({}),
      async run() {
        const now = clock.now()
        while ((await db.transaction(tx => expireExports(tx, now, batch))) === batch);
        for (const { id } of await overdueNameChanges(db.read, now, batch))
          await db.transaction(tx =>
            endNameChange(tx, options, { id, state: 'expired', reason: 'overdue', now }),
          )
      },
    }),
  }
}
