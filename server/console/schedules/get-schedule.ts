import { getSchedule } from '../../../contract/api/schedules.ts'
import { route, type Route } from '../../platform/http/route.ts'
import { presentSchedule, type ScheduleParts } from './present.ts'

export function getScheduleRoute(parts: ScheduleParts): Route {
  return route(getSchedule, async ({ params, context }) => presentSchedule(parts, params.schedule, context))
}
