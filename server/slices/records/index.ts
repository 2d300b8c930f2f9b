import type { Route } from '../../platform/http/route.ts'
import type { Cron, Job } from '../../platform/jobs.ts'
import { createCloseEverybodysMonths, createCloseMonths } from './close-months.ts'
import type { RecordsDeps } from './deps.ts'
import { exportRoutes } from './exports.ts'
import { getTransactionReceiptRoute } from './get-receipt.ts'
import { statementFileRoutes } from './get-statement.ts'
import { getTransactionTraceRoute } from './get-trace.ts'
import { listStatementsRoute } from './list-statements.ts'
import { createExportSweep, createMakeExport } from './make-export.ts'
import { readTrace, type WireTrace } from './trace.ts'

export type { RecordsDeps } from './deps.ts'
export { recordData } from './personal-data.ts'
export { recordsInvariants } from './invariants.ts'
export type { RailStep, WireTrace } from './trace.ts'

/** What customers can prove and take along: traces, receipts, statements, exports. See README.md of this slice. */
export type RecordsSlice = {
  routes: Route[]
  jobs: Job[]
  crons: Cron[]
  close(): Promise<void>
  /** A transaction's trace as this customer sees it, for staff beside them. */
  traceOf(which: { ownerId: string; number: string; now: Date }): Promise<WireTrace | undefined>
}

export function createRecordsSlice(deps: RecordsDeps): RecordsSlice {
  const closeMonths = createCloseMonths(deps)
  const closeEverybodysMonths = createCloseEverybodysMonths(deps, closeMonths)
  const makeExport = createMakeExport(deps)
  const sweep = createExportSweep(deps, makeExport)
  return {
    routes: [
      getTransactionTraceRoute(deps),
      getTransactionReceiptRoute(deps),
      listStatementsRoute(deps, closeMonths),
      ...statementFileRoutes(deps),
      ...exportRoutes(deps, makeExport),
    ],
    jobs: [closeMonths, closeEverybodysMonths, makeExport, sweep.job],
    // Somewhere the first day of a month begins half a day later than elsewhere; the second run finds what is left.
    crons: [sweep, { schedule: '20 3,15 1,2 * *', job: closeEverybodysMonths }],
    close: () => deps.printer.close(),
    traceOf: which => readTrace(deps, which),
  }
}
