import { z } from 'zod'
import type { Clock } from '../../../platform/clock.ts'
import type { Db } from '../../../platform/db.ts'
import { defineJob, type Cron } from '../../../platform/jobs.ts'
import { appendEvents } from '../../../platform/outbox.ts'
import { closeExpired } from '../queries-restrictions.ts'
import { liftedEvent } from '../restrictions.ts'
import * as queries from './queries.ts'

const dayMs = 24 * 60 * 60_000

/** A year and a month: somebody who looks once a year still sees the year. */
const signInsKeptMs = 395 * dayMs

/** Rows per statement, so that no statement holds its locks for long. */
const batch = 1_000

/**
 * Tells of restrictions that ended by themselves. They count as lifted from the moment they expire, whether or not
 * this has run; so late is not wrong, only late.
 */
export function createExpireRestrictions({ db, clock }: { db: Db; clock: Clock }): Cron {
  return {
    schedule: '* * * * *',
    job: defineJob({
      name: 'identity.expire_restrictions',
      payload: z.strictObject({}),
      async run() {
        const now = clock.now()
        await repeatWhileFull(() =>
          db.transaction(async tx => {
            const expired = await closeExpired(tx, { now, limit: batch })
            await appendEvents(
              tx,
              expired.map(restriction => liftedEvent(restriction, now)),
            )
            return expired.length
          }),
        )
      },
    }),
  }
}

/** Removes old sign-ins and links nobody can use any more. Harmless to repeat. */
export function createSecuritySweep({ db, clock }: { db: Db; clock: Clock }): Cron {
  return {
    schedule: '27 3 * * *',
    job: defineJob({
      name: 'identity.security_sweep',
      payload: z.strictObject({}),
      async run() {
        const now = clock.now()
        const signInsBefore = new Date(now.getTime() - signInsKeptMs)
        await repeatWhileFull(() =>
          db.transaction(tx => queries.deleteSignInEvents(tx, signInsBefore, batch)),
        )
        await repeatWhileFull(() => db.transaction(tx => queries.deleteAlertLinks(tx, now, batch)))
      },
    }),
  }
}

async function repeatWhileFull(doSome: () => Promise<number>): Promise<void> {
  while ((await doSome()) === batch);
}
