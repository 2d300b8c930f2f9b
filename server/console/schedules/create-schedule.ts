import { createSchedule, scheduleIdKinds } from '../../../contract/api/schedules.ts'
import { toTypeId } from '../../../contract/ids.ts'
import { route, type Route } from '../../platform/http/route.ts'
import { beginDraft } from '../../slices/pricing/index.ts'
import { presentSchedule, type ScheduleParts } from './present.ts'

/** Begins with what was published last: a price list is edited, not written anew. */
export function createScheduleRoute(parts: ScheduleParts): Route {
  return route(createSchedule, async ({ body: { kind }, context }) => {
    const { staff, now } = context
    const schedule = await parts.db.transaction(async tx => {
      const id = await beginDraft(tx, { kind, by: staff.staffId, now })
      const text = toTypeId(scheduleIdKinds[kind], id)
      await context.auditWith(tx, { details: { schedule: text, kind } })
      return text
    })
    return presentSchedule(parts, schedule, context)
  })
}
