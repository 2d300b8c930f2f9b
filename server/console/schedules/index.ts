import type { Route } from '../../platform/http/route.ts'
import { createScheduleRoute } from './create-schedule.ts'
import { deleteScheduleRoute } from './delete-schedule.ts'
import { getScheduleRoute } from './get-schedule.ts'
import { listSchedulesRoute } from './list-schedules.ts'
import type { ScheduleParts } from './present.ts'
import { replayScheduleRoute } from './replay-schedule.ts'
import { saveScheduleRoute } from './save-schedule.ts'

/** Price lists and limits for the staff: drafts of the slice pricing with requests of the slice staff. */
export function scheduleRoutes(parts: ScheduleParts): Route[] {
  return [
    listSchedulesRoute(parts),
    getScheduleRoute(parts),
    createScheduleRoute(parts),
    saveScheduleRoute(parts),
    deleteScheduleRoute(parts),
    replayScheduleRoute(parts),
  ]
}
