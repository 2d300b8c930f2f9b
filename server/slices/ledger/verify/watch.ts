import { Counter, Registry } from 'prom-client'
import { z } from 'zod'
import type { Clock } from '../../../platform/clock.ts'
import type { Db } from '../../../platform/db.ts'
import { defineJob, type Job } from '../../../platform/jobs.ts'
import type { Logger } from '../../../platform/log.ts'
import type { InvariantCheck } from '../invariant.ts'
import * as queries from './queries-watch.ts'
import { verify, type VerificationReport } from './verify.ts'

/** Beyond so many new events, looking at everything is the faster way to be sure. */
const mostRecentEvents = 1_000_000n

function countHits(registry: Registry): Counter<'invariant'> {
  return new Counter({
    name: 'okpay_invariant_hits_total',
    help: 'Verifications in which an invariant did not hold. Any is an alarm: outgoing money is stopped.',
    labelNames: ['invariant'],
    registers: [registry],
  })
}

export type Watch = {
  /** Everything. Records the run and stops outgoing money on a hit. */
  verifyAll(): Promise<VerificationReport>
  /** What is newer than the last clean run; everything if there was none. Otherwise the same. */
  verifyRecent(): Promise<VerificationReport>
  /** Lets money leave again, if everything is found in order now; tells what had stopped it. */
  resume(): Promise<{ report: VerificationReport; lifted: { reason: string; since: Date } | undefined }>
  jobs: { recent: Job<Record<string, never>>; all: Job<Record<string, never>> }
}

export type WatchDeps = {
  db: Db
  readerUrl: string
  checks: readonly InvariantCheck[]
  clock: Clock
  log: Logger
  /** Where hits are counted; nowhere for a single command. */
  registry?: Registry | undefined
}

/** Verifies in production, every minute what is new, and acts on what it finds. */
export function createWatch(deps: WatchDeps): Watch {
  const { db, readerUrl, checks, clock } = deps
  const hits = countHits(deps.registry ?? new Registry())
  const run = async (after?: bigint): Promise<VerificationReport> => {
    const now = clock.now()
    const report = await verify({ readerUrl, checks, now, ...(after === undefined ? {} : { after }) })
    await act(deps, hits, report)
    return report
  }
  const watch = {
    verifyAll: () => run(),
    async verifyRecent() {
      const { position, newer } = await queries.lastVerified(db.read)
      return run(position > 0n && newer <= mostRecentEvents ? position : undefined)
    },
    async resume() {
      const report = await run()
      if (report.findings.length > 0) return { report, lifted: undefined }
      return { report, lifted: await db.transaction(queries.resumeOutgoing) }
    },
  }
  let busy = false
  const job = (name: string, work: () => Promise<unknown>) =>
    defineJob({
      name,
      payload: z.object({}),
      // The next time brings the next one.
      maxAttempts: 1,
      async run() {
        // One that takes longer than a minute must not be overtaken by the next, which would take longer still.
        if (busy) return
        busy = true
        try {
          await work()
        } finally {
          busy = false
        }
      },
    })
  return {
    ...watch,
    jobs: {
      recent: job('ledger.verify_recent', () => watch.verifyRecent()),
      all: job('ledger.verify_all', () => watch.verifyAll()),
    },
  }
}

async function act(
  { db, log }: WatchDeps,
  hits: Counter<'invariant'>,
  report: VerificationReport,
): Promise<void> {
  const { findings } = report
  for (const { invariant, total, first } of findings) {
    hits.inc({ invariant })
    log.error({ invariant, total, first }, 'an invariant of the books is broken; outgoing money is stopped')
  }
  await db.transaction(async tx => {
    await queries.recordRun(tx, report)
    if (findings.length > 0)
      await queries.stopOutgoing(tx, findings.map(({ invariant }) => invariant).join(', '))
  })
}
