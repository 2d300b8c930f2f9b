import type { InvariantCheck, Scope, Snapshot, Violation } from '../invariant.ts'
import * as queries from './queries-snapshot.ts'

/** An invariant that does not hold. */
export type Finding = { invariant: string; total: number; first: Violation[] }

export type VerificationReport = {
  scope: Scope
  /** Events after `after` up to `lastPosition` were new to it. */
  after: bigint
  lastPosition: bigint
  journals: bigint
  entries: bigint
  /** `number:hash` of the newest sealed block. */
  chainHead: string | null
  checks: number
  findings: Finding[]
  startedAt: Date
  durationMs: number
}

/**
 * Runs all checks in one snapshot with a role that only reads. `after` narrows it to what is newer than that
 * position; without it everything ever recorded is checked: 3 million journals take some six minutes of one processor.
 */
export async function verify(options: {
  readerUrl: string
  checks: readonly InvariantCheck[]
  now: Date
  after?: bigint
}): Promise<VerificationReport> {
  const { readerUrl, checks, now, after = 0n } = options
  const scope: Scope = options.after === undefined ? 'all' : 'recent'
  const startedAt = performance.now()
  const client = await queries.connectReader(readerUrl)
  try {
    await queries.beginSnapshot(client, scope)
    if (scope === 'recent') await queries.fillRecent(client, after)
    const { lastPosition, journals, entries, chainHead } = await queries.measure(client, scope)
    const snapshot: Snapshot = {
      scope,
      after,
      violations: (sql, values = []) => queries.findViolations(client, sql, values),
      query: (sql, values = []) => queries.queryRows(client, sql, values),
    }
    const findings: Finding[] = []
    for (const { invariant, find } of checks) {
      const { total, first } = await find(snapshot)
      if (total > 0) findings.push({ invariant, total, first })
    }
    await queries.endSnapshot(client)
    return {
      scope,
      after,
      lastPosition,
      journals,
      entries,
      chainHead,
      checks: checks.length,
      findings,
      startedAt: now,
      durationMs: performance.now() - startedAt,
    }
  } finally {
    await client.end()
  }
}
