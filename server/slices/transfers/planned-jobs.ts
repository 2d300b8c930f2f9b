import { insertJobs, type PlannedJob } from '../../platform/jobs.ts'
import type { RowSink } from '../ledger/index.ts'

/** Jobs a decision asks for, written with it. */
export const plannedJobs: RowSink<PlannedJob> = {
  name: 'transfers.jobs',
  insert: rows => [insertJobs(rows)],
}
