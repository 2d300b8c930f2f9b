import { isDatabaseUnavailable, type Db } from './db.ts'
import type { ReadinessCheck } from './http/probes.ts'
import type { Logger } from './log.ts'
import { pendingMigrations } from './migrate.ts'
import { ping } from './queries-readiness.ts'

/** What a process needs before it may get requests: a database that answers and has the tables it expects. */
export function databaseReadiness(db: Db): Record<'database' | 'migrations', ReadinessCheck> {
  return {
    database: () => ping(db.pool),
    async migrations() {
      const pending = await pendingMigrations(db.pool)
      if (pending.length > 0) throw new Error(`not migrated: ${pending.join(', ')}`)
    },
  }
}

/** A database that recovers from a crash takes connections again within seconds. */
const startPatienceMs = 30_000
const startPollMs = 250

/**
 * Waits for a database that is starting or recovering, so that program and database may be started together.
 * Throws what the database said when it does not come within half a minute, and any other error at once.
 */
export async function untilDatabaseAnswers(db: Db, log: Logger): Promise<void> {
  for (let waitedMs = 0; ; waitedMs += startPollMs) {
    try {
      await ping(db.pool)
      return
    } catch (error) {
      if (!isDatabaseUnavailable(error) || waitedMs >= startPatienceMs) throw error
      if (waitedMs === 0) log.warn('the database does not answer yet; waiting for it')
      await new Promise(resolve => setTimeout(resolve, startPollMs))
    }
  }
}
