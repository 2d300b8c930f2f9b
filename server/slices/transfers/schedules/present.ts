import type { z } from 'zod'
import type { scheduledTransferSchema } from '../../../../contract/api/scheduled-transfers.ts'
import { toTypeId } from '../../../../contract/ids.ts'
import { toWireMoney } from '../../../../contract/money.ts'
import type { TransfersDeps } from '../index.ts'
import * as queries from './queries.ts'
import type { Schedule } from './schedule.ts'
import { actionsIn, isRunning } from './states.ts'
import { upcoming } from './timetable.ts'

export type WireSchedule = z.input<typeof scheduledTransferSchema>

/** Schedules as their payer reads them, with what is to come and their last runs. */
export async function presentSchedules(
  { db }: Pick<TransfersDeps, 'db'>,
  schedules: readonly Schedule[],
): Promise<WireSchedule[]> {
  const runs = await queries.lastRuns(
    db.read,
    schedules.map(({ id }) => id),
  )
  return schedules.map(schedule => {
    const { payee, table, next, status } = schedule
    return {
      id: toTypeId('scheduledTransfer', schedule.id),
      status,
      status_reason: schedule.statusReason,
      recipient: { matched_by: payee.matchedBy, name: payee.name, account_number: payee.account },
      amount: toWireMoney(schedule.amount),
      note: schedule.note,
      rhythm: table.rhythm,
      starts_on: table.startsOn,
      until: table.untilOn,
      count: table.count,
      time_zone: table.timeZone,
      next_runs:
        next && isRunning(status)
          ? upcoming(table, next.occurrence, { made: schedule.runs, limit: 5 }).map(({ on, at }) => ({
              on,
              at: at.toISOString(),
            }))
          : [],
      retry_at: next && next.attempt > 1 ? next.at.toISOString() : null,
      runs: runs
        .filter(({ scheduleId }) => scheduleId === schedule.id)
        .map(run => ({
          due_on: run.dueOn,
          result: run.result,
          reason: run.reason,
          transfer_number: run.transferNumber,
          at: run.at.toISOString(),
        })),
      created_at: schedule.createdAt.toISOString(),
      actions: actionsIn(status),
    }
  })
}

export async function presentSchedule(
  deps: Pick<TransfersDeps, 'db'>,
  schedule: Schedule,
): Promise<WireSchedule> {
  const [wire] = await presentSchedules(deps, [schedule])
  if (!wire) throw new Error('one was to be presented')
  return wire
}
