import { z } from 'zod'
import type { Clock } from '../../../platform/clock.ts'
import type { Db } from '../../../platform/db.ts'
import { defineJob, type Cron } from '../../../platform/jobs.ts'
import { deleteChallenges } from './queries.ts'

const batch = 5_000

/** Anybody may ask for a challenge by opening the sign-in page, so they are removed soon after they expired. */
export function createChallengeSweep({ db, clock }: { db: Db; clock: Clock }): Cron {
  return {
    schedule: '*/10 * * * *',
    job: defineJob({
      name: 'identity.sweep_passkey_challenges',
      payload: z.strictObject({}),
      async run() {
        while ((await db.transaction(tx => deleteChallenges(tx, clock.now(), batch))) === batch);
      },
    }),
  }
}
