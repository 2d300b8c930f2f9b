import type { WorkerEvents } from 'graphile-worker'
import type { Pool } from 'pg'
import { ping } from './queries-readiness.ts'

/** Errors in a row, of all loops together; each asks about once a second while that fails. */
const maxVainAsks = 20

/**
 * Tells, once, that nobody gets jobs any more although the database answers: so many asked in vain, it answered us, and
 * as many asked in vain again. The library remembers the answer to its first question, which jobs the database knows,
 * also when that was an error: cut off in this moment a worker would fail for ever, and only a new one asks anew. It has
 * no job running then that a change would have to wait for. A database that is away is waited for as ever.
 */
export function onAskingInVain(events: WorkerEvents, pool: Pool, tell: () => void): void {
  let inVain = 0
  let healthy = false
  let told = false
  const answered = () => {
    inVain = 0
    healthy = false
  }
  events.on('worker:getJob:empty', answered)
  events.on('job:start', answered)
  events.on('worker:getJob:error', () => {
    inVain += 1
    if (told || inVain < maxVainAsks) return
    inVain = 0
    if (healthy) {
      told = true
      tell()
      return
    }
    void answers(pool).then(found => (healthy = found))
  })
}

async function answers(pool: Pool): Promise<boolean> {
  try {
    await ping(pool)
    return true
  } catch {
    return false
  }
}
