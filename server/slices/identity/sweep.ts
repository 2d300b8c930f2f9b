import { z } from 'zod'
import type { Clock } from '../../platform/clock.ts'
import type { Db } from '../../platform/db.ts'
import { defineJob, type Cron } from '../../platform/jobs.ts'
import * as queries from './queries-sweep.ts'

const dayMs = 24 * 60 * 60_000

/** Ended sessions stay for a while: they tell which networks a customer uses (`sign-in.ts`). */
const sessionsKeptMs = 90 * dayMs
/** As long as a browser keeps the cookie that would name it. */
const devicesKeptMs = 400 * dayMs

const strangersCountersKeptMs = 30 * dayMs

/** Rows per statement, so that no statement holds its locks for long. */
const batch = 5_000

/**
 * Removes what nobody needs any more: registrations never proved, sessions long over, codes and half-made
 * authenticators, devices nobody came back with, counters of addresses that have no account. Harmless to repeat.
 */
export function createSweep({ db, clock }: { db: Db; clock: Clock }): Cron {
  return {
    schedule: '17 3 * * *',
    job: defineJob({
      name: 'identity.sweep',
      payload: z.strictObject({}),
      async run() {
        const now = clock.now().getTime()
        const before = (ms: number) => new Date(now - ms)
        await repeatWhileFull(() => db.transaction(tx => queries.deleteRegistrations(tx, before(0), batch)))
        await repeatWhileFull(() =>
          db.transaction(tx => queries.deleteSessions(tx, before(sessionsKeptMs), batch)),
        )
        await repeatWhileFull(() => db.transaction(tx => queries.deleteCodes(tx, before(dayMs), batch)))
        await repeatWhileFull(() =>
          db.transaction(tx => queries.deleteUnfinishedAuthenticators(tx, before(dayMs), batch)),
        )
        await repeatWhileFull(() =>
          db.transaction(tx => queries.deleteDevices(tx, before(devicesKeptMs), batch)),
        )
        await repeatWhileFull(() =>
          db.transaction(tx => queries.deleteStrangersCounters(tx, before(strangersCountersKeptMs), batch)),
        )
      },
    }),
  }
}

async function repeatWhileFull(deleteSome: () => Promise<number>): Promise<void> {
  while ((await deleteSome()) === batch);
}
