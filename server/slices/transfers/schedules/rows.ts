import type { FactSource, RowSink } from '../../ledger/index.ts'
import * as queries from './queries.ts'
import type { Run, Schedule } from './schedule.ts'

/** Guarded by the lock on its payer's available balance, which every decision about it takes. */
export const scheduleFact: FactSource<Schedule> = {
  name: 'transfers.schedule',
  read: (client, ids) => queries.readSchedules(client, ids),
  write: changed => [queries.updateSchedules(Array.from(changed.values()))],
}

/** How many of a payer's still run, by payer. */
export const runningFact: FactSource<number> = {
  name: 'transfers.running_schedules',
  read: (client, payerIds) => queries.countRunning(client, payerIds),
  // The rows themselves are what is counted; this keeps the count right within one batch.
  write: () => [],
}

export const scheduleRows: RowSink<Schedule> = {
  name: 'transfers.schedules',
  insert: rows => [queries.insertSchedules(rows)],
}

/** One row for each day, whatever happens: its primary key is the last belt against paying twice. */
export const runRows: RowSink<Run> = {
  name: 'transfers.runs',
  insert: rows => [queries.insertRuns(rows)],
}
