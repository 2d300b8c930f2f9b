import type { Db } from './db.ts'
import type { ReadinessCheck } from './http/probes.ts'
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
